"""Elapsed time: what agreement and difference are worth when two records were made years apart.

Invariant: a level that time may change (of an address, a family name, a telephone) is a level of its own for
each span of time between the records. What it is worth then is learned, but it always keeps less than the
level with no time between: with the years, the same telephone may have passed to another, and the same person
to another telephone. Two records of which one does not say when it was made count as made together.
Source: Li and others (2011), on linking temporal records, for the decay of agreement and of difference.
"""

import threading
from bisect import bisect_right
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison, Level, LevelCodes
from resolver.compare.of_two import Agreement, OfTwo
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

SPANS = (
    (3, 0.97, "recorded three years apart or more"),
    (8, 0.9, "recorded eight years apart or more"),
)
"""Years from which a span begins, the most that evidence keeps, and how the span is told."""
_DAYS_A_YEAR = 365.25
_BOUNDS = [years * _DAYS_A_YEAR for years, _, _ in SPANS]
_LATER_SHARE = 0.25
_UNKNOWN = np.iinfo(np.int32).min
_NO_SPANS = np.empty(0, dtype=np.uint8)

Days = npt.NDArray[np.float32]


class Aged:
    """A comparison some of whose levels are told apart by the time between the two records.

    Args:
        comparison: what compares the records.
        changing: codes of the levels that time changes the worth of.
        spans: between which records how much time passed.
    """

    def __init__(self, comparison: Comparison, changing: tuple[int, ...], spans: "Spans") -> None:
        self._comparison, self._spans = comparison, spans
        self.name = comparison.name
        self.tells_namesakes = comparison.tells_namesakes
        self.levels = _levels(comparison.levels, changing)
        self._codes = _codes(len(comparison.levels), changing)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        compared = self._comparison.compare(left, right)
        if not self._spans.are_told:
            return compared
        spans = self._spans.between(left, right)
        cells = spans * np.uint16(self._codes.shape[1]) + compared.levels
        return Compared(self._codes.take(cells), compared.share_at)


class Spans:
    """The time between records. Several comparisons ask about the same pairs, which are worked out once."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._last = threading.local()
        known = days[~np.isnan(days)]
        self.are_told = len(known) > 0 and bool((known != known[0]).any())

    def between(self, left: Places, right: Places) -> npt.NDArray[np.uint8]:
        """For each pair 0 where the records were made together, then the number of the span."""
        one, other, spans = getattr(self._last, "asked", (None, None, _NO_SPANS))
        if one is not left or other is not right:
            spans = self._worked_out(left, right)
            self._last.asked = left, right, spans
        return spans

    def _worked_out(self, left: Places, right: Places) -> npt.NDArray[np.uint8]:
        apart = np.abs(self._days[left] - self._days[right])
        spans = np.zeros(len(left), dtype=np.uint8)
        for bound in _BOUNDS:
            spans += apart >= bound
        return spans


def recorded_days(records: Records) -> Days:
    """For each record the day it was made, in days since 1970; NaN where that is not known."""
    column = records.column("recorded_at")
    days = [_day(value) for value in column.values]
    known = np.array([np.nan if day == _UNKNOWN else day for day in [*days, _UNKNOWN]], dtype=np.float32)
    return known[column.codes]


@lru_cache(1 << 16)
def _day(text: str) -> int:
    try:
        return int(np.datetime64(text.replace(" ", "-"), "D").astype(np.int64))
    except ValueError:
        return int(_UNKNOWN)


@cache
def _levels(base: tuple[Level, ...], changing: tuple[int, ...]) -> tuple[Level, ...]:
    """The levels of a comparison, and again those that time changes for each span."""
    later = [_later(base[code - 1], code, *span) for span in SPANS for code in changing]
    together = [_together(level) if code in changing else level for code, level in enumerate(base, start=1)]
    return (*together, *later)


def _together(level: Level) -> Level:
    together = 1 - _LATER_SHARE * len(SPANS)
    return replace(level, same_person=level.same_person * together, household=level.household * together)


def _later(level: Level, code: int, _years: int, kept: float, told: str) -> Level:
    return replace(
        level,
        label=f"{level.label}, {told}",
        same_person=level.same_person * _LATER_SHARE,
        household=level.household * _LATER_SHARE,
        fades_from=code,
        kept=kept,
    )


@cache
def _codes(base: int, changing: tuple[int, ...]) -> LevelCodes:
    """The level code for each span and each code of the comparison."""
    codes = np.tile(np.arange(base + 1, dtype=np.uint8), (len(SPANS) + 1, 1))
    for span in range(len(SPANS)):
        first = base + 1 + span * len(changing)
        codes[span + 1, list(changing)] = np.arange(first, first + len(changing))
    return codes


def aged_of_two(compare: OfTwo, base: int, changing: tuple[int, ...]) -> OfTwo:
    """What `Aged` says of two records, where `compare` tells `base` levels."""
    codes = _codes(base, changing).tolist()

    def aged(one: Said, other: Said) -> Agreement:
        level, share = agreement = compare(one, other)
        if level not in changing:
            return agreement
        span = _span(one.values.get("recorded_at"), other.values.get("recorded_at"))
        return agreement if not span else (codes[span][level], share)

    return aged


def _span(mine: str | None, theirs: str | None) -> int:
    """0 for records made together, then the number of the span."""
    if mine is None or theirs is None:
        return 0
    one, other = _day(mine), _day(theirs)
    return 0 if int(_UNKNOWN) in (one, other) else bisect_right(_BOUNDS, abs(one - other))
