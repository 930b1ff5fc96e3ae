"""Postings: which records have each value of a field, as one flat array of record places.

Invariant: a value's places ascend and none is repeated, so postings do not depend on the order in which
records came.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, Longs, pack, sorted_unique, unpack


@dataclass(frozen=True)
class Postings:
    """Compressed rows: the places of value `v` are `places[starts[v]:starts[v + 1]]`."""

    starts: Longs
    places: Codes

    @classmethod
    def of(cls, values: Codes, places: Codes, count: int) -> Self:
        """The postings of `count` values; negative values are left out."""
        is_known = values >= 0
        ordered, held = unpack(sorted_unique(pack(values[is_known], places[is_known])))
        starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(ordered, minlength=count), out=starts[1:])
        return cls(starts, held)

    @property
    def pairs(self) -> tuple[Codes, Codes]:
        """Value and place of each posting."""
        sizes = np.diff(self.starts)
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), self.places

    def of_values(self, values: npt.NDArray[np.integer]) -> tuple[Codes, Longs]:
        """The places of all of these values, and for each place which of `values` it is for."""
        starts = self.starts[values]
        sizes = self.starts[values + 1] - starts
        which = np.repeat(np.arange(len(values), dtype=np.int64), sizes)
        before = np.cumsum(sizes) - sizes
        return self.places[np.arange(int(sizes.sum())) + (starts - before)[which]], which
