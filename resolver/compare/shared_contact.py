"""Shared contact: a telephone number or an email address.

Invariant: a value held by many different people (a parent's, a hostel desk's, a case worker's) is a hub
and says nothing; it is demoted before it makes candidate pairs and before it weighs.
"""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.compare.distinct import WORKERS, judge_distinct, texts
from resolver.compare.level import Compared, Level, Rarity
from resolver.packed import Codes
from resolver.records import Records

_EXACT, _SLIP, _DIFFERENT = range(1, 4)
_SHORTEST = 8


class SharedContact:
    """Compares telephone numbers or email addresses."""

    tells_namesakes = False
    levels = (
        Level("same", 0.6, 0.35, Rarity.EXACT),
        Level("differs by a slip", 0.05, 0.01, Rarity.SIMILAR),
        Level("different", 0.35, 0.64),
    )

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._column = records.column(field)
        self._shares = self._column.shares()

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._column.codes[left], self._column.codes[right]
        levels = judge_distinct(mine, theirs, self._judge, _EXACT)
        return Compared(levels, np.maximum(self._shares[mine], self._shares[theirs]))

    def _judge(self, left: Codes, right: Codes) -> np.ndarray:
        first, second = texts(self._column.values, left), texts(self._column.values, right)
        edits = cpdist(first, second, scorer=OSA.distance, score_cutoff=1, workers=WORKERS)
        is_long = np.array([len(text) >= _SHORTEST for text in first])
        return np.where((edits <= 1) & is_long, _SLIP, _DIFFERENT).astype(np.uint8)
