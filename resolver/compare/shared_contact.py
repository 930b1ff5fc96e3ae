"""Shared contact: a telephone number or an email address.

Invariant: a value held by many different people (a parent's, a hostel desk's, a case worker's) is a hub
and says nothing; it is demoted before it makes candidate pairs and before it weighs.
"""

import numpy as np

from resolver.background import Background
from resolver.compare.distinct import Sieve
from resolver.compare.level import Level, Rarity
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, in_order, is_slip
from resolver.compare.one_field import EXACT, OneField
from resolver.compare.slips import Slips
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

_SLIP, _DIFFERENT = EXACT + 1, EXACT + 2
_SHORTEST = 8


class SharedContact(OneField):
    """Compares telephone numbers or email addresses."""

    changing = (EXACT, _DIFFERENT)
    levels = (
        Level("same", 0.6, 0.35, Rarity.EXACT),
        Level("differs by a slip", 0.05, 0.01, Rarity.SIMILAR),
        Level("different", 0.35, 0.64),
    )

    def __init__(self, records: Records, field: str) -> None:
        super().__init__(records, field)
        self._slips = Slips(self._column)
        self.sieve = Sieve(self._slips.possible, _DIFFERENT)
        self._is_long = np.array([len(value) >= _SHORTEST for value in self._column.values], dtype=np.bool_)

    def judge(self, left: Places, right: Places) -> np.ndarray:
        """Level codes of pairs of different values."""
        is_slip = self._is_long[left] & self._slips.between(left, right)
        return np.where(is_slip, _SLIP, _DIFFERENT).astype(np.uint8)


def contacts_of_two(background: Background, field: str) -> OfTwo:
    """What `SharedContact` says, of two records."""
    shares = Shares(background, field)

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get(field), other.values.get(field)
        if mine is None or theirs is None:
            return NOTHING
        share = max(shares.of(mine), shares.of(theirs))
        if mine == theirs:
            return EXACT, share
        first, second = in_order(mine, theirs)
        is_slipped = len(first) >= _SHORTEST and is_slip(first, second)
        return _SLIP if is_slipped else _DIFFERENT, share

    return compare
