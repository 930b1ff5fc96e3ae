"""Erasure: a record and everything that came from it alone, gone for good, and not taken in again.

Invariant: what is left is a keyed hash that tells nobody, without the key, which record it was. It is there
before anything is removed and marked complete after everything is; so an erasure that was broken off is
known, and the same call completes it.
"""

from dataclasses import dataclass, field
from typing import LiteralString

from graph.errors import RefusedValueError
from graph.feed import Act
from graph.involvement import involvement_id
from graph.minter import Minter
from graph.own import own_sources
from graph.store import Statement, Store
from graph.vocabulary import RowKind

ERASED = "record_erased"
"""The rule that a row breaks whose record was erased before."""

_GROUP = """
MATCH (r:Record {id: $id})
RETURN [[r.id, r.source, r.key, r.row]] + CASE WHEN r.row <> 'person' THEN [] ELSE COLLECT {
  MATCH (o:Record {source: r.source, person_key: r.key}) RETURN [o.id, o.source, o.key, o.row]
} + COLLECT {
  MATCH (o:Record {source: r.source}) WHERE o.other_key = r.key RETURN [o.id, o.source, o.key, o.row]
} + COLLECT {
  UNWIND $own AS source
  MATCH (o:Record {source: source, person_key: r.id})
  WHERE NOT EXISTS { MATCH (r)-[:IS]->(:Person)<-[:IS]-(other:Record) WHERE other <> r }
  RETURN [o.id, o.source, o.key, o.row]
} END AS records, CASE WHEN r.row = 'person' THEN [] ELSE COLLECT {
  UNWIND [r.person_key, r.other_key] AS key
  MATCH (o:Record {id: CASE WHEN r.source IN $own THEN key ELSE r.source + '/' + key END}) RETURN o.id
} END AS about
"""
_MARK = """
UNWIND $ids AS id
MERGE (e:Erasure {id: id})
ON CREATE SET e.at = $at, e.by = $by, e.reason = $reason, e.part_of = nullIf($main, id)
"""
_MARKED = "MATCH (e:Erasure {id: $id}) RETURN e.completed_at IS NOT NULL AS complete"
_COMPLETE = """
MATCH (e:Erasure) WHERE $main IN [e.id, e.part_of] AND e.completed_at IS NULL
SET e.completed_at = $at
"""
_SCORES = """
UNWIND $ids AS id
MATCH (:Record {id: id})-[:IS]->(:Person)-[:SCORED]->(s:Score)
DETACH DELETE s
"""
_RECORDS: LiteralString = """
UNWIND $ids AS id
MATCH (r:Record {id: id})
CALL (r) { MATCH (r)<-[:ABOUT]-(d:Decision) DETACH DELETE d }
CALL (r) { MATCH (r)-[:REPLACED]->(v:RecordVersion) DETACH DELETE v }
CALL (r) { MATCH (f:FormerLink {record: r.id}) DELETE f }
DETACH DELETE r
"""
_DUE: LiteralString = """
MATCH (feed:KithFeed {name: 'people'})
UNWIND $ids AS id
MATCH (row:Record {id: id}) WHERE row.row <> 'person'
UNWIND [row.person_key, row.other_key] AS key
MATCH (:Record {id: CASE WHEN row.source IN $own THEN key ELSE row.source + '/' + key END})-[:IS]->(p:Person)
WITH feed, collect(DISTINCT p.id) AS people
SET feed.left_people = coalesce(feed.left_people, []) + people
"""
"""Whoever is still known and was told of by a row that goes has homes and involvement to be derived anew."""

_ANCHOR: LiteralString = """
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:IS]->(p:Person)
CALL (p) {
  MATCH (p)<-[is:IS]-(other:Record) WHERE NOT other.id IN $ids
  RETURN other.id AS other ORDER BY coalesce(is.unit, 0), other LIMIT 1
}
UNWIND $own AS source
MATCH (o:Record {source: source, person_key: r.id})
SET o.person_key = other
"""
"""What was recorded in Kith of the person stays, and follows another of their records from now on."""

