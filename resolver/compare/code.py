"""Code: a value from a short list, such as sex.

Invariant: two codes are the same or not; there is nothing in between.
"""

import numpy as np

from resolver.compare.level import Compared, Level
from resolver.packed import Codes
from resolver.records import Records


class CodeValue:
    """Compares values from a short list."""

    tells_namesakes = True
    levels = (Level("same", 0.97, 0.5), Level("different", 0.03, 0.5))

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._column = records.column(field)

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._column.codes[left], self._column.codes[right]
        is_known = (mine >= 0) & (theirs >= 0)
        levels = np.where(is_known, np.where(mine == theirs, 1, 2), 0).astype(np.uint8)
        return Compared(levels, np.ones(len(left), dtype=np.float32))
