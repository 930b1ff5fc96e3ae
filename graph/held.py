"""What is held of one person, with where each value came from, and nothing of anybody else.

Whoever else is told of along with the person (members of a household, relatives, the other person of a
record that was compared) is left out: of a relation its kind is told, of a comparison with another person's
record that it was made. A row is given as it was delivered, since a source's row is about its own person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from graph.involvement import involvement_id
from graph.own import own_sources
from graph.store import Store
from graph.view import resolve_id
from graph.vocabulary import RowKind, vocabulary

Held = dict[str, Any]

_IDS = "MATCH (o:RetiredPerson)-[:MERGED_INTO]->(:Person {id: $id}) RETURN o.id AS id ORDER BY id"
_PERSON = """
MATCH (p:Person {id: $id})
RETURN p {.*} AS person,
  COLLECT {
    MATCH (p)-[stay:LIVED_AT]->(a:Address)
    RETURN a {.*, from: stay.from, to: stay.to, recorded_at: stay.recorded_at} ORDER BY stay.from, a.id
  } AS addresses,
  COLLECT {
    MATCH (p)-[member:MEMBER_OF]->(h:Household)
    RETURN {id: h.id, from: member.from, to: member.to, recorded_at: member.recorded_at, address: COLLECT {
      MATCH (h)-[:AT]->(a:Address) RETURN a {.id, .address_text, .postcode}
    }[0]} ORDER BY member.from, h.id
  } AS households,
  COLLECT {
    MATCH (p)-[tie:RELATED]-(:Person)
    RETURN {kind: tie.kind, is_from: startNode(tie) = p, recorded_at: tie.recorded_at} ORDER BY tie.kind
  } AS relations,
  COLLECT {
    MATCH (p)-[:HAD]->(e:Episode)
    RETURN e {.*, service: COLLECT { MATCH (e)-[:WITH]->(s:Service) RETURN s.name }[0]} ORDER BY e.start, e.id
  } AS episodes,
  COLLECT {
    MATCH (p)-[:RECEIVED]->(i:Intervention)
    RETURN i {.*, service: COLLECT { MATCH (i)-[:BY]->(s:Service) RETURN s.name }[0]} ORDER BY i.start, i.id
  } AS interventions,
  COLLECT { MATCH (p)-[:REACHED]->(o:Outcome) RETURN o {.*} ORDER BY o.at, o.id } AS outcomes,
  COLLECT { MATCH (p)-[:SCORED]->(s:Score) RETURN s {.*} ORDER BY s.as_of, s.id } AS scores
"""
_RECORDS = """
MATCH (own:Record)-[is:IS]->(:Person {id: $id})
CALL (own) {
  RETURN own AS r
  UNION
  MATCH (r:Record {source: own.source, person_key: own.key}) RETURN r
  UNION
  MATCH (r:Record {source: own.source, other_key: own.key}) RETURN r
  UNION
  UNWIND $own AS source
  MATCH (r:Record {source: source, person_key: own.id}) RETURN r
}
WITH DISTINCT own, is, r
RETURN r {.*} AS record, own.key AS key, CASE WHEN r = own THEN is.since END AS joined,
  COLLECT { MATCH (r)-[:REPLACED]->(v:RecordVersion) RETURN v {.*} ORDER BY v.version } AS versions
