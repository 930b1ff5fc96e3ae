"""Free text: a place of birth, an occupation.

Invariant: texts that share their words in another order, or of which one holds the other, are alike.
"""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from resolver.compare.distinct import WORKERS, judge_distinct, texts
from resolver.compare.level import Compared, Level, Rarity
from resolver.packed import Codes
from resolver.records import Records

_EXACT, _ALIKE, _DIFFERENT = range(1, 4)
_NEAR = 0.9
_TOKENS = 95.0


class FreeText:
    """Compares short free texts."""

    tells_namesakes = False
    levels = (
        Level("same", 0.7, 0.5, Rarity.EXACT),
        Level("much the same", 0.1, 0.05, Rarity.SIMILAR),
        Level("different", 0.2, 0.45),
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
        near = cpdist(first, second, scorer=JaroWinkler.similarity, workers=WORKERS) >= _NEAR
        words = cpdist(first, second, scorer=fuzz.token_set_ratio, workers=WORKERS) >= _TOKENS
        return np.where(near | words, _ALIKE, _DIFFERENT).astype(np.uint8)
