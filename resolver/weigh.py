"""Weigh: learn by expectation-maximisation what each level of agreement is worth. No labels are used.

Invariant: the mixture is over all pairs of records. Candidates are those of them that may be anything;
a pair that is no candidate is taken for strangers. Three classes: same person, another person of the same
household, stranger. Work is on counted patterns of levels, so its cost does not grow with the pairs.
Sources: Fellegi and Sunter (1969); Winkler (1988) on expectation-maximisation for linkage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from resolver.compare.level import Compared, Comparison
from resolver.model import ComparisonModel, Model, level_model
from resolver.packed import group

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-4
_PRIOR_PAIRS = 50.0
_HOUSEHOLD_PRIOR_PAIRS = 500.0
_FLOOR = 1e-6
_STRANGER_PRIOR = 0.5
_BINS_A_BIT = 2
_MOST_BINS = 63

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Patterns:
    """Distinct patterns of levels: one-hot rows over all levels, the rarity of the values, and counts."""

    one_hot: sparse.csr_matrix
    rarity: Floats
    counts: Floats


@dataclass
class _Shares:
    """The current estimate: shares of each level (all comparisons end to end) in each class."""

    same_person: Floats
    household: Floats
    stranger: Floats
    match_share: float
    household_share: float


def learn(
    comparisons: Sequence[Comparison],
    candidates: Sequence[Compared],
    random: Sequence[Compared],
    all_pairs: int,
) -> Model:
    """Learn a model from the levels of candidate pairs and of random pairs.

    `all_pairs` is the number of pairs of records there are.
    """
    start = _start(comparisons, random, all_pairs)
    patterns = count_patterns(start, candidates)
    background = count_patterns(start, random)
    shares = _as_shares(start)
    for _ in range(_ROUNDS):
        before = shares.same_person
        shares = _round(start, shares, patterns, background, all_pairs)
        if np.abs(before - shares.same_person).max() < _CLOSE_ENOUGH:
            break
    return _model(start, shares)


def count_patterns(model: Model, compared: Sequence[Compared]) -> Patterns:
    """Group pairs by their levels and by the rarity of what they agree on, to half a bit."""
    rarity = np.zeros(len(compared[0].levels), dtype=np.float32)
    for comparison, each in zip(model.comparisons, compared, strict=True):
        rarity += comparison.rarity_bits(each.levels, each.shares)
    bins = np.clip(np.rint(rarity * _BINS_A_BIT) + _MOST_BINS // 2, 0, _MOST_BINS).astype(np.uint64)
    words = bins
    for comparison, each in zip(model.comparisons, compared, strict=True):
        words = words * np.uint64(len(comparison.levels) + 1) + each.levels.astype(np.uint64)
    distinct, inverse = group(words)
    return _unpacked(model, distinct, np.bincount(inverse).astype(np.float64))


def _unpacked(model: Model, distinct: npt.NDArray[np.uint64], counts: Floats) -> Patterns:
    sizes = [len(each.levels) for each in model.comparisons]
    offsets = np.cumsum([0, *sizes])
    rows, columns = [], []
    rest = distinct
    for size, offset in zip(reversed(sizes), reversed(offsets[:-1]), strict=True):
        rest, levels = np.divmod(rest, np.uint64(size + 1))
        known = np.flatnonzero(levels > 0)
        rows.append(known)
        columns.append(levels[known].astype(np.int64) - 1 + offset)
    row, column = np.concatenate(rows), np.concatenate(columns)
    one_hot = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(distinct), offsets[-1]))
    rarity = (rest.astype(np.float64) - _MOST_BINS // 2) / _BINS_A_BIT
    return Patterns(one_hot, rarity * np.log(2), counts)


def _start(comparisons: Sequence[Comparison], random: Sequence[Compared], all_pairs: int) -> Model:
    """The model before any learning: declared expectations, and strangers as random pairs are."""
    started = []
    for comparison, each in zip(comparisons, random, strict=True):
        counts = np.bincount(each.levels, minlength=len(comparison.levels) + 1)[1:] + _STRANGER_PRIOR
        stranger = counts / counts.sum()
        references = [_reference(each, code + 1) for code in range(len(comparison.levels))]
        levels = tuple(
            level_model(level, (level.same_person, level.household, float(share)), reference)
            for level, share, reference in zip(comparison.levels, stranger, references, strict=True)
        )
        started.append(ComparisonModel(comparison.name, levels))
    share = 1.0 / max(2.0, np.sqrt(2.0 * all_pairs))
    return Model(share, share, tuple(started))


def _reference(compared: Compared, code: int) -> float:
    """Harmonic mean share of the values on which random pairs reach a level; 0 where none does."""
    shares = compared.shares[(compared.levels == code) & (compared.shares > 0)].astype(np.float64)
    return float(len(shares) / (1.0 / shares).sum()) if len(shares) else 0.0


def _as_shares(model: Model) -> _Shares:
    levels = [level for each in model.comparisons for level in each.levels]
    return _Shares(
        np.array([level.same_person for level in levels]),
        np.array([level.household for level in levels]),
        np.array([level.stranger for level in levels]),
        model.same_person,
        model.household,
    )


def _round(
    start: Model, shares: _Shares, patterns: Patterns, background: Patterns, all_pairs: int
) -> _Shares:
    """One round: who each pattern is of, then what each class looks like."""
    match, household = _responsibilities(shares, patterns)
    stranger = 1.0 - sum(_responsibilities(shares, background))
    expected = _as_shares(start)
    return _Shares(
        _normalised(
            start, patterns.one_hot.T @ (patterns.counts * match) + _PRIOR_PAIRS * expected.same_person
        ),
        _normalised(
            start,
            patterns.one_hot.T @ (patterns.counts * household) + _HOUSEHOLD_PRIOR_PAIRS * expected.household,
        ),
        _normalised(start, background.one_hot.T @ (background.counts * stranger) + _STRANGER_PRIOR),
        float(max(1.0, (patterns.counts * match).sum()) / all_pairs),
        float(max(1.0, (patterns.counts * household).sum()) / all_pairs),
    )


def _responsibilities(shares: _Shares, patterns: Patterns) -> tuple[Floats, Floats]:
    """Probability of each pattern to be of a same person, and of a household."""
    stranger_share = max(_FLOOR, 1.0 - shares.match_share - shares.household_share)
    logs = patterns.one_hot @ np.log(np.column_stack([shares.same_person, shares.household, shares.stranger]))
    logs += np.log([shares.match_share, shares.household_share, stranger_share])
    logs[:, 2] += patterns.rarity
    logs -= logs.max(axis=1, keepdims=True)
    likely = np.exp(logs)
    likely /= likely.sum(axis=1, keepdims=True)
    return likely[:, 0], likely[:, 1]


def _normalised(model: Model, totals: Floats) -> Floats:
    """Totals of each level as shares within their comparison."""
    shares = np.maximum(totals, _FLOOR)
    start = 0
    for comparison in model.comparisons:
        end = start + len(comparison.levels)
        shares[start:end] /= shares[start:end].sum()
        start = end
    return np.maximum(shares, _FLOOR)


def _model(start: Model, shares: _Shares) -> Model:
    learned, position = [], 0
    for comparison in start.comparisons:
        levels = []
        for level in comparison.levels:
            learned_shares = tuple(
                float(each[position]) for each in (shares.same_person, shares.household, shares.stranger)
            )
            levels.append(
                type(level)(level.label, *learned_shares, rarity=level.rarity, reference=level.reference)
            )
            position += 1
        learned.append(ComparisonModel(comparison.name, tuple(levels)))
    return Model(shares.match_share, shares.household_share, tuple(learned))
