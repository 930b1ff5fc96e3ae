"""Export of the facts: what the graph says about people and when it was known, as Arrow tables.

Invariant: every row has a day on which it was known; where none was recorded it is the day on which the
fact itself began, and where that is not known either the row is left out.
"""

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
from graph.store import Store

_DAY_LENGTH = 10

_PEOPLE = """
MATCH (p:Person)
RETURN p.id AS person, p.birth_date AS birth_date, p.death_date AS death_date, p.sex AS sex,
       reduce(first = null, day IN [(:Record)-[is:IS]->(p) | is.recorded_at] |
         CASE WHEN first IS NULL OR day < first THEN day ELSE first END) AS recorded_at
"""
_STAYS = """
MATCH (p:Person)-[stay:LIVED_AT]->(a:Address)
RETURN p.id AS person, a.id AS address, stay.from AS `from`, stay.to AS `to`,
       coalesce(stay.recorded_at, stay.from) AS recorded_at
"""
_MEMBERSHIPS = """
MATCH (p:Person)-[member:MEMBER_OF]->(h:Household)
RETURN p.id AS person, h.id AS household, member.from AS `from`, member.to AS `to`,
       coalesce(member.recorded_at, member.from) AS recorded_at
"""
_ADDRESSES = """
MATCH (a:Address)
RETURN a.id AS address, a.kind AS kind, a.postcode AS postcode,
       reduce(first = null, day IN [(:Person)-[stay:LIVED_AT]->(a) | coalesce(stay.recorded_at, stay.from)] |
         CASE WHEN first IS NULL OR day < first THEN day ELSE first END) AS recorded_at
"""
_RELATIONS = """
MATCH (p:Person)-[related:RELATED]->(o:Person)
RETURN p.id AS person, o.id AS other, related.kind AS kind, related.recorded_at AS recorded_at
"""
_EPISODES = """
MATCH (p:Person)-[:HAD]->(e:Episode)
OPTIONAL MATCH (e)-[:WITH]->(s:Service)
RETURN p.id AS person, s.name AS service, e.kind AS kind, e.start AS start, e.`end` AS `end`,
       e.outcome AS outcome, coalesce(e.recorded_at, e.start) AS recorded_at
"""
_INTERVENTIONS = """
MATCH (p:Person)-[:RECEIVED]->(i:Intervention)
RETURN p.id AS person, i.kind AS kind, i.start AS start, i.`end` AS `end`,
       coalesce(i.recorded_at, i.start) AS recorded_at
"""


async def export_facts(store: Store) -> Facts:
    """All facts of the graph.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    return Facts(
        people=await _table(store, _PEOPLE, PEOPLE),
        stays=await _table(store, _STAYS, STAYS),
        memberships=await _table(store, _MEMBERSHIPS, MEMBERSHIPS),
        addresses=await _table(store, _ADDRESSES, ADDRESSES),
        relations=await _table(store, _RELATIONS, RELATIONS),
        episodes=await _table(store, _EPISODES, EPISODES),
        interventions=await _table(store, _INTERVENTIONS, INTERVENTIONS),
    )


async def _table(store: Store, query: LiteralString, schema: pa.Schema) -> pa.Table:
    rows = await store.read(query)
    columns = {name: [row[name] for row in rows] for name in schema.names}
    table = pa.table({name: _column(values, schema.field(name).type) for name, values in columns.items()})
    return table.filter(table["recorded_at"].is_valid()).cast(schema)


def _column(values: list[Any], kind: pa.DataType) -> "pa.Array[Any]":
    if pa.types.is_date(kind):
        return pa.array([None if each is None else each[:_DAY_LENGTH] for each in values], pa.string()).cast(
            kind
        )
    return pa.array(values, kind)
