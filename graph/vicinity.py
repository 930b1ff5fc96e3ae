"""Vicinity: what the homes and the involvement of some people depend on, read from the graph.

Invariant: everybody who ever lived where these people lived or claim to live is in it, with all their
records, and so is everybody who lived with those; so the homes of the people, and of those who lived with
them, can be derived from it as they would be from the whole graph.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import pyarrow as pa

from graph.batch import record_schema
from graph.homes import Membership
from graph.own import own_sources
from graph.store import Store
from graph.vocabulary import RowKind

_DUE = """
MATCH (feed:KithFeed {name: 'people'})
WITH feed, coalesce(feed.settled, 0) AS settled
RETURN feed.position AS position, coalesce(feed.left_homes, []) AS homes, COLLECT {
  MATCH (e:FeedEntry) WHERE e.sequence > settled AND e.sequence <= feed.position
  UNWIND [e.person, e.into] AS id
  MATCH (p:Person {id: id})
  RETURN p.id
  UNION
  UNWIND coalesce(feed.left_people, []) AS id
  MATCH (p:Person {id: id})
  RETURN p.id
} AS people
"""
_LEFT = """
MATCH (feed:KithFeed {name: 'people'})
WITH feed, coalesce(feed.left_homes, []) AS known
SET feed.left_homes = known + [id IN $homes WHERE NOT id IN known]
"""
_SETTLED = """
MATCH (feed:KithFeed {name: 'people'})
SET feed.settled = $position, feed.left_homes = [id IN coalesce(feed.left_homes, []) WHERE NOT id IN $homes],
  feed.left_people = [id IN coalesce(feed.left_people, []) WHERE NOT id IN $people]
