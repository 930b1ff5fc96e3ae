"""Age: what a title, or the day of a record, says of the age of a person whose date of birth is not given.

Invariant: says nothing where both records give a date of birth, because comparing these has said all.
"""

import numpy as np
import numpy.typing as npt

from resolver.background import Background
from resolver.compare.level import Compared, Level, LevelCodes
from resolver.compare.of_two import NOTHING, Agreement, OfTwo
from resolver.packed import Places
from resolver.records import Records
from resolver.said import Said

_LEVELS = tuple(range(1, 7))
_OF_AGE = 16
_SURELY = 2
_CANNOT_BE = 0.00005
_LONG_BEFORE = "one was recorded two years or more before the other was born"
_NO_TITLE, _CHILD, _ADULT = range(3)
_TITLES = {"master": _CHILD, "mr": _ADULT, "mrs": _ADULT, "ms": _ADULT, "miss": _CHILD}
_YEAR = 10_000

Numbers = npt.NDArray[np.int32]


class Age:
    """Compares a date of birth with the signs of age on the other record."""

    name = "age"
    tells_namesakes = False
    levels = (
        Level(
            "one was recorded two years or more before the other was born", _CANNOT_BE, 0.06, most=_CANNOT_BE
        ),
        Level("one was recorded before the other was born", 0.00095, 0.02),
        Level("the date of birth of a child, and an adult's title", 0.01, 0.3),
        Level("the date of birth of an adult, and a child's title", 0.01, 0.22),
        Level("the date of birth of a child, and a child's title", 0.279, 0.1),
        Level("the date of birth of an adult, and an adult's title", 0.7, 0.3),
    )

    def __init__(self, records: Records) -> None:
        self._born = _days(records, "birth_date")
        self._recorded = _days(records, "recorded_at")
        title = records.column("title")
        kinds = [_TITLES.get(value, _NO_TITLE) for value in title.values]
        self._title = np.array([*kinds, _NO_TITLE], dtype=np.int8)[title.codes]

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        levels = np.zeros(len(left), dtype=np.uint8)
        for dated, other in ((left, right), (right, left)):
            rows = np.flatnonzero((self._born[dated] > 0) & (self._born[other] == 0))
            levels[rows] = self._levels(dated[rows], other[rows])
        return Compared(levels)

    def _levels(self, dated: Places, other: Places) -> LevelCodes:
        """Levels of pairs of which the first alone has a date of birth."""
        born, recorded = self._born[dated], self._recorded[other]
        last = np.maximum(recorded, self._recorded[dated])
        is_child = (last - born) // _YEAR < _OF_AGE
        title = np.where(last > 0, self._title[other], _NO_TITLE)
        cases = [
            (recorded > 0) & (recorded < born - _SURELY * _YEAR),
            (recorded > 0) & (recorded < born),
            (title == _ADULT) & is_child,
            (title == _CHILD) & ~is_child,
            (title == _CHILD) & is_child,
            title == _ADULT,
        ]
        return np.select(cases, _LEVELS, 0).astype(np.uint8)


def _days(records: Records, field: str) -> Numbers:
    """The date of each record as YYYYMMDD, 0 where there is none."""
    column = records.column(field)
    numbers = [int(value.replace(" ", "")) for value in column.values]
    return np.array([*numbers, 0], dtype=np.int32)[column.codes]


def ages_of_two(_background: Background) -> OfTwo:
    """What `Age` says, of two records."""

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get("birth_date"), other.values.get("birth_date")
        if (mine is None) == (theirs is None):
            return NOTHING
        return _level_of_two(one, other) if theirs is None else _level_of_two(other, one), 1.0

    return compare


def _level_of_two(dated: Said, other: Said) -> int:
    """The level of two records of which the first alone has a date of birth."""
    born, recorded = int(dated.values["birth_date"]), _recorded(other)
    if recorded > 0 and recorded < born:
        return 1 if recorded < born - _SURELY * _YEAR else 2
    last = max(recorded, _recorded(dated))
    title = _TITLES.get(other.values.get("title") or "", _NO_TITLE) if last > 0 else _NO_TITLE
    if title == _NO_TITLE:
        return 0
    is_child = (last - born) // _YEAR < _OF_AGE
    if title == _ADULT:
        return 3 if is_child else 6
    return 5 if is_child else 4


def _recorded(said: Said) -> int:
    return int((said.values.get("recorded_at") or "0").replace(" ", ""))
