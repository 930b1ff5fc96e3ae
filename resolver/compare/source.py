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
        counted = sorted(records.sources.items(), key=lambda each: (-each[1], each[0]))[:_MOST_SOURCES]
        level = {source: number for number, (source, _) in enumerate(counted, start=1)}
        self._level = np.array([level.get(source, 0) for source in column.values], dtype=np.uint8)
        chances = [share**2 for _, share in counted]
        both = [
            Level(f"both from {source}", _REPEATS * chance, chance)
            for (source, _), chance in zip(counted, chances, strict=True)
        ]
        apart = Level("from different sources", 1 - _REPEATS * sum(chances), 1 - sum(chances))
        self.levels = (*both, apart)

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._codes[left], self._codes[right]
        levels = np.where(mine == theirs, self._level[mine], len(self.levels)).astype(np.uint8)
        return Compared(levels, np.ones(len(left), dtype=np.float32))
