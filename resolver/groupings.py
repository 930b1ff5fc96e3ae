"""Groupings: the ways in which an evaluation sets records side by side.

Invariant: a grouping is read off the records alone; a record that does not tell its group is in none.
"""

from collections.abc import Callable, Mapping
from datetime import date

import pyarrow as pa

from resolver.communities import name_communities
from resolver.grouping import Grouping

_BANDS = (
    (0, "0 to 4"),
    (5, "5 to 17"),
    (18, "18 to 29"),
    (30, "30 to 49"),
    (50, "50 to 69"),
    (70, "70 and over"),
)
_YEAR = 4


def groups_of(records: pa.Table, grouping: Grouping, day: date | None = None) -> list[str | None]:
    """The group of each record.

    Args:
        records: person rows.
        grouping: by what.
        day: on which ages are taken; the last day on which anything was recorded where it is not given.
    """
    if grouping is Grouping.AGE_BAND:
        return _age_bands(records, day)
    return _GROUPED[grouping](records)


def _column(records: pa.Table, name: str) -> list[str | None]:
    if name not in records.column_names:
        return [None] * records.num_rows
    values: list[str | None] = records[name].cast(pa.string()).to_pylist()
    return values


def _age_bands(records: pa.Table, day: date | None) -> list[str | None]:
    recorded = [each for each in _column(records, "recorded_at") if each]
    on = day.year if day is not None else int(max(recorded)[:_YEAR]) if recorded else date.today().year
    return [_age_band(on, birth) for birth in _column(records, "birth_date")]


def _age_band(year: int, birth: str | None) -> str | None:
    if not birth or not birth[:_YEAR].isdigit():
        return None
    age = max(0, year - int(birth[:_YEAR]))
    return next(name for least, name in reversed(_BANDS) if age >= least)


_GROUPED: Mapping[Grouping, Callable[[pa.Table], list[str | None]]] = {
    Grouping.SOURCE: lambda records: _column(records, "source"),
    Grouping.NAME: name_communities,
    Grouping.ETHNICITY: lambda records: _column(records, "ethnicity"),
}
