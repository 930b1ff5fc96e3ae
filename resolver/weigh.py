"""Weigh: learn by expectation-maximisation what each level of agreement is worth. No labels are used.

Invariant: the mixture is over all pairs of records. Candidates are those of them that may be anything;
a pair that is no candidate is taken for strangers. Three classes: same person, another person of the same
household, stranger. Work is on counted patterns of levels, so its cost does not grow with the pairs.
Sources: Fellegi and Sunter (1969); Winkler (1988) on expectation-maximisation for linkage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison
from resolver.model import ComparisonModel, LevelModel, Model
from resolver.observe import Observed
from resolver.patterns import Patterns, count_patterns

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-4
_PERSON_PRIOR_PAIRS = 50.0
_HOUSEHOLD_PRIOR_PAIRS = 500.0
_STRANGER_PRIOR_PAIRS = 0.5
_FLOOR = 1e-6

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """An estimate: the share of each level in each class, all comparisons end to end, and of each class."""

    same_person: Floats
    household: Floats
    stranger: Floats
    people: float
    households: float


def expected_model(comparisons: Sequence[Comparison], random: Sequence[Compared], all_pairs: int) -> Model:
    """The model before any learning: declared expectations, and strangers as random pairs are.

    `all_pairs` is the number of pairs of records there are.
    """
    share = 1.0 / max(2.0, np.sqrt(2.0 * all_pairs))
    expected = [_expected(comparison, each) for comparison, each in zip(comparisons, random, strict=True)]
    return Model(share, share, tuple(expected))


def learn(expected: Model, candidates: Observed, random: Observed, all_pairs: int) -> Model:
    """Learn from what is observed of candidate pairs and of random pairs, starting at `expected`."""
    patterns, background = count_patterns(expected, candidates), count_patterns(expected, random)
    prior = shares_of(expected)
    shares = prior
    for _ in range(_ROUNDS):
        before = shares.same_person
        shares = _round(prior, shares, patterns, background, all_pairs)
        if np.abs(before - shares.same_person).max() < _CLOSE_ENOUGH:
            break
    return _with_shares(expected, shares)


def _expected(comparison: Comparison, random: Compared) -> ComparisonModel:
    counts = np.bincount(random.levels, minlength=len(comparison.levels) + 1)[1:] + _STRANGER_PRIOR_PAIRS
    levels = tuple(
        LevelModel(
            level.label,
            level.same_person,
            level.household,
            float(count / counts.sum()),
            level.rarity.value,
            _reference(random, code),
        )
        for code, (level, count) in enumerate(zip(comparison.levels, counts, strict=True), start=1)
    )
    return ComparisonModel(comparison.name, levels)


def _reference(compared: Compared, code: int) -> float:
    """Harmonic mean share of the values on which random pairs reach a level; 0 where none does."""
    shares = compared.shares[(compared.levels == code) & (compared.shares > 0)].astype(np.float64)
    return float(len(shares) / (1.0 / shares).sum()) if len(shares) else 0.0


def shares_of(model: Model) -> Shares:
    """The shares that a model holds."""
    levels = [level for each in model.comparisons for level in each.levels]
    return Shares(
        np.array([level.same_person for level in levels]),
        np.array([level.household for level in levels]),
        np.array([level.stranger for level in levels]),
        model.same_person,
        model.household,
    )


def _round(prior: Shares, shares: Shares, patterns: Patterns, background: Patterns, all_pairs: int) -> Shares:
    """One round: who each pattern is of, then what each class looks like."""
    people, households = (patterns.counts * each for each in likely_classes(shares, patterns))
    strangers = background.counts * (1.0 - sum(likely_classes(shares, background)))
    return Shares(
        patterns.shares(people, _PERSON_PRIOR_PAIRS * prior.same_person),
        patterns.shares(households, _HOUSEHOLD_PRIOR_PAIRS * prior.household),
        background.shares(strangers, np.full(len(prior.stranger), _STRANGER_PRIOR_PAIRS)),
        float(max(1.0, people.sum()) / all_pairs),
        float(max(1.0, households.sum()) / all_pairs),
    )


def likely_classes(shares: Shares, patterns: Patterns) -> tuple[Floats, Floats]:
    """Probability of each pattern to be of a same person, and of a household."""
    logs = patterns.one_hot @ np.log(np.column_stack([shares.same_person, shares.household, shares.stranger]))
    strangers = max(_FLOOR, 1.0 - shares.people - shares.households)
    logs += np.log([shares.people, shares.households, strangers])
    logs[:, 2] += patterns.rarity
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return likely[:, 0], likely[:, 1]


def _with_shares(model: Model, shares: Shares) -> Model:
    """The model with these shares in place of its own."""
    learned = iter(zip(shares.same_person, shares.household, shares.stranger, strict=True))
    comparisons = []
    for comparison in model.comparisons:
        levels = []
        for level in comparison.levels:
            person, household, stranger = (float(each) for each in next(learned))
            levels.append(replace(level, same_person=person, household=household, stranger=stranger))
        comparisons.append(replace(comparison, levels=tuple(levels)))
    return replace(
        model, same_person=shares.people, household=shares.households, comparisons=tuple(comparisons)
    )
