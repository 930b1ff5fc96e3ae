"""Features of everybody on one day: a matrix, and what its columns mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from gnn.arrays import Floats, Integers
from gnn.columns import Column


@dataclass(frozen=True)
class Features:
    """A matrix [people, columns]; NaN where something is unknown or never happened."""

    columns: tuple[Column, ...]
    values: Floats

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The same people, with the columns of all parts in their order."""
        columns = tuple(column for part in parts for column in part.columns)
        return cls(columns, np.concatenate([part.values for part in parts], axis=1))

    def rows(self, people: Integers) -> Self:
        """The rows of some people."""
        return type(self)(self.columns, self.values[people])
