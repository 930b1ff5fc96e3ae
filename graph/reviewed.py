"""What waits for a person, and what people decided: read from the graph.

Invariant: reading never writes; a pair that a reviewer has decided no longer waits, and a proposal waits for
everybody but its maker.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import orjson

from graph.decisions import REVIEWER
from graph.reading import read_rows
from graph.store import Store

_OPEN = """
CALL () {
  MATCH (d:Decision) WHERE d.superseded_at IS NULL AND NOT d.made_by STARTS WITH $reviewer
    AND (d.judgement = 'unsure' OR d.judgement = 'match' AND d.probability < $sure)
  RETURN d
  UNION
  MATCH (d:Decision) WHERE d.superseded_at IS NULL AND d.proposes IS NOT NULL
  RETURN d
}
MATCH (a:Record)<-[:ABOUT]-(d)-[:ABOUT]->(b:Record) WHERE a.id < b.id
OPTIONAL MATCH (a)-[:IS]->(p:Person) OPTIONAL MATCH (b)-[:IS]->(q:Person)
"""
WAITS: LiteralString = """EXISTS {
  MATCH (a)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b) WHERE d.superseded_at IS NULL AND (
    d.proposes IS NOT NULL OR NOT d.made_by STARTS WITH 'reviewer:'
    AND (d.judgement = 'unsure' OR d.judgement = 'match' AND d.probability < 0.99)
  )
}"""
"""That a pair of records `a` and `b` is one of those that `read_open` gives."""

DECIDED: LiteralString = """EXISTS {
  MATCH (a)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b)
  WHERE d.superseded_at IS NULL AND d.made_by STARTS WITH 'reviewer:'
}"""
"""That a reviewer's decision or proposal stands on a pair of records `a` and `b`."""

_OPEN_VALUES = (
    "a.id",
    "b.id",
    "coalesce(d.weight, 0.0)",
    "coalesce(d.probability, 0.5)",
    "d.evidence",
    "p.id",
    "q.id",
    "coalesce(p.record_count, 1)",
    "coalesce(q.record_count, 1)",
    "COLLECT { MATCH (a)<-[:ABOUT]-(w:Decision)-[:ABOUT]->(b) WHERE w.superseded_at IS NULL "
    "AND w.proposes IS NOT NULL RETURN w {.made_by, .proposes} }[0]",
)
_KEPT = """
UNWIND $people AS id
MATCH (:Person {id: id})<-[:IS]-(a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id < b.id AND d.superseded_at IS NULL AND d.proposes IS NULL AND d.weight IS NOT NULL
OPTIONAL MATCH (b)-[:IS]->(q:Person)
RETURN DISTINCT id AS one, q.id AS other, a.id AS left, b.id AS right, d.weight AS weight
"""
_JUDGED = """
MATCH (d:Decision) WHERE d.superseded_at IS NULL AND d.proposes IS NULL AND d.weight IS NOT NULL
MATCH (a:Record)<-[:ABOUT]-(d)-[:ABOUT]->(b:Record) WHERE a.id < b.id
OPTIONAL MATCH (a)-[:IS]->(p:Person) OPTIONAL MATCH (b)-[:IS]->(q:Person)
"""
_MADE = """
MATCH (d:Decision) WHERE d.made_by STARTS WITH $reviewer AND ($all OR d.superseded_at IS NULL)
MATCH (a:Record)<-[:ABOUT]-(d)-[:ABOUT]->(b:Record) WHERE a.id < b.id
  AND ($record IS NULL OR $record IN [a.id, b.id])
RETURN a.id AS left, b.id AS right, d {.id, .judgement, .proposes, .confirms, .made_by, .made_at, .reason,
  .superseded_at, .superseded_by, .superseded_reason} AS decision
ORDER BY d.made_at DESC, left, right, d.id LIMIT $limit
"""


@dataclass(frozen=True)
class OpenPair:
    """A pair that waits for a person.

    Attributes:
        left: record id, before `right` in text order.
        right: record id.
        weight: what the model says, in bits.
        probability: the same as a probability.
        evidence: {field, level, weight} an entry.
        people: ids of the persons of the two records; one id twice where the records are joined.
        sizes: how many records each of the two has.
        proposed_by: the reviewer whose proposal waits to be confirmed, if any.
        proposes: what that reviewer found.
    """

    left: str
    right: str
    weight: float
    probability: float
    evidence: tuple[Mapping[str, Any], ...]
    people: tuple[str | None, str | None]
    sizes: tuple[int, int]
    proposed_by: str | None = None
    proposes: str | None = None


@dataclass(frozen=True)
class KeptPair:
    """A pair of which a decision stands: its records, their persons, and its weight in bits."""

    left: str
    right: str
    people: tuple[str | None, str | None]
    weight: float


@dataclass(frozen=True)
class JudgedPair:
    """A pair of which a decision stands: its weight in bits, and whether both are of one person."""

    left: str
    right: str
    weight: float
    joined: bool


@dataclass(frozen=True)
class Reviewed:
    """A reviewer's decision on a pair, standing or not."""

    left: str
    right: str
    judgement: str
    reviewer: str
    made_at: str
    reason: str | None
    proposes: str | None
    confirms: str | None
    superseded_at: str | None
    superseded_by: str | None
    superseded_reason: str | None


async def read_open(store: Store, sure: float = 0.99) -> list[OpenPair]:
    """The pairs that wait for a person, each once.

    They are those in doubt, matches below the probability `sure`, and those on which a proposal waits.
    """
    rows = await read_rows(store, _OPEN, _OPEN_VALUES, reviewer=REVIEWER, sure=sure)
    pairs = {(row[0], row[1]): _open_pair(*row) for row in rows}
    return [pairs[ends] for ends in sorted(pairs)]


async def read_kept(store: Store, people: Collection[str]) -> list[KeptPair]:
    """Every pair of which a decision stands and of which the record that comes first is of these people."""
    rows = await store.read(_KEPT, people=sorted(people))
    return [KeptPair(row["left"], row["right"], (row["one"], row["other"]), row["weight"]) for row in rows]


async def read_judged(store: Store) -> list[JudgedPair]:
    """Every pair of which a decision with a weight stands, in the order of the record ids."""
    rows = await read_rows(store, _JUDGED, ("a.id", "b.id", "d.weight", "coalesce(p.id = q.id, false)"))
    return sorted((JudgedPair(*row) for row in rows), key=lambda pair: (pair.left, pair.right))


async def read_made(
    store: Store, record: str | None = None, *, everything: bool = False, limit: int = 100
) -> list[Reviewed]:
    """Reviewers' decisions, the latest first.

    Args:
        store: the graph.
        record: only decisions about this record.
        everything: also what was superseded or withdrawn.
        limit: at most so many.
    """
    rows = await store.read(_MADE, reviewer=REVIEWER, record=record, all=everything, limit=limit)
    return [_reviewed(row["left"], row["right"], row["decision"]) for row in rows]


def _open_pair(*row: Any) -> OpenPair:
    left, right, weight, probability, evidence, one, other, size, other_size, waits = row
    return OpenPair(
        left,
        right,
        weight,
        probability,
        tuple(orjson.loads(evidence)) if evidence else (),
        (one, other),
        (size, other_size),
        waits["made_by"].removeprefix(REVIEWER) if waits else None,
        waits["proposes"] if waits else None,
    )


def _reviewed(left: str, right: str, decision: dict[str, Any]) -> Reviewed:
    decision.pop("id")
    reviewer = decision.pop("made_by").removeprefix(REVIEWER)
    return Reviewed(left, right, reviewer=reviewer, **decision)
