"""Distinct value pairs: the costly comparison of two texts happens once, however many record pairs share it.

Invariant: a pair of values and its mirror image are one; only pairs of known, unequal values are judged.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.remembered import Judge, Remembered
from resolver.packed import Flags, Places, group_pairs


class Sieve(NamedTuple):
    """A cheap look at pairs of codes: those of which `keeps` does not hold are `otherwise`, unjudged."""

    keeps: Callable[[Places, Places], Flags]
    otherwise: int


def judge_distinct(
    left: Places,
    right: Places,
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
    one, other = left[rows].astype(np.intp), right[rows].astype(np.intp)
    low, high = np.minimum(one, other), np.maximum(one, other)
    judge_rest = partial(_judged, judge=judge, sieve=sieve)
    judged[rows] = judge_rest(low, high) if remembered is None else remembered.judged(low, high, judge_rest)
    return judged


def _judged(low: Places, high: Places, judge: Judge, sieve: Sieve | None) -> npt.NDArray[np.uint8]:
    """The outcome of each pair, each distinct one judged once."""
    judged = np.full(len(low), sieve.otherwise if sieve is not None else 0, dtype=np.uint8)
    rows = np.flatnonzero(sieve.keeps(low, high)) if sieve is not None else np.arange(len(low))
    if len(rows):
        grouped = group_pairs(low[rows], high[rows])
        judged[rows] = judge(grouped.left, grouped.right)[grouped.inverse]
    return judged
