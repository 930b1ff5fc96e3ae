"""Source: whether two records come from one system, and from which.

Invariant: says nothing where all records come from one source. A system that keeps one record a person makes
two of its records unlikely to be of one; how far that holds of each system is learned, not declared.
"""

from collections.abc import Mapping

import numpy as np

from resolver.background import Background
from resolver.compare.level import Compared, Level
from resolver.compare.of_two import Agreement, OfTwo
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

_MOST_SOURCES = 50
_REPEATS = 0.5


class Source:
    """Compares the sources of records."""

    name = "source"
    tells_namesakes = False

    def __init__(self, records: Records) -> None:
        column = records.source
        self._codes = column.codes
        counted = _counted(records.sources)
        level = {source: number for number, (source, _) in enumerate(counted, start=1)}
        self._level = np.array([level.get(source, 0) for source in column.values], dtype=np.uint8)
        chances = [share**2 for _, share in counted]
        both = [
            Level(f"both from {source}", _REPEATS * chance, chance)
            for (source, _), chance in zip(counted, chances, strict=True)
        ]
        apart = Level("from different sources", 1 - _REPEATS * sum(chances), 1 - sum(chances))
        self.levels = (*both, apart)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._codes[left], self._codes[right]
        apart = np.uint8(len(self.levels))
        return Compared(np.where(mine == theirs, self._level.take(mine), apart))


def _counted(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    """The sources with most records, and their shares, in the order of their levels."""
    return sorted(shares.items(), key=lambda each: (-each[1], each[0]))[:_MOST_SOURCES]


def sources_of_two(background: Background) -> OfTwo:
    """What `Source` says, of two records."""
    known = background.fields["source"]
    shares = {source: count / max(1, known.total) for source, count in known.counts.items()}
    counted = _counted(shares)
    levels = {source: number for number, (source, _) in enumerate(counted, start=1)}
    apart = (len(counted) + 1, 1.0)

    def compare(one: Said, other: Said) -> Agreement:
        return apart if one.source != other.source else (levels.get(one.source, 0), 1.0)

    return compare