"""
_ALL_SETTLED = """
MATCH (feed:KithFeed {name: 'people'}) WHERE coalesce(feed.settled, 0) < feed.position
SET feed.settled = feed.position, feed.left_homes = [], feed.left_people = COLLECT {
  MATCH (e:FeedEntry) WHERE e.sequence > $began AND coalesce(e.by, '') <> $by
  OPTIONAL MATCH (:RetiredPerson {id: e.person})-[:MERGED_INTO]->(survivor:Person)
  RETURN DISTINCT coalesce(survivor.id, e.person)
}
RETURN size(feed.left_people) AS left
"""
_CLAIMED = """
MATCH (r:Record)-[:IS]->(p:Person) WHERE p.id IN $people
CALL (r) { RETURN r AS row UNION MATCH (row:Record {source: r.source, person_key: r.key}) RETURN row }
CALL (row) {
  MATCH (a:Address {uprn: row.uprn}) RETURN a
  UNION
  MATCH (a:Address {postcode: row.postcode}) RETURN a
}
RETURN collect(DISTINCT a.id) AS found
"""
_PLACES = (
    "MATCH (p:Person)-[:LIVED_AT]->(a:Address) WHERE p.id IN $people RETURN collect(DISTINCT a.id) AS found"
)
_NEAR = """
MATCH (a:Address) WHERE a.id IN $places
CALL (a) { RETURN a AS b UNION MATCH (b:Address {postcode: a.postcode}) RETURN b }
RETURN collect(DISTINCT b.id) AS found
"""
_STAYS = """
MATCH (p:Person)-[stay:LIVED_AT]->(a:Address) WHERE p.id IN $people
RETURN collect([p.id, a.id, stay.from, stay.to, stay.recorded_at]) AS stays
"""
_RESIDENTS = """
MATCH (a:Address)<-[:LIVED_AT]-(p:Person) WHERE a.id IN $places AND a.kind <> 'no_fixed_abode'
RETURN collect(DISTINCT p.id) AS found
"""
_PEOPLE_ROWS = """
MATCH (p:Person)<-[:IS]-(r:Record) WHERE p.id IN $people AND r.row = 'person'
WITH p, r ORDER BY r.id
RETURN collect([p.id, [name IN $names | r[name]]]) AS rows
"""
_ROWS_ABOUT = """
MATCH (p:Person)<-[:IS]-(r:Record) WHERE p.id IN $people
CALL (r) {
  MATCH (o:Record {source: r.source, person_key: r.key}) RETURN o
  UNION
  MATCH (o:Record {source: r.source, other_key: r.key}) RETURN o
  UNION
  UNWIND $own AS source
  MATCH (o:Record {source: source, person_key: r.id}) RETURN o
}
WITH DISTINCT o WHERE o.row = $row
ORDER BY o.id
RETURN collect([name IN $names | o[name]]) AS rows
"""
_OTHERS = """
UNWIND $ids AS id
MATCH (:Record {id: id})-[:IS]->(p:Person)
RETURN collect([id, p.id]) AS found
"""
_MEMBERS = """
MATCH (p:Person)-[:MEMBER_OF]->(h:Household)-[:AT]->(a:Address) WHERE a.id IN $places
RETURN collect([p.id, a.id, h.id, coalesce(h.from, '')]) AS members
"""
_HOUSEHOLDS = "MATCH (h:Household)-[:AT]->(a:Address) WHERE a.id IN $places RETURN collect(h.id) AS found"
_INVOLVED = """
MATCH (p:Person)-[:HAD|RECEIVED|REACHED]->(x) WHERE p.id IN $people RETURN collect(x.id) AS found
"""
_TEAMS = """
MATCH (w:Worker)-[:IN_TEAM]->(t:Team) WHERE w.id IN $workers RETURN collect([w.id, t.id]) AS found
"""


Stay = tuple[str, str, str | None, str | None, str | None]
"""Person, address, first day, last day, and the day from which it was known."""


@dataclass(frozen=True)
class Due:
    """What waits to be derived anew: people changed up to a position of the feed, and their homes."""

    position: int
    people: frozenset[str]
    homes: frozenset[str]


@dataclass(frozen=True)
class Vicinity:
    """People with what their homes depend on.

    Attributes:
        people: those who are concerned, and those who lived with them: their stays are to be derived.
        places: addresses where these lived: what is known of them and their households is to be derived.
        rows: the person rows of all who matter to that, and their persons in the same order.
        persons: for each of these rows its person.
        addresses: the address rows about them.
        members: memberships of the households there.
        households: ids of these households.
        stays: where the people live as the graph has it.
    """

    people: frozenset[str]
    places: frozenset[str]
    rows: pa.Table
    persons: tuple[str, ...]
    addresses: pa.Table
    members: tuple[Membership, ...]
    households: frozenset[str]
    stays: frozenset[Stay]


async def read_due(store: Store) -> Due:
    """What has changed since homes and involvement were last derived, and where these people lived."""
    rows = await store.read(_DUE)
    if not rows:
        return Due(0, frozenset(), frozenset())
    people, left = frozenset(rows[0]["people"]), frozenset(rows[0]["homes"])
    return Due(rows[0]["position"], people, left | await _found(store, _PLACES, people=sorted(people)))


async def mark_due(store: Store, due: Due) -> None:
    """Keep the homes due, because the way from the people to them may be lost before all is derived."""
    await store.write(_LEFT, homes=sorted(due.homes))


async def mark_settled(store: Store, due: Due) -> None:
    """Say that homes and involvement are derived of all that was due."""
    await store.write(_SETTLED, position=due.position, homes=sorted(due.homes), people=sorted(due.people))


async def mark_all_settled(store: Store, began: int, by: str) -> bool:
    """Say that homes and involvement are derived of everybody, by the one who holds the lock of that task.

    Whom somebody else has changed since the feed was at `began` is due again, since it may have come too late
    to be read.

    Returns:
        Whether anybody is due.
    """
    rows = await store.write(_ALL_SETTLED, began=began, by=by)
    return bool(rows and rows[0]["left"])


async def read_vicinity(store: Store, due: Due) -> Vicinity:
    """What the homes of the people due depend on."""
    near = due.homes | await _found(store, _CLAIMED, people=sorted(due.people))
    people = due.people | await _found(store, _RESIDENTS, places=sorted(near))
    lived_in = await _found(store, _PLACES, people=sorted(people))
    around = await _found(store, _NEAR, places=sorted(lived_in))
    further = await _found(store, _RESIDENTS, places=sorted(around))
    rows, persons = await _person_rows(store, people | further)
    places = (near & lived_in) | due.homes
    members = await store.read(_MEMBERS, places=sorted(places))
    return Vicinity(
        people=frozenset(people),
        places=frozenset(places),
        rows=rows,
        persons=persons,
        addresses=await rows_about(store, people | further, RowKind.ADDRESS),
        members=tuple(Membership(*each) for each in members[0]["members"]),
        households=frozenset(await _found(store, _HOUSEHOLDS, places=sorted(places))),
        stays=await _stays(store, people),
    )


async def rows_about(store: Store, people: Collection[str], kind: RowKind) -> pa.Table:
    """The rows of a kind that name a person row of these people."""
    schema = record_schema(kind)
    given = {"people": sorted(people), "own": own_sources()}
    rows = await store.read(_ROWS_ABOUT, **given, row=kind.value, names=schema.names)
    return _table(rows[0]["rows"], schema)


async def persons_of(store: Store, records: Iterable[str]) -> Mapping[str, str]:
    """For each of the records that is of somebody, the person."""
    rows = await store.read(_OTHERS, ids=sorted(set(records)))
    return dict(rows[0]["found"])


async def involved(store: Store, people: Collection[str]) -> frozenset[str]:
    """Ids of the episodes, help and outcomes that the graph holds of these people."""
    return frozenset(await _found(store, _INVOLVED, people=sorted(people)))


async def teams_of(store: Store, workers: Collection[str]) -> list[tuple[str, str]]:
    """Each of the workers with each of their teams."""
    rows = await store.read(_TEAMS, workers=sorted(workers))
    return [(worker, team) for worker, team in rows[0]["found"]]


async def _found(store: Store, query: LiteralString, **given: Any) -> set[str]:
    rows = await store.read(query, **given)
    return set(rows[0]["found"])


async def _stays(store: Store, people: Collection[str]) -> frozenset[Stay]:
    rows = await store.read(_STAYS, people=sorted(people))
    return frozenset(tuple(stay) for stay in rows[0]["stays"])


async def _person_rows(store: Store, people: Collection[str]) -> tuple[pa.Table, tuple[str, ...]]:
    schema = record_schema(RowKind.PERSON)
    rows = await store.read(_PEOPLE_ROWS, people=sorted(people), names=schema.names)
    found = rows[0]["rows"]
    return _table([row for _, row in found], schema), tuple(person for person, _ in found)


def _table(rows: Collection[Any], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema.names)
    return pa.table([pa.array(values, pa.string()) for values in columns], schema=schema)
