"""Distinct value pairs: the costly comparison of two texts happens once, however many record pairs share it.

Invariant: a pair of values and its mirror image are one; only pairs of known, unequal values are judged.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.remembered import Remembered
from resolver.packed import Codes, Flags, group_pairs

Judge = Callable[[Codes, Codes], npt.NDArray[np.uint8]]


class Sieve(NamedTuple):
    """A cheap look at pairs of codes: those of which `keeps` does not hold are `otherwise`, unjudged."""

    keeps: Callable[[Codes, Codes], Flags]
    otherwise: int


def judge_distinct(
    left: Codes,
    right: Codes,
    judge: Judge,
    equal: int,
    sieve: Sieve | None = None,
    remembered: Remembered | None = None,
) -> npt.NDArray[np.uint8]:
    """What `judge` says of each pair of value codes; `equal` for equal codes, 0 where either is nothing.

    `judge` gets each distinct pair of codes that passes the sieve once, the smaller code first, but for those
    that are remembered.
    """
    judged = np.zeros(len(left), dtype=np.uint8)
    is_known = (left >= 0) & (right >= 0)
    is_same = left == right
    judged[is_known & is_same] = equal
    rows = np.flatnonzero(is_known & ~is_same)
    low, high = np.minimum(left[rows], right[rows]), np.maximum(left[rows], right[rows])
    if remembered is None or not remembered.is_worth(rows):
        judged[rows] = _judged(low, high, judge, sieve)
        return judged
    outcomes = remembered.recall(low, high)
    new = np.flatnonzero(outcomes == 0)
    low, high = low[new], high[new]
    outcomes[new] = fresh = _judged(low, high, judge, sieve)
    remembered.keep(low, high, fresh)
    judged[rows] = outcomes
    return judged


def _judged(low: Codes, high: Codes, judge: Judge, sieve: Sieve | None) -> npt.NDArray[np.uint8]:
    """The outcome of each pair, each distinct one judged once."""
    judged = np.full(len(low), sieve.otherwise if sieve is not None else 0, dtype=np.uint8)
    rows = np.flatnonzero(sieve.keeps(low, high)) if sieve is not None else np.arange(len(low))
    if len(rows):
        grouped = group_pairs(low[rows], high[rows])
        judged[rows] = judge(grouped.left, grouped.right)[grouped.inverse]
    return judged
