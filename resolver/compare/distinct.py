"""Distinct value pairs: the costly comparison of two texts happens once, however many record pairs share it.

Invariant: a pair of values and its mirror image are one; only pairs of known, unequal values are judged.
"""

from collections.abc import Callable, Sized
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, Flags, group_pairs

_ALL_CORES = -1
_WORTH_THREADS = 5000

Judge = Callable[[Codes, Codes], npt.NDArray[np.uint8]]


class Sieve(NamedTuple):
    """A cheap look at pairs of codes: those of which `keeps` does not hold are `otherwise`, unjudged."""

    keeps: Callable[[Codes, Codes], Flags]
    otherwise: int


def judge_distinct(
    left: Codes, right: Codes, judge: Judge, equal: int, sieve: Sieve | None = None
) -> npt.NDArray[np.uint8]:
    """What `judge` says of each pair of value codes; `equal` for equal codes, 0 where either is nothing.

    `judge` gets each distinct pair of codes that passes the sieve once, the smaller code first.
    """
    judged = np.zeros(len(left), dtype=np.uint8)
    is_known = (left >= 0) & (right >= 0)
    judged[is_known & (left == right)] = equal
    rows = np.flatnonzero(is_known & (left != right))
    if sieve is not None:
        judged[rows] = sieve.otherwise
        rows = rows[sieve.keeps(left[rows], right[rows])]
    if len(rows):
        low, high = np.minimum(left[rows], right[rows]), np.maximum(left[rows], right[rows])
        grouped = group_pairs(low, high)
        judged[rows] = judge(grouped.left, grouped.right)[grouped.inverse]
    return judged


def threads(pairs: Sized) -> int:
    """Threads to compare so many pairs of texts with: for few, starting them takes longer than the work."""
    return _ALL_CORES if len(pairs) >= _WORTH_THREADS else 1
