"""Identifier: a number that a public body gives to one person.

Invariant: two valid numbers that differ are strong evidence of two people, but a slip of one digit or
of two neighbours may still be one person, so it is a level of its own.
"""

import numpy as np

from resolver.background import Background
from resolver.compare.distinct import Sieve, judge_distinct
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, is_slip
from resolver.compare.slips import Slips
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

_EXACT, _SLIP, _DIFFERENT = range(1, 4)


class PersonalIdentifier:
    """Compares identifiers of people."""

    tells_namesakes = False
    levels = (
        Level("same number", 0.97, 0.001, Rarity.EXACT),
        Level("numbers that differ by a slip", 0.02, 0.001),
        Level("different numbers", 0.01, 0.998),
    )

    def __init__(self, records: Records, field: str) -> None:
        self.name = field
        self._column = records.column(field)
        self._shares = records.shares(field, self._column)
        self._slips = Slips(self._column)
        self._sieve = Sieve(self._slips.possible, _DIFFERENT)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._column.codes[left], self._column.codes[right]
        levels = judge_distinct(mine, theirs, self._judge, _EXACT, self._sieve)
        return Compared(levels, shares_of(self._shares, mine))

    def _judge(self, left: Places, right: Places) -> np.ndarray:
        return np.where(self._slips.between(left, right), _SLIP, _DIFFERENT).astype(np.uint8)


def identifiers_of_two(background: Background, field: str) -> OfTwo:
    """What `PersonalIdentifier` says, of two records."""
    shares = Shares(background, field)

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get(field), other.values.get(field)
        if mine is None or theirs is None:
            return NOTHING
        if mine == theirs:
            return _EXACT, shares.of(mine)
        return _SLIP if is_slip(mine, theirs) else _DIFFERENT, 0.0

    return compare
