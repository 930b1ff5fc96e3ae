"""Export of the facts: what the graph says about people and when it was known, as Arrow tables.

Invariant: every row has a day on which it was known; where none was recorded it is the day on which the
fact itself began, and where that is not known either the row is left out. Who is sealed is in no table, so
that nothing computed from the facts tells of them; nor is anybody of whom it is not known how they are held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import pyarrow as pa

from graph.facts import (
    ADDRESSES,
    EPISODES,
    INTERVENTIONS,
    MEMBERSHIPS,
    PEOPLE,
    RELATIONS,
    STAYS,
    Facts,
)
from graph.reading import read_rows
from graph.store import Store

_DAY_LENGTH = 10

_OPEN: LiteralString = "coalesce(p.restriction <> 'sealed', false)"
_OPEN_OTHER: LiteralString = " AND coalesce(other.restriction <> 'sealed', false)"
_FIRST = "reduce(first = null, day IN {} | CASE WHEN first IS NULL OR day < first THEN day ELSE first END)"


@dataclass(frozen=True)
class _Export:
    """One table: its schema, the pattern to match, and an expression for each column in order."""

    schema: pa.Schema
    pattern: LiteralString
    values: tuple[LiteralString, ...]


_PEOPLE = _Export(
    PEOPLE,
    "MATCH (p:Person) WHERE " + _OPEN,
    (
        "p.id",
        "p.birth_date",
        "p.death_date",
        "p.sex",
        _FIRST.format("[(:Record)-[is:IS]->(p) | is.recorded_at]"),
    ),
)
_STAYS = _Export(
    STAYS,
    "MATCH (p:Person)-[stay:LIVED_AT]->(a:Address) WHERE " + _OPEN,
    ("p.id", "a.id", "stay.from", "stay.to", "coalesce(stay.recorded_at, stay.from)"),
)
_MEMBERSHIPS = _Export(
    MEMBERSHIPS,
    "MATCH (p:Person)-[member:MEMBER_OF]->(h:Household) WHERE " + _OPEN,
    ("p.id", "h.id", "member.from", "member.to", "coalesce(member.recorded_at, member.from)"),
)
_ADDRESSES = _Export(
    ADDRESSES,
    "MATCH (a:Address)",
    (
        "a.id",
        "a.kind",
        "a.postcode",
        _FIRST.format("[(:Person)-[stay:LIVED_AT]->(a) | coalesce(stay.recorded_at, stay.from)]"),
    ),
)
_RELATIONS = _Export(
    RELATIONS,
    "MATCH (p:Person)-[related:RELATED]->(other:Person) WHERE " + _OPEN + _OPEN_OTHER,
    ("p.id", "other.id", "related.kind", "related.recorded_at"),
)
_EPISODES = _Export(
    EPISODES,
    "MATCH (p:Person)-[:HAD]->(e:Episode) WHERE " + _OPEN + " OPTIONAL MATCH (e)-[:WITH]->(s:Service)",
    ("p.id", "s.name", "e.kind", "e.start", "e.`end`", "e.outcome", "coalesce(e.recorded_at, e.start)"),
)
_INTERVENTIONS = _Export(
    INTERVENTIONS,
    "MATCH (p:Person)-[:RECEIVED]->(i:Intervention) WHERE " + _OPEN,
    ("p.id", "i.kind", "i.start", "i.`end`", "coalesce(i.recorded_at, i.start)"),
)


async def export_facts(store: Store) -> Facts:
    """All facts of the graph.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    return Facts(
        people=await _table(store, _PEOPLE),
        stays=await _table(store, _STAYS),
        memberships=await _table(store, _MEMBERSHIPS),
        addresses=await _table(store, _ADDRESSES),
        relations=await _table(store, _RELATIONS),
        episodes=await _table(store, _EPISODES),
        interventions=await _table(store, _INTERVENTIONS),
    )


async def _table(store: Store, export: _Export) -> pa.Table:
    rows = sorted(await read_rows(store, export.pattern, export.values), key=str)
    columns = list(zip(*rows, strict=True)) or [()] * len(export.values)
    arrays = [_column(each, field.type) for each, field in zip(columns, export.schema, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=export.schema)
    return table.filter(table["recorded_at"].is_valid())


def _column(values: Sequence[Any], kind: pa.DataType) -> "pa.Array[Any]":
    if pa.types.is_date(kind):
        days = [None if each is None else each[:_DAY_LENGTH] for each in values]
        return pa.array(days, pa.string()).cast(kind)
    return pa.array(values, kind)
