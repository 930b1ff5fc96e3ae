"""Relation worth: how many bits it is worth that the companions of two records match.

Invariant: never negative and never more than `MOST_BITS`, whatever the data say. Expectation-maximisation of
one share in two kinds of pairs: those of one home, be it one person or two, and strangers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import LevelCodes
from resolver.parallel import in_parallel
from resolver.score import Odds

MOST_BITS = 6.0
_ROUNDS = 8
_PRIOR_PAIRS = 50.0
_PART = 250_000

Floats = npt.NDArray[np.float64]


class _Shares(NamedTuple):
    """How often companions match: of pairs of one home, and of strangers."""

    one_home: float
    strangers: float

    def bits(self) -> float:
        """How much likelier it is in one home than among strangers."""
        return float(np.clip(np.log2(self.one_home / self.strangers), 0.0, MOST_BITS))


class _Found(NamedTuple):
    """How many pairs are of one home, and how many of those have companions that match."""

    one_home: float
    matching: float


_PRIOR = _Shares(0.7, 0.05)


def learned_worth(odds: Odds, levels: LevelCodes) -> float:
    """Bits that matching companions add, learned from pairs of records that both have companions.

    Args:
        odds: the odds of each pair from the two records alone.
        levels: 1 for the pairs whose companions match.
    """
    matching = levels > 0
    against = np.empty(len(levels), dtype=np.float64)
    shares = _PRIOR

    def stand_against(start: int) -> None:
        part = slice(start, start + _PART)
        known = np.logaddexp2(odds.same_person[part], odds.household[part])
        against[part] = np.logaddexp2(0.0, odds.namesake[part]) - known

    def found_from(start: int) -> _Found:
        part = slice(start, start + _PART)
        return _found(against[part], matching[part], shares.bits())

    parts = range(0, len(levels), _PART)
    in_parallel(stand_against, parts, len(levels))
    for _ in range(_ROUNDS):
        shares = _shares(in_parallel(found_from, parts, len(levels)), len(levels), int(matching.sum()))
    return shares.bits()


def _found(against: Floats, matching: npt.NDArray[np.bool_], bits: float) -> _Found:
    one_home = 1.0 / (1.0 + np.exp2(against - np.where(matching, bits, 0.0)))
    return _Found(float(one_home.sum()), float(one_home[matching].sum()))


def _shares(found: Sequence[_Found], pairs: int, matching: int) -> _Shares:
    one_home, matched = (sum(each) for each in zip(*found, strict=True)) if found else (0.0, 0.0)
    return _Shares(
        _share(matched, one_home, _PRIOR.one_home),
        _share(matching - matched, pairs - one_home, _PRIOR.strangers),
    )


def _share(matching: float, pairs: float, prior: float) -> float:
    return (matching + prior * _PRIOR_PAIRS) / (pairs + _PRIOR_PAIRS)
