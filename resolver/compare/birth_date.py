"""Birth date: exact, half known, mistyped, or of another generation.

Invariant: 1 January agrees on the year only, because that is what it is written for when no more is
known; an unknown month or day is neither agreement nor difference.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from resolver.background import Background
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, in_order
from resolver.packed import Codes
from resolver.records import Records
from resolver.said import Said

_EXACT, _SLIP, _YEAR, _TWO_PARTS, _NEAR, _DIFFERENT, _GENERATION = range(1, 8)
_FIRST_OF_JANUARY = 101
_GENERATION_YEARS = 13
_PARTS = (slice(4), slice(4, 6), slice(6, 8))

Numbers = npt.NDArray[np.int32]


class BirthDate:
    """Compares dates of birth."""

    name = "birth_date"
    tells_namesakes = False
    levels = (
        Level("same date of birth", 0.85, 0.015, Rarity.EXACT),
        Level("dates of birth that differ by one slip or a swap of day and month", 0.05, 0.01),
        Level("same year of birth, one day or month not known", 0.03, 0.03),
        Level("two parts of the date of birth are the same", 0.03, 0.03),
        Level("dates of birth within a year", 0.015, 0.06),
        Level("different dates of birth", 0.02, 0.4),
        Level("dates of birth a generation apart", 0.005, 0.455),
    )

    def __init__(self, records: Records) -> None:
        column = records.column("birth_date")
        self._codes = column.codes
        self._shares = records.shares(self.name, column)
        digits = np.array([[ord(digit) - 48 for digit in value] for value in column.values], dtype=np.int8)
        self._digits = digits.reshape(-1, 8)
        numbers = np.array([int(value) for value in column.values], dtype=np.int32)
        self._year, self._month, self._day = numbers // 10000, numbers // 100 % 100, numbers % 100
        is_half_known = (numbers % 10000 == _FIRST_OF_JANUARY) | (self._day == 0)
        self._is_half_known = is_half_known

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._codes[left], self._codes[right]
        levels = np.zeros(len(left), dtype=np.uint8)
        rows = np.flatnonzero((mine >= 0) & (theirs >= 0))
        levels[rows] = self._levels(mine[rows], theirs[rows])
        return Compared(levels, shares_of(self._shares, mine))

    def _levels(self, mine: Codes, theirs: Codes) -> npt.NDArray[np.uint8]:
        apart = np.abs(self._year[mine] - self._year[theirs])
        same_year, same_month = apart == 0, self._month[mine] == self._month[theirs]
        same_day = self._day[mine] == self._day[theirs]
        is_half = self._is_half_known[mine] | self._is_half_known[theirs]
        levels = np.full(len(mine), _DIFFERENT, dtype=np.uint8)
        levels[apart >= _GENERATION_YEARS] = _GENERATION
        levels[apart <= 1] = _NEAR
        levels[(same_year & same_month) | (same_year & same_day) | (same_month & same_day)] = _TWO_PARTS
        levels[self._is_slip(mine, theirs) & ~is_half] = _SLIP
        levels[is_half & same_year] = _YEAR
        levels[is_half & same_month & same_day & ~same_year] = np.where(
            apart[is_half & same_month & same_day & ~same_year] <= 1, _NEAR, _DIFFERENT
        )
        levels[(mine == theirs) & ~is_half] = _EXACT
        return levels

    def _is_slip(self, mine: Codes, theirs: Codes) -> npt.NDArray[np.bool_]:
        """One digit differs, two neighbouring digits change places, or day and month do."""
        first, second = self._digits[mine], self._digits[theirs]
        unequal = first != second
        count = unequal.sum(axis=1)
        crossed = (first[:, :-1] == second[:, 1:]) & (first[:, 1:] == second[:, :-1])
        is_transposed = (count == 2) & (crossed & unequal[:, :-1] & unequal[:, 1:]).any(axis=1)
        is_swapped = (self._year[mine] == self._year[theirs]) & (self._day[mine] == self._month[theirs])
        is_swapped &= self._month[mine] == self._day[theirs]
        return np.asarray((count == 1) | is_transposed | is_swapped)


def birth_dates_of_two(background: Background) -> OfTwo:
    """What `BirthDate` says, of two records."""
    shares = Shares(background, BirthDate.name)

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get("birth_date"), other.values.get("birth_date")
        if mine is None or theirs is None:
            return NOTHING
        return _level_of_two(*in_order(mine, theirs)), shares.of(mine)

    return compare


@lru_cache(1 << 16)
def _level_of_two(mine: str, theirs: str) -> int:
    same_year, same_month, same_day = (mine[part] == theirs[part] for part in _PARTS)
    apart = abs(int(mine[:4]) - int(theirs[:4]))
    is_near = _NEAR if apart <= 1 else 0
    if any(date[4:] == "0101" or date[6:] == "00" for date in (mine, theirs)):
        if same_year:
            return _YEAR
        if same_month and same_day:
            return is_near or _DIFFERENT
    elif mine == theirs or _is_slip_of_two(mine, theirs):
        return _EXACT if mine == theirs else _SLIP
    if same_year + same_month + same_day > 1:
        return _TWO_PARTS
    return is_near or (_GENERATION if apart >= _GENERATION_YEARS else _DIFFERENT)


def _is_slip_of_two(mine: str, theirs: str) -> bool:
    if mine[:4] == theirs[:4] and mine[6:] == theirs[4:6] and mine[4:6] == theirs[6:]:
        return True
    unequal = [place for place in range(len(mine)) if mine[place] != theirs[place]]
    if len(unequal) != 2 or unequal[1] != unequal[0] + 1:
        return len(unequal) == 1
    first, second = unequal
    return mine[first] == theirs[second] and mine[second] == theirs[first]
