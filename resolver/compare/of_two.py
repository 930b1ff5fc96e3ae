"""Of two: what a comparison says of two records, one pair at a time.

Invariant: what it says is what the comparison of the same kind says of the same two records in a batch of
pairs. Arrays cost the same for one pair as for a thousand; this is for pairs by the dozen.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from resolver.background import Background
from resolver.said import Said

_REMEMBERED = 1 << 17


Agreement = tuple[int, float]
"""The level that two records reach, and the share of records that have the value agreed on."""

NOTHING: Agreement = (0, 0.0)

OfTwo = Callable[[Said, Said], Agreement]


class Shares:
    """How common values are, as `Background.shares` has it, one value at a time."""

    def __init__(self, background: Background, field: str) -> None:
        known = background.fields.get(field)
        self._counts = known.counts if known is not None else {}
        self._total = max(1, known.total) if known is not None else None

    def of(self, value: str | None) -> float:
        """The share of a value; 0 for none."""
        if value is None or self._total is None:
            return 0.0
        return self._counts.get(value, 1) / self._total


def single(number: float) -> float:
    """A number as single precision holds it, which is how shares and likenesses of batches are held."""
    return float(np.float32(number))


def in_order(one: str, other: str) -> tuple[str, str]:
    """Two texts in the order in which batches compare them."""
    return (one, other) if one < other else (other, one)


@lru_cache(_REMEMBERED)
def is_slip(one: str, other: str) -> bool:
    """Whether two values differ by a slip of the hand, or not at all."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
