"""The single view: everything known of one person, and why their records are theirs.

Invariant: reading never writes, and a retired id reads as its survivor.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from graph.store import Store

_RESOLVE = """
OPTIONAL MATCH (p:Person {id: $id})
OPTIONAL MATCH (:RetiredPerson {id: $id})-[:MERGED_INTO]->(survivor:Person)
RETURN coalesce(p.id, survivor.id) AS id
"""
_VIEW = """
MATCH (p:Person {id: $id})
RETURN p {.*} AS person,
  COLLECT {
    MATCH (r:Record)-[:IS]->(p) RETURN r {.id, .source, .key, .recorded_at} ORDER BY r.id
  } AS records,
  COLLECT {
    MATCH (p)-[stay:LIVED_AT]->(a:Address)
    RETURN a {.*, from: stay.from, to: stay.to} ORDER BY stay.from, a.id
  } AS addresses,
  COLLECT {
    MATCH (p)-[member:MEMBER_OF]->(h:Household)
    RETURN h {.*, joined: member.from, left: member.to, members: COLLECT {
      MATCH (o:Person)-[other:MEMBER_OF]->(h) WHERE o <> p
      RETURN o {.id, .given_name, .family_name, from: other.from, to: other.to} ORDER BY o.id
    }} ORDER BY member.from, h.id
  } AS households,
  COLLECT {
    MATCH (p)-[related:RELATED]->(o:Person)
    RETURN o {.id, .given_name, .family_name, kind: related.kind} ORDER BY o.id, related.kind
  } AS relations,
  COLLECT {
    MATCH (p)-[:HAD]->(e:Episode) OPTIONAL MATCH (e)-[:WITH]->(s:Service)
    RETURN e {.*, service: s.name} ORDER BY e.start, e.id
  } AS episodes,
  COLLECT {
    MATCH (p)-[:RECEIVED]->(i:Intervention) OPTIONAL MATCH (i)-[:BY]->(s:Service)
    RETURN i {.*, service: s.name} ORDER BY i.start, i.id
  } AS interventions,
  COLLECT { MATCH (p)-[:REACHED]->(o:Outcome) RETURN o {.*} ORDER BY o.at, o.id } AS outcomes,
  COLLECT {
    MATCH (w:Worker)-[works:WORKS_WITH]->(p)
    RETURN w {.id, purpose: works.purpose, from: works.from, to: works.to, team: COLLECT {
      MATCH (w)-[:IN_TEAM]->(t:Team) RETURN t.id ORDER BY t.id
    }[0]} ORDER BY works.from, w.id
  } AS workers,
  COLLECT {
    MATCH (p)-[:SCORED]->(s:Score)
    RETURN s {.*} ORDER BY s.as_of DESC, s.made_at DESC, s.id LIMIT 1
  } AS scores
"""
_WHY = """
MATCH (p:Person {id: $id})<-[:IS]-(r:Record)
WITH r ORDER BY r.id
WITH collect(r) AS records
RETURN [r IN records | r.id] AS records,
  COLLECT {
    UNWIND records AS a
    MATCH (a)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
    WHERE a.id < b.id AND b IN records AND d.superseded_at IS NULL
    RETURN {
      left: a.id, right: b.id, judgement: d.judgement, weight: d.weight, probability: d.probability,
      evidence: d.evidence, made_by: d.made_by, made_at: d.made_at
    } ORDER BY d.weight DESC, a.id, b.id, d.id
  } AS decisions
"""


@dataclass(frozen=True)
class JoinDecision:
    """A standing decision on two records of one person.

    `evidence` has a {field, level, weight} for each comparison; the weights, in bits, sum to its own.
    A reviewer's decision has those that the reviewer was shown, where there were any.
    """

    left: str
    right: str
    judgement: str
    weight: float | None
    probability: float | None
    evidence: tuple[dict[str, Any], ...]
    made_by: str
    made_at: str


@dataclass(frozen=True)
class WhyJoined:
    """Why a person's records are theirs: the ids of the records, and the decisions, heaviest first."""

    person: str
    records: tuple[str, ...]
    decisions: tuple[JoinDecision, ...]


async def resolve_id(store: Store, person: str) -> str | None:
    """The id of the person that `person` stands for: itself, or its survivor; none where it is unknown."""
    rows = await store.read(_RESOLVE, id=person)
    found: str | None = rows[0]["id"]
    return found


async def single_view(store: Store, person: str) -> dict[str, Any] | None:
    """Everything about a person in one map, lists in a stable order; none where the id is unknown."""
    id_ = await resolve_id(store, person)
    if id_ is None:
        return None
    (row,) = await store.read(_VIEW, id=id_)
    return row


async def why_joined(store: Store, person: str) -> WhyJoined | None:
    """Why a person's records were joined; none where the id is unknown."""
    id_ = await resolve_id(store, person)
    if id_ is None:
        return None
    rows = await store.read(_WHY, id=id_)
    decisions = (join_decision(each) for row in rows for each in row["decisions"])
    return WhyJoined(id_, tuple(id_ for row in rows for id_ in row["records"]), tuple(decisions))


def join_decision(found: dict[str, Any]) -> JoinDecision:
    """A decision from its properties as the graph holds them, with the evidence still as text."""
    evidence = found["evidence"]
    entries = () if evidence is None else tuple(orjson.loads(evidence))
    return JoinDecision(**{**found, "evidence": entries})
