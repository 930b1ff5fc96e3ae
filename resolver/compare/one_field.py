"""One field compared by its distinct values.

Invariant: equal values are exact without being looked at; every other pair of values is judged once.
"""

from abc import ABC, abstractmethod

import numpy as np

from resolver.compare.distinct import Sieve, judge_distinct
from resolver.compare.level import Compared, shares_of
from resolver.packed import Places
from resolver.records import Records

EXACT = 1


class OneField(ABC):
    """A comparison of one field; the rarity of a pair is that of the more common value."""

    tells_namesakes = False
    sieve: Sieve | None = None

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._column = records.column(field)
        self._shares = records.shares(field, self._column)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._column.codes[left], self._column.codes[right]
        levels = judge_distinct(mine, theirs, self.judge, EXACT, self.sieve)
        return Compared(levels, shares_of(self._shares, mine, theirs))

    @abstractmethod
    def judge(self, left: Places, right: Places) -> np.ndarray:
        """The level codes (uint8) of pairs of different values, given by their codes."""
