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

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison, Rarity
from resolver.model import ComparisonModel, LevelModel, Model
from resolver.observe import Observed
from resolver.patterns import Patterns, count_patterns

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-3
_PRIOR_PAIRS = (50.0, 500.0, 500.0)
_STRANGER_PRIOR_PAIRS = 0.5
_FLOOR = 1e-6
_NAMESAKE, _STRANGER = 2, 3

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Shares:
    """An estimate of all shares; classes in the order same person, household, namesake, stranger.

    Attributes:
        levels: the share of each level in each class, shape (4, levels of all comparisons end to end).
        classes: the share of each class among all pairs of records.
    """

    levels: Floats
    classes: Floats


def expected_model(comparisons: Sequence[Comparison], random: Sequence[Compared], all_pairs: int) -> Model:
    """The model before any learning: declared expectations, and strangers as random pairs are.

    `all_pairs` is the number of pairs of records there are.
    """
    share = 1.0 / max(4.0, np.sqrt(2.0 * all_pairs))
    expected = [_expected(comparison, each) for comparison, each in zip(comparisons, random, strict=True)]
    return Model(share, share, share, tuple(expected))


def learn(
    expected: Model, candidates: Observed, random: Observed, all_pairs: int, told_by_namesakes: Flags
) -> Model:
    """Learn from what is observed of candidate pairs and of random pairs, starting at `expected`.

    `told_by_namesakes` marks the levels (all comparisons end to end) that namesakes may learn.
    """
    patterns, background = count_patterns(expected, candidates), count_patterns(expected, random)
    prior = shares_of(expected)
    counted = namesakes_counted(expected)
    shares = prior
    for _ in range(_ROUNDS):
        before = shares.levels
        shares = _round(prior, shares, patterns, background, all_pairs)
        shares.levels[_NAMESAKE] = np.where(
            told_by_namesakes, shares.levels[_NAMESAKE], shares.levels[_STRANGER]
        )
        shares.levels[_NAMESAKE, counted] = _FLOOR
        if np.abs(before - shares.levels).max(initial=0.0) < _CLOSE_ENOUGH:
            break
    return _with_shares(expected, shares)


def _expected(comparison: Comparison, random: Compared) -> ComparisonModel:
    counts = np.bincount(random.levels, minlength=len(comparison.levels) + 1)[1:] + _STRANGER_PRIOR_PAIRS
    strangers = (counts / counts.sum()).tolist()
    levels = tuple(
        LevelModel(
            level.label,
            level.same_person,
            level.household,
            level.same_person if comparison.tells_namesakes else stranger,
            stranger,
            level.rarity.value,
            _reference(level.rarity, random, code),
        )
        for code, (level, stranger) in enumerate(zip(comparison.levels, strangers, strict=True), start=1)
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


def namesakes_counted(model: Model) -> Flags:
    """The levels at which strangers of one name are counted, so that they need no class of their own."""
    levels = [level for each in model.comparisons for level in each.levels]
    return np.array([level.rarity == Rarity.RATIO.value for level in levels], dtype=np.bool_)


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
    likely = likely_classes(shares, patterns) * patterns.counts
    strangers = likely_classes(shares, background)[_STRANGER] * background.counts
    rare = [
        patterns.shares(likely[kind], pairs * prior.levels[kind]) for kind, pairs in enumerate(_PRIOR_PAIRS)
    ]
    chance = background.shares(strangers, np.full(prior.levels.shape[1], _STRANGER_PRIOR_PAIRS))
    classes = np.maximum(likely[:_STRANGER].sum(axis=1), 1.0) / all_pairs
    return Shares(np.array([*rare, chance]), np.array([*classes, max(_FLOOR, 1.0 - classes.sum())]))


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
