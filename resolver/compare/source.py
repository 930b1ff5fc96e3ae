"""Source: whether two records come from one system, and from which.

Invariant: says nothing where all records come from one source. A system that keeps one record a person makes
two of its records unlikely to be of one; how far that holds of each system is learned, not declared.
"""

import numpy as np

from resolver.compare.level import Compared, Level
from resolver.packed import Codes
from resolver.records import Records

_MOST_SOURCES = 50
_REPEATS = 0.5


class Source:
    """Compares the sources of records."""

    name = "source"
    tells_namesakes = False

    def __init__(self, records: Records) -> None:
        column = records.source
        self._codes = column.codes
        shares = column.shares()[:-1]
        counted = np.argsort(-shares, kind="stable")[:_MOST_SOURCES]
        self._level = np.zeros(len(column.values), dtype=np.uint8)
        self._level[counted] = np.arange(1, len(counted) + 1)
        chances = [float(share) ** 2 for share in shares[counted]]
        both = [
            Level(f"both from {column.values[code]}", _REPEATS * chance, chance)
            for code, chance in zip(counted.tolist(), chances, strict=True)
        ]
        apart = Level("from different sources", 1 - _REPEATS * sum(chances), 1 - sum(chances))
        self.levels = (*both, apart)

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._codes[left], self._codes[right]
        levels = np.where(mine == theirs, self._level[mine], len(self.levels)).astype(np.uint8)
        return Compared(levels, np.ones(len(left), dtype=np.float32))
