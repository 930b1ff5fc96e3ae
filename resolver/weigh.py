"""Weigh: learn by expectation-maximisation what each level of agreement is worth. No labels are used.

Invariant: the mixture is over all pairs of records. Candidates are those of them that may be anything;
a pair that is no candidate is taken for strangers. Three classes: same person, another person of the same
household, stranger. Some strangers are namesakes: they agree on names as one person does, and on all else
as strangers do, which is all that a class of their own may learn. Work is on counted patterns of levels,
so its cost does not grow with the pairs.
Sources: Fellegi and Sunter (1969); Winkler (1988) on expectation-maximisation for linkage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison, Level, Rarity
from resolver.model import ComparisonModel, LevelModel, Model
from resolver.observe import Observed
from resolver.patterns import Patterns, Settled, count_patterns
from resolver.ties import Ties

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-3
_PRIOR_PAIRS = (50.0, 500.0, 500.0)
_STRANGER_PRIOR_PAIRS = 0.5
_MANY_RECORDS = 2000.0
_FLOOR = 1e-6
_SETTLED_WEIGHT = 5.0
_PERSON, _NAMESAKE, _STRANGER = 0, 2, 3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """An estimate of all shares; classes in the order same person, household, namesake, stranger.

    Attributes:
        levels: the share of each level in each class, shape (4, levels of all comparisons end to end).
        classes: the share of each class among all pairs of records.
    """

    levels: Floats
    classes: Floats


class Seen(NamedTuple):
    """What was observed of candidate pairs, what people have said of them, and what random pairs show."""

    candidates: Observed
    settled: Settled
    random: Observed


def expected_model(
    comparisons: Sequence[Comparison], random: Sequence[Compared], all_pairs: int, start: Model | None = None
) -> Model:
    """The model before any learning: expectations, and strangers as random pairs are.

    Args:
        comparisons: what will be compared.
        random: what they say of random pairs.
        all_pairs: the number of pairs of records there are.
        start: what is expected of one person and of a household; where it lacks a comparison, what the levels
            of the comparison declare.
    """
    share = 1.0 / max(4.0, np.sqrt(2.0 * all_pairs))
    known = {each.name: each.levels for each in start.comparisons} if start is not None else {}
    expected = [
        _expected(comparison, each, known.get(comparison.name, ()))
        for comparison, each in zip(comparisons, random, strict=True)
    ]
    return Model(share, share, share, tuple(expected))


def learn(expected: Model, seen: Seen, all_pairs: int, ties: Ties) -> Model:
    """Learn from what is observed of pairs, starting at `expected`; what people have settled is known."""
    patterns = count_patterns(expected, seen.candidates, seen.settled)
    background = count_patterns(expected, seen.random)
    prior = shares_of(expected)
    shares = prior
    for _ in range(_ROUNDS):
        before = shares.levels
        shares = _round(prior, shares, patterns, background, all_pairs)
        ties.hold(shares.levels)
        if np.abs(before - shares.levels).max(initial=0.0) < _CLOSE_ENOUGH:
            break
    return _with_shares(expected, shares)


def _expected(comparison: Comparison, random: Compared, known: tuple[LevelModel, ...]) -> ComparisonModel:
    counts = np.bincount(random.levels, minlength=len(comparison.levels) + 1)[1:] + _STRANGER_PRIOR_PAIRS
    strangers = (counts / counts.sum()).tolist()
    is_known = [level.label for level in comparison.levels] == [level.label for level in known]
    expected: Sequence[Level | LevelModel] = known if is_known else comparison.levels
    levels = tuple(
        LevelModel(
            level.label,
            one.same_person,
            one.household,
            one.same_person if comparison.tells_namesakes else stranger,
            stranger,
            level.rarity.value,
            _reference(level.rarity, random, code),
        )
        for code, (level, one, stranger) in enumerate(
            zip(comparison.levels, expected, strangers, strict=True), start=1
        )
    )
    return ComparisonModel(comparison.name, levels)


def _reference(rarity: Rarity, compared: Compared, code: int) -> float:
    """Harmonic mean share of the values on which random pairs reach a level; 0 where none does.

    A ratio stands for itself.
    """
    if rarity is Rarity.RATIO:
        return 1.0
    shares = compared.shares[(compared.levels == code) & (compared.shares > 0)].astype(np.float64)
    return float(len(shares) / (1.0 / shares).sum()) if len(shares) else 0.0


def shares_of(model: Model) -> Shares:
    """The shares that a model holds."""
    levels = [
        (level.same_person, level.household, level.namesake, level.stranger)
        for each in model.comparisons
        for level in each.levels
    ]
    rare = (model.same_person, model.household, model.namesake)
    return Shares(np.array(levels).reshape(-1, 4).T, np.array([*rare, 1.0 - sum(rare)]))


def _round(prior: Shares, shares: Shares, patterns: Patterns, background: Patterns, all_pairs: int) -> Shares:
    """One round: who each pattern is of, then what each class looks like."""
    likely = likely_classes(shares, patterns)
    opened, settled = likely * patterns.counts, _settled(likely, patterns)
    strangers = likely_classes(shares, background)[_STRANGER] * background.counts
    found = opened + _SETTLED_WEIGHT * settled
    trust = max(1.0, _MANY_RECORDS / np.sqrt(2.0 * all_pairs))
    rare = [
        patterns.shares(found[kind], trust * pairs * prior.levels[kind])
        for kind, pairs in enumerate(_PRIOR_PAIRS)
    ]
    chance = background.shares(strangers, np.full(prior.levels.shape[1], _STRANGER_PRIOR_PAIRS))
    classes = np.maximum((opened + settled)[:_STRANGER].sum(axis=1), 1.0) / all_pairs
    return Shares(np.array([*rare, chance]), np.array([*classes, max(_FLOOR, 1.0 - classes.sum())]))


def _settled(likely: Floats, patterns: Patterns) -> Floats:
    """How many settled pairs of each pattern are of each class: matches of the first, others of the rest."""
    unlike = likely.copy()
    unlike[_PERSON] = 0.0
    settled = unlike / np.maximum(unlike.sum(axis=0), _FLOOR) * patterns.others
    settled[_PERSON] = patterns.matches
    return np.asarray(settled)


def likely_classes(shares: Shares, patterns: Patterns) -> Floats:
    """Probability of each pattern to be of each class, shape (4, patterns)."""
    logs: Floats = (patterns.one_hot @ np.log(shares.levels.T)).T + np.log(shares.classes)[:, None]
    logs[_NAMESAKE:] += patterns.rarity
    likely = np.exp(logs - logs.max(axis=0))
    return np.asarray(likely / likely.sum(axis=0))


def _with_shares(model: Model, shares: Shares) -> Model:
    """The model with these shares in place of its own."""
    learned = iter(shares.levels.T.tolist())
    comparisons = []
    for comparison in model.comparisons:
        levels = []
        for level in comparison.levels:
            person, household, namesake, stranger = next(learned)
            shared = {"same_person": person, "household": household, "namesake": namesake}
            levels.append(replace(level, stranger=stranger, **shared))
        comparisons.append(replace(comparison, levels=tuple(levels)))
    person, household, namesake, _ = shares.classes.tolist()
    return replace(
        model, same_person=person, household=household, namesake=namesake, comparisons=tuple(comparisons)
    )
