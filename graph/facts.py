"""Facts: what the graph says about people and when it was known, as Arrow tables.

The seam between the store and foresight. Every table has a `recorded_at` column; `Facts.as_of`
keeps only what was known on a day, and hides what had not yet happened.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

_DAY: pa.DataType = pa.date32()
_ID: pa.DataType = pa.string()
_TEXT: pa.DataType = pa.string()

PEOPLE = pa.schema(
    {
        "person": _ID,
        "birth_date": _TEXT,
        "death_date": _TEXT,
        "sex": _TEXT,
        "recorded_at": _DAY,
    }
)
STAYS = pa.schema({"person": _ID, "address": _ID, "from": _DAY, "to": _DAY, "recorded_at": _DAY})
MEMBERSHIPS = pa.schema({"person": _ID, "household": _ID, "from": _DAY, "to": _DAY, "recorded_at": _DAY})
ADDRESSES = pa.schema({"address": _ID, "kind": _TEXT, "postcode": _TEXT, "recorded_at": _DAY})
RELATIONS = pa.schema({"person": _ID, "other": _ID, "kind": _TEXT, "recorded_at": _DAY})
EPISODES = pa.schema(
    {
        "person": _ID,
        "service": _TEXT,
        "kind": _TEXT,
        "start": _DAY,
        "end": _DAY,
        "outcome": _TEXT,
        "recorded_at": _DAY,
    }
)
INTERVENTIONS = pa.schema({"person": _ID, "kind": _TEXT, "start": _DAY, "end": _DAY, "recorded_at": _DAY})

_NOT_YET = {
    "people": ("death_date",),
    "stays": ("to",),
    "memberships": ("to",),
    "episodes": ("end", "outcome"),
    "interventions": ("end",),
}
"""For each table the column that says when something ended, and what is not known before that."""


@dataclass(frozen=True)
class Facts:
    """All facts as tables; the schemas above name and type their columns."""

    people: pa.Table
    stays: pa.Table
    memberships: pa.Table
    addresses: pa.Table
    relations: pa.Table
    episodes: pa.Table
    interventions: pa.Table

    def as_of(self, day: date) -> Self:
        """Only what was known on `day`: later rows are gone, later ends and outcomes are null."""
        changed = {}
        for field in fields(self):
            table: pa.Table = getattr(self, field.name)
            table = table.filter(pc.less_equal(table["recorded_at"], pa.scalar(day, _DAY)))
            changed[field.name] = _hide_later(table, _NOT_YET.get(field.name, ()), day)
        return replace(self, **changed)


def _hide_later(table: pa.Table, columns: tuple[str, ...], day: date) -> pa.Table:
    """Null `columns` wherever the first of them lies after `day`."""
    if not columns:
        return table
    end = table[columns[0]]
    limit = pa.scalar(day.isoformat() if pa.types.is_string(end.type) else day, end.type)
    is_later = pc.fill_null(pc.greater(end, limit), pa.scalar(False))
    for column in columns:
        kind = table.schema.field(column).type
        hidden = pc.if_else(is_later, pa.scalar(None, kind), table[column])
        table = table.set_column(table.schema.get_field_index(column), column, hidden)
    return table