ORDER BY r.id
"""
_DECISIONS = """
MATCH (own:Record)-[:IS]->(p:Person {id: $id})
MATCH (own)<-[:ABOUT]-(d:Decision)
WITH DISTINCT d, p
WITH d, COLLECT { MATCH (d)-[:ABOUT]->(r:Record)-[:IS]->(p) RETURN r.id ORDER BY r.id } AS records
RETURN d {.*} AS decision, records ORDER BY d.made_at, d.id
"""
_HISTORY = """
MATCH (e:FeedEntry) WHERE e.person IN $ids
RETURN e.at AS at, e.what AS what, e.moved AS records, e.by AS by, e.reason AS reason ORDER BY e.sequence
"""
_CONSENTS = """
MATCH (c:KithConsent) WHERE c.person IN $ids
RETURN c {.purpose, .says, .at, .by} AS consent ORDER BY c.at, c.id
"""
_OF_TWO = ("evidence", "weight", "probability")
_OF_ANOTHER = ("original", "person_key", "other_key", "hash")


async def ids_of(store: Store, person: str) -> tuple[str, ...]:
    """The ids that a person has had, the living one first; the given one alone where it is unknown."""
    id_ = await resolve_id(store, person)
    if id_ is None:
        return (person,)
    return (id_, *(row["id"] for row in await store.read(_IDS, id=id_)))


async def held_of(store: Store, person: str, key: bytes) -> Held | None:
    """All that is held of a person; none where the id is unknown.

    Args:
        person: an id of theirs, retired or not.
        key: the key that ids of episodes, help and outcomes are made with.
    """
    ids = await ids_of(store, person)
    found = await store.read(_PERSON, id=ids[0])
    if not found:
        return None
    rows = await store.read(_RECORDS, id=ids[0], own=own_sources())
    records = [_record(row) for row in rows]
    (held,) = found
    return {
        "ids": ids,
        **held,
        "sources": _sources_of(held["person"], records),
        "addresses": [_placed(each, records) for each in held["addresses"]],
        **{
            kind: _with_source(held[kind], records, key) for kind in ("episodes", "interventions", "outcomes")
        },
        "records": records,
        "decisions": [_decision(row) for row in await store.read(_DECISIONS, id=ids[0])],
        "consents": [row["consent"] for row in await store.read(_CONSENTS, ids=ids)],
        "history": await store.read(_HISTORY, ids=ids),
    }


def _record(row: Mapping[str, Any]) -> Held:
    """A record with its versions; of a relation, nothing of the other person."""
    record: Held = dict(row["record"])
    versions = [_delivered(dict(each)) for each in row["versions"]]
    if record["row"] == RowKind.RELATIONSHIP:
        return {name: value for name, value in record.items() if name not in _OF_ANOTHER}
    return {**_delivered(record), "joined": row["joined"], "earlier_versions": versions}


def _delivered(row: Held) -> Held:
    """The row as delivered, read from its JSON."""
    original = row.get("original")
    return row if original is None else row | {"original": orjson.loads(original)}


def _sources_of(person: Mapping[str, Any], records: Iterable[Held]) -> dict[str, list[str]]:
    """Of each value of the person the records that hold the same."""
    named = [name for name in person if name in vocabulary().fields]
    return {name: [each["id"] for each in records if each.get(name) == person[name]] for name in named}


def _placed(address: Held, records: Iterable[Held]) -> Held:
    """An address with the records that tell of it."""
    told = [each["id"] for each in records if _is_at(each, address)]
    return {**address, "sources": told}


def _is_at(record: Held, address: Held) -> bool:
    if record.get("uprn") is not None and address.get("uprn") is not None:
        return bool(record["uprn"] == address["uprn"])
    return record.get("postcode") is not None and record.get("postcode") == address.get("postcode")


def _with_source(derived: Iterable[Held], records: Iterable[Held], key: bytes) -> list[Held]:
    """Episodes, help or outcomes, each with the record that it came from."""
    kinds = {RowKind.EPISODE, RowKind.INTERVENTION, RowKind.OUTCOME}
    told = {
        involvement_id(RowKind(each["row"]), each["source"], each["key"], key): each["id"]
        for each in records
        if each["row"] in kinds
    }
    return [{**each, "source": told.get(each["id"])} for each in derived]


def _decision(row: Mapping[str, Any]) -> Held:
    """A decision; of one about another person's record too, only what it was and when."""
    decision, records = dict(row["decision"]), row["records"]
    if len(records) < 2:
        kept = {name: value for name, value in decision.items() if name not in _OF_TWO}
        return {**kept, "records": records, "compared_with": "a record of another person"}
    if decision.get("evidence") is not None:
        decision["evidence"] = orjson.loads(decision["evidence"])
    return {**decision, "records": records}