_BESIDE: LiteralString = """
UNWIND $ids AS id
MATCH (:Record {id: id})-[:IS]->(p:Person)
WHERE NOT EXISTS { MATCH (p)<-[:IS]-(other:Record) WHERE NOT other.id IN $ids }
WITH DISTINCT p
CALL (p) { MATCH (c:KithConsent {person: p.id}) DELETE c }
CALL (p) { MATCH (g:KithGlass) WHERE g.person = p.id SET g.reason = '', g.note = '' }
"""
"""Of whom nothing is left, neither is what they said to sharing, nor why the glass was broken for them."""

_INVOLVEMENT: LiteralString = """
UNWIND $ids AS id
CALL (id) { MATCH (e:Episode {id: id}) DETACH DELETE e }
CALL (id) { MATCH (i:Intervention {id: id}) DETACH DELETE i }
CALL (id) { MATCH (o:Outcome {id: id}) DETACH DELETE o }
"""


@dataclass(frozen=True)
class Erasable:
    """A record to erase, and the rows of its source that tell of nobody but the person it names.

    Attributes:
        ids: their ids, the record's own first.
        derived: ids of the episodes, help and outcomes that came from them.
        about: where the record is no person row itself, the person rows that it names.
    """

    ids: tuple[str, ...]
    derived: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tombstones:
    """Knows by their hashes, made with `key`, the records that were erased."""

    hashes: frozenset[str]
    key: bytes = field(default=b"", repr=False)

    def covers(self, record: str) -> bool:
        """Whether the record was erased."""
        return bool(self.hashes) and _hash(record, self.key) in self.hashes


async def read_erasable(store: Store, record: str, key: bytes) -> Erasable | None:
    """What erasing a record takes with it; none where the graph holds no such record."""
    rows = await store.read(_GROUP, id=record, own=own_sources())
    if not rows:
        return None
    found = dict.fromkeys(tuple(each) for each in rows[0]["records"])
    kinds = {RowKind.EPISODE, RowKind.INTERVENTION, RowKind.OUTCOME}
    derived = [
        involvement_id(RowKind(row), source, own, key)
        for _, source, own, row in found
        if RowKind(row) in kinds
    ]
    return Erasable(tuple(dict.fromkeys(id_ for id_, *_ in found)), tuple(derived), tuple(rows[0]["about"]))


async def is_complete(store: Store, record: str, key: bytes) -> bool | None:
    """Whether the record's erasure is complete; none where nobody asked for it."""
    rows = await store.read(_MARKED, id=_hash(record, key))
    return rows[0]["complete"] if rows else None


async def mark_erased(store: Store, erasable: Erasable, act: Act, key: bytes) -> None:
    """Say that the records are erased from now on, by whom and why; scores made with them go at once."""
    hashes = [_hash(record, key) for record in erasable.ids]
    await store.write(_MARK, ids=hashes, main=hashes[0], at=act.at, by=act.by, reason=act.reason)
    await store.write(_SCORES, ids=list(erasable.ids))


async def mark_complete(store: Store, record: str, at: str, key: bytes) -> None:
    """Say that nothing is left of the record, nor of what was erased with it."""
    await store.write(_COMPLETE, main=_hash(record, key), at=at)


def removal(erasable: Erasable) -> list[Statement]:
    """What removes the records, their versions, decisions and former links, and what came from them alone."""
    return [
        (_BESIDE, {"ids": list(erasable.ids)}),
        (_ANCHOR, {"ids": list(erasable.ids), "own": own_sources()}),
        (_DUE, {"ids": list(erasable.ids), "own": own_sources()}),
        (_RECORDS, {"ids": list(erasable.ids)}),
        (_INVOLVEMENT, {"ids": list(erasable.derived)}),
    ]


def erased() -> RefusedValueError:
    """What is told of a row whose record was erased."""
    return RefusedValueError(
        ERASED,
        "the record of this key was erased from Kith on request, and is not taken in again",
        "have the source stop delivering the row",
    )


def _hash(record: str, key: bytes) -> str:
    return Minter("x", key).mint(record)
