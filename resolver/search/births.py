"""Births: the dates of birth like a date, a part of one, a year or an age.

Invariant: 1 January agrees on the year only, and an unknown month or day is neither agreement nor difference,
as in comparing two records.
"""

import numpy as np
import numpy.typing as npt

from resolver.search.alike import NOBODY, Alike, kept
from resolver.search.likelihood import Flags, Levels
from resolver.search.terms import BirthDate, BirthYears
from resolver.search.vocabulary import Sorted

_TWO_PARTS, _YEAR_OUT, _HALF_KNOWN, _SLIP, _SAME = range(1, 6)
_FAR, _NEAR, _INSIDE = 1, 2, 3
_FIRST_OF_JANUARY = 101
_FAR_TIMES = 2

Numbers = npt.NDArray[np.int32]


class BirthFinder:
    """Finds dates of birth."""

    def __init__(self, dates: Sorted) -> None:
        self._numbers: Numbers = np.array([int(date) for date in dates.all()], dtype=np.int32)
        self._year, self._month = self._numbers // 10_000, self._numbers // 100 % 100
        self._day = self._numbers % 100
        self._is_half_known = (self._day == 0) | (self._numbers % 10_000 == _FIRST_OF_JANUARY)

    def find(self, term: BirthDate | BirthYears) -> Alike:
        """The dates of birth like the term's."""
        if not len(self._numbers):
            return NOBODY
        places = self._years(term) if isinstance(term, BirthYears) else self._date(term)
        return kept(np.arange(len(places), dtype=np.int32), places)

    def _years(self, term: BirthYears) -> Levels:
        out = np.maximum(term.first - self._year, self._year - term.last)
        levels = [out <= 0, out <= term.slack, out <= _FAR_TIMES * term.slack]
        return np.select(levels, [_INSIDE, _NEAR, _FAR], 0).astype(np.uint8)

    def _date(self, term: BirthDate) -> Levels:
        same_year, same_month = self._year == term.year, self._month == term.month
        same_day = self._day == term.day
        agree = np.sum([same_year, same_month, same_day], axis=0)
        asked = (term.year > 0) + (term.month > 0) + (term.day > 0)
        is_wanted = (
            _agrees(same_year, term.year) & _agrees(same_month, term.month) & _agrees(same_day, term.day)
        )
        is_half = self._is_half_known & same_year & (term.month > 0)
        is_year_out = same_month & same_day & (abs(self._year - term.year) == 1)
        is_whole = asked == 3
        cases = [
            (is_wanted & ~is_half, _SAME),
            (is_whole & self._is_slip(term) & ~is_half, _SLIP),
            (is_half, _HALF_KNOWN),
            (is_whole & is_year_out, _YEAR_OUT),
            (is_whole & (agree == 2), _TWO_PARTS),
        ]
        return np.select([case for case, _ in cases], [place for _, place in cases], 0).astype(np.uint8)

    def _is_slip(self, term: BirthDate) -> Flags:
        """One digit differs, two neighbouring digits change places, or day and month do."""
        asked = term.year * 10_000 + term.month * 100 + term.day
        mine, theirs = _digits(np.array([asked], dtype=np.int32)), _digits(self._numbers)
        unequal = mine != theirs
        count = unequal.sum(axis=1)
        crossed = (mine[:, :-1] == theirs[:, 1:]) & (mine[:, 1:] == theirs[:, :-1])
        is_crossed = (count == 2) & (crossed & unequal[:, :-1] & unequal[:, 1:]).any(axis=1)
        is_swapped = (self._year == term.year) & (self._month == term.day) & (self._day == term.month)
        return np.asarray((count == 1) | is_crossed | is_swapped)


def _agrees(same: Flags, part: int) -> Flags:
    """Where a part of the date is as asked; everywhere, if it was not asked."""
    return same if part else np.ones(len(same), dtype=np.bool_)


def _digits(numbers: Numbers) -> Numbers:
    """The eight digits of each date."""
    return numbers[:, None] // 10 ** np.arange(7, -1, -1, dtype=np.int32) % 10
