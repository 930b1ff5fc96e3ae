"""Case: whether a source names two records side by side in one of its cases, such as a claim of a household.

Invariant: references of different sources are never compared, because each source numbers its own cases.
"""

from resolver.background import Background
from resolver.compare.level import Compared, Level, same_or_not
from resolver.compare.of_two import NOTHING, Agreement, OfTwo
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

_SAME, _DIFFERENT = range(1, 3)


class SharedCase:
    """Compares the cases that records belong to."""

    tells_namesakes = False
    levels = (
        Level("side by side in one case of one source", 0.1, 0.7),
        Level("in different cases of one source", 0.9, 0.3),
    )

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._source = records.source.codes
        self._cases = records.column(field).codes

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._cases[left], self._cases[right]
        is_known = (mine >= 0) & (theirs >= 0) & (self._source[left] == self._source[right])
        return Compared(same_or_not(is_known, mine == theirs))


def cases_of_two(_background: Background, field: str) -> OfTwo:
    """What `SharedCase` says, of two records."""

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get(field), other.values.get(field)
        if mine is None or theirs is None or one.source != other.source:
            return NOTHING
        return _SAME if mine == theirs else _DIFFERENT, 1.0

    return compare
