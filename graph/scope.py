"""Scope: the part of the graph that must be judged anew where some records come, change or go.

Invariant: a scope is closed. Whoever a record of it is of has all their records in it, and every record that
a standing decision for joining, or a reviewer's decision, ties to one of them is in it too.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

import pyarrow as pa

from graph.addressed import person_table, with_addresses
from graph.batch import record_schema
from graph.decisions import REVIEWER, Pair
from graph.feed import feed_position
from graph.generation import Generation, Links
from graph.people import Retired
from graph.store import Store
from graph.vocabulary import RowKind, vocabulary

_TIED = """
UNWIND $ids AS id
MATCH (r:Record {id: id})
CALL (r) {
  MATCH (r)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(o:Record)
  WHERE d.superseded_at IS NULL AND (d.weight > 0 OR d.made_by STARTS WITH $reviewer)
  RETURN o.id AS other
  UNION
  MATCH (r)-[:IS]->(:Person)<-[:IS]-(o:Record)
  RETURN o.id AS other
}
RETURN collect(DISTINCT other) AS others
"""
_BESIDE = """
MATCH (r:Record)-[:IS]->(p:Person)-[:LIVED_AT]->(a:Address) WHERE r.id IN $ids AND a.kind = 'dwelling'
WITH DISTINCT r, a
MATCH (a)<-[:LIVED_AT]-(:Person)<-[:IS]-(o:Record {source: r.source})
RETURN collect(DISTINCT o.id) AS others
"""
"""What a source says of those who lived with a person: whether these match is evidence on the person."""

_COMPANIONS = """
MATCH (r:Record)-[:IS]->(p:Person) WHERE r.id IN $ids
WITH DISTINCT p
MATCH (p)-[:LIVED_AT]->(a:Address)<-[:LIVED_AT]-(other:Person)
WHERE a.kind = 'dwelling'
MATCH (other)<-[:IS]-(o:Record)
RETURN collect(DISTINCT o.id) AS others
"""
_RECORDS = """
MATCH (r:Record) WHERE r.id IN $ids AND r.row = $row
WITH r ORDER BY r.id
RETURN collect([name IN $names | r[name]]) AS records
"""
_PEOPLE = """
MATCH (r:Record)-[is:IS]->(p:Person) WHERE r.id IN $ids
RETURN r.id AS record, is.recorded_at AS recorded_at, properties(p) AS person
"""
_FORMER = """
MATCH (r:Record)-[:IS]->(p:Person)<-[:MERGED_INTO]-(q:RetiredPerson) WHERE r.id IN $ids
MATCH (f:FormerLink {record: r.id}) WHERE f.person = q.id AND f.ended = q.unit
RETURN q.id AS id, q.created_at AS since, r.id AS record
"""
_REVIEWED = """
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN $ids AND a.id < b.id AND d.superseded_at IS NULL AND d.proposes IS NULL
  AND d.made_by STARTS WITH $reviewer
RETURN a.id AS left, b.id AS right, d.judgement AS judgement ORDER BY d.made_at
"""
_TAKEN = """
UNWIND $ids AS id
OPTIONAL MATCH (p:Person {id: id})
OPTIONAL MATCH (q:RetiredPerson {id: id})
WITH coalesce(p.id, q.id) AS taken
RETURN collect(taken) AS taken
"""


@dataclass(frozen=True)
class Scope:
    """What is known of the records to judge anew.

    Attributes:
        ids: the records whose people may change.
        records: their rows, and the rows of those who live with their people, who have a say too.
        generation: the people whom they are of.
        retired: ids that led to these people.
        reviewed: what reviewers decided on pairs of these records.
        position: the feed's position before anything was read.
    """

    ids: frozenset[str]
    records: pa.Table
    generation: Generation = field(default_factory=Generation)
    retired: Retired = field(default_factory=Retired)
    reviewed: Mapping[Pair, str] = field(default_factory=dict)
    position: int = 0


async def read_scope(store: Store, records: Collection[str]) -> Scope:
    """The scope of some records: everybody who may change where they come, change or go."""
    position = await feed_position(store)
    beside = await _others(store, _BESIDE, records)
    ids = await _closure(store, beside.union(records))
    around = await _others(store, _COMPANIONS, ids)
    return Scope(
        ids=frozenset(ids),
        records=await _records(store, ids | around),
        generation=await _generation(store, ids),
        retired=await _retired(store, ids),
        reviewed=await _reviewed(store, ids),
        position=position,
    )


async def taken_ids(store: Store, ids: Collection[str]) -> frozenset[str]:
    """Those of the ids that some person has, or had."""
    rows = await store.read(_TAKEN, ids=sorted(ids))
    return frozenset(rows[0]["taken"])


async def _closure(store: Store, records: Collection[str]) -> set[str]:
    ids: set[str] = set(records)
    fresh = ids
    while fresh:
        fresh = await _others(store, _TIED, fresh) - ids
        ids |= fresh
    return ids


async def _others(store: Store, query: LiteralString, ids: Collection[str]) -> set[str]:
    rows = await store.read(query, ids=sorted(ids), reviewer=REVIEWER)
    return set(rows[0]["others"])


async def _records(store: Store, ids: Collection[str]) -> pa.Table:
    schema = record_schema(RowKind.PERSON)
    rows = await store.read(_RECORDS, ids=sorted(ids), row=RowKind.PERSON.value, names=schema.names)
    return await with_addresses(store, person_table(rows[0]["records"]))


async def _generation(store: Store, ids: Collection[str]) -> Generation:
    names = tuple(vocabulary().kinds["Person"].properties)
    people: dict[str, dict[str, Any]] = {}
    person: dict[str, str] = {}
    recorded_at: dict[str, str | None] = {}
    for row in await store.read(_PEOPLE, ids=sorted(ids)):
        found = row["person"]
        people[found["id"]] = {name: found.get(name) for name in names}
        person[row["record"]], recorded_at[row["record"]] = found["id"], row["recorded_at"]
    return Generation(people, Links(person, recorded_at))


async def _retired(store: Store, ids: Collection[str]) -> Retired:
    since: dict[str, str] = {}
    former: dict[str, set[str]] = defaultdict(set)
    for row in await store.read(_FORMER, ids=sorted(ids)):
        since[row["id"]] = row["since"]
        former[row["record"]].add(row["id"])
    return Retired(since, former)


async def _reviewed(store: Store, ids: Collection[str]) -> dict[Pair, str]:
    rows = await store.read(_REVIEWED, ids=sorted(ids), reviewer=REVIEWER)
    return {(row["left"], row["right"]): row["judgement"] for row in rows}
