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

from resolver.commonness import MANY_RECORDS, fewness
from resolver.compare.level import Compared, Comparison, Level, Rarity
from resolver.model import ComparisonModel, LevelModel, Model
from resolver.observe import Observed
from resolver.patterns import Patterns, Settled, count_patterns
from resolver.ties import Ties

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-3
_PRIOR_PAIRS = (50.0, 500.0, 500.0)
_STRANGER_PRIOR_PAIRS = 0.5
_DECLARED = 0.1
_EXPECTED_STRANGERS = 5000.0
_EXPECTED_AGREEING = 200.0
_EXPECTED_RARE = 200.0
_FEWEST_TO_A_PERSON = 32.0
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
    share = 1.0 / max(_FEWEST_TO_A_PERSON, np.sqrt(2.0 * all_pairs))
    known = {each.name: each.levels for each in start.comparisons} if start is not None else {}
    few = _fewness(all_pairs)
    expected = [
        _expected(comparison, each, known.get(comparison.name, ()), few)
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


def _fewness(all_pairs: int) -> float:
    """How far records that make so many pairs are too few to speak for themselves."""
    return fewness((1.0 + np.sqrt(1.0 + 8.0 * all_pairs)) / 2.0)


def _expected(
    comparison: Comparison, random: Compared, known: tuple[LevelModel, ...], few: float
) -> ComparisonModel:
    """What is expected of a comparison; the `few`er the records, the more of strangers too is expected."""
    counts = np.bincount(random.levels, minlength=len(comparison.levels) + 1)[1:] + _STRANGER_PRIOR_PAIRS
    is_known = [level.label for level in comparison.levels] == [level.label for level in known]
    references = [0.0] * len(counts)
    if is_known:
        counts += few * _EXPECTED_STRANGERS * np.array([level.stranger for level in known])
        references = [level.reference for level in known]
    strangers = (counts / counts.sum()).tolist()
    expected: Sequence[Level | LevelModel] = known if is_known else comparison.levels
    rare = _rare(expected, comparison.levels, few * _DECLARED)
    levels = tuple(
        LevelModel(
            level.label,
            same_person,
            household,
            same_person if comparison.tells_namesakes else stranger,
            stranger,
            level.rarity.value,
            _reference(level.rarity, random, code, (few * _EXPECTED_AGREEING, reference)),
        )
        for code, (level, (same_person, household), stranger, reference) in enumerate(
            zip(comparison.levels, rare, strangers, references, strict=True), start=1
        )
    )
    return ComparisonModel(comparison.name, levels)


def _rare(
    expected: Sequence[Level | LevelModel], declared: Sequence[Level], weight: float
) -> list[tuple[float, float]]:
    """The shares expected of one person and of a household, with a little of what the levels declare.

    What the shipped model has never met would otherwise speak against people in whose records it is met.
    """
    return [
        (
            (one.same_person + weight * other.same_person) / (1 + weight),
            (one.household + weight * other.household) / (1 + weight),
        )
        for one, other in zip(expected, declared, strict=True)
    ]


def _reference(rarity: Rarity, compared: Compared, code: int, expected: tuple[float, float]) -> float:
    """Harmonic mean share of the values on which random pairs reach a level; 0 where none does.

    A ratio stands for itself. `expected` is a share and how many pairs it counts as.
    """
    if rarity is Rarity.RATIO:
        return 1.0
    shares = compared.share_at(np.flatnonzero(compared.levels == code)).astype(np.float64)
    shares = shares[shares > 0]
    pairs, share = expected if expected[1] > 0 else (0.0, 1.0)
    total = len(shares) + pairs
    return float(total / ((1.0 / shares).sum() + pairs / share)) if total else 0.0


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
    trust = max(1.0, MANY_RECORDS / np.sqrt(2.0 * all_pairs))
    few = _fewness(all_pairs)
    rare = [
        patterns.shares(found[kind], trust * pairs * prior.levels[kind])
        for kind, pairs in enumerate(_PRIOR_PAIRS)
    ]
    expected = _STRANGER_PRIOR_PAIRS + few * _EXPECTED_STRANGERS * prior.levels[_STRANGER]
    chance = background.shares(strangers, expected)
    found_rare = np.maximum((opened + settled)[:_STRANGER].sum(axis=1), 1.0 - few)
    imagined = few * _EXPECTED_RARE
    classes = (found_rare + imagined * prior.classes[:_STRANGER]) / (all_pairs + imagined)
    return Shares(np.array([*rare, chance]), np.array([*classes, max(_FLOOR, 1.0 - classes.sum())]))


def _settled(likely: Floats, patterns: Patterns) -> Floats:
    """How many settled pairs of each pattern are of each class: matches of the first, others of the rest."""
    if not (patterns.matches.any() or patterns.others.any()):
        return np.zeros_like(likely)
    unlike = likely.copy()
    unlike[_PERSON] = 0.0
    settled = unlike / np.maximum(unlike.sum(axis=0), _FLOOR) * patterns.others
    settled[_PERSON] = patterns.matches
    return np.asarray(settled)


def likely_classes(shares: Shares, patterns: Patterns) -> Floats:
    """Probability of each pattern to be of each class, shape (4, patterns)."""
    logs = np.ascontiguousarray((patterns.one_hot @ np.log(shares.levels.T)).T)
    logs += np.log(shares.classes)[:, None]
    logs[_NAMESAKE:] += patterns.rarity
    logs -= logs.max(axis=0)
    likely: Floats = np.exp(logs, out=logs)
    likely /= likely.sum(axis=0)
    return likely


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
