"""Birth date: exact, half known, mistyped, or of another generation.

Invariant: 1 January agrees on the year only, because that is what it is written for when no more is
known; an unknown month or day is neither agreement nor difference.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from resolver.background import Background
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, in_order
from resolver.packed import Flags, Longs, Places, Words
from resolver.records import Records
from resolver.said import Said

_EXACT, _SLIP, _YEAR, _TWO_PARTS, _NEAR, _DIFFERENT, _GENERATION = range(1, 8)
_FIRST_OF_JANUARY = 101
_GENERATION_YEARS = 13
_PARTS = (slice(4), slice(4, 6), slice(6, 8))
_DIGIT, _YEARS, _HALF = np.uint64(4), np.uint64(32), np.uint64(48)
_DIGITS, _LOWEST = np.uint64(0xFFFFFFFF), np.uint64(0x11111111)
_YEAR_DIGITS, _MONTH, _DAY = np.uint64(0xFFFF0000), np.uint64(0xFF00), np.uint64(0xFF)
_IS_HALF = np.uint64(1) << _HALF
_MOST_SLIPPED = 4


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
        self._dates = _words(column.values)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._codes[left], self._codes[right]
        levels = np.zeros(len(left), dtype=np.uint8)
        rows = np.flatnonzero((mine >= 0) & (theirs >= 0))
        levels[rows] = _levels(self._dates.take(mine[rows]), self._dates.take(theirs[rows]))
        return Compared(levels, shares_of(self._shares, mine))


def _words(dates: Sequence[str]) -> Words:
    """Each date YYYYMMDD as one word: its digits, four bits each, then its year and whether half is known."""
    numbers = np.array([int(date) for date in dates], dtype=np.uint64)
    digits = np.array([int(date, 16) for date in dates], dtype=np.uint64)
    is_half_known = (numbers % 10000 == _FIRST_OF_JANUARY) | (digits & _DAY == 0)
    return np.asarray(digits | numbers // 10000 << _YEARS | is_half_known.astype(np.uint64) << _HALF)


def _levels(mine: Words, theirs: Words) -> npt.NDArray[np.uint8]:
    unequal = mine ^ theirs
    same_year, same_month, same_day = (unequal & digits == 0 for digits in (_YEAR_DIGITS, _MONTH, _DAY))
    years = ((each >> _YEARS).astype(np.int16) for each in (mine & ~_IS_HALF, theirs & ~_IS_HALF))
    apart = np.abs(np.subtract(*years))
    is_half = ((mine | theirs) & _IS_HALF) != 0
    levels = np.full(len(mine), _DIFFERENT, dtype=np.uint8)
    levels[apart >= _GENERATION_YEARS] = _GENERATION
    levels[apart <= 1] = _NEAR
    same_rest = same_month & same_day
    levels[same_year & (same_month | same_day) | same_rest] = _TWO_PARTS
    slipped = _slipped(mine, theirs)
    levels[slipped[~is_half[slipped]]] = _SLIP
    levels[is_half & same_year] = _YEAR
    others = np.flatnonzero(is_half & same_rest & ~same_year)
    levels[others] = np.where(apart[others] <= 1, _NEAR, _DIFFERENT)
    levels[(unequal == 0) & ~is_half] = _EXACT
    return levels


def _slipped(mine: Words, theirs: Words) -> Longs:
    """Where one digit differs, or two neighbouring digits change places, or day and month do."""
    differs = _unequal_digits(mine, theirs)
    count = np.bitwise_count(differs)
    rows = np.flatnonzero((count > 1) & (count <= _MOST_SLIPPED))
    found = _are_crossed(mine[rows], theirs[rows], differs[rows])
    found |= _are_swapped(mine[rows], theirs[rows])
    return np.concatenate([np.flatnonzero(count == 1), rows[found]])


def _unequal_digits(mine: Words, theirs: Words) -> Words:
    """The lowest bit of each digit that differs."""
    bits = (mine ^ theirs) & _DIGITS
    bits |= bits >> np.uint64(2)
    bits |= bits >> np.uint64(1)
    return bits & _LOWEST


def _are_crossed(mine: Words, theirs: Words, differs: Words) -> Flags:
    """Whether two digits differ, which are neighbours and each the other's."""
    both = differs & (differs >> _DIGIT)
    crossed = ((mine >> _DIGIT) ^ theirs) | (mine ^ (theirs >> _DIGIT))
    is_crossed = (both != 0) & (crossed & both * np.uint64(15) == 0)
    return np.asarray(is_crossed & (np.bitwise_count(differs) == 2))


def _are_swapped(mine: Words, theirs: Words) -> Flags:
    """Whether, in one year, the day of each is the month of the other."""
    month = np.uint64(8)
    swapped = ((mine >> month) ^ theirs) | (mine ^ (theirs >> month))
    return np.asarray(((mine ^ theirs) & _YEAR_DIGITS == 0) & (swapped & _DAY == 0))


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
