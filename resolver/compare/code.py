"""Code: a value from a short list, such as sex.

Invariant: two codes are the same or not; there is nothing in between.
"""

from resolver.background import Background
from resolver.compare.level import Compared, Level, same_or_not
from resolver.compare.of_two import NOTHING, Agreement, OfTwo
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said


class CodeValue:
    """Compares values from a short list."""

    tells_namesakes = True
    levels = (Level("same", 0.97, 0.5), Level("different", 0.03, 0.5))

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._column = records.column(field)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._column.codes[left], self._column.codes[right]
        is_known = (mine >= 0) & (theirs >= 0)
        return Compared(same_or_not(is_known, mine == theirs))


def codes_of_two(_background: Background, field: str) -> OfTwo:
    """What `CodeValue` says, of two records."""

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get(field), other.values.get(field)
        return NOTHING if mine is None or theirs is None else (1 if mine == theirs else 2, 1.0)

    return compare
