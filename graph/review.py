"""Review: what people decide on pairs of records.

Invariants. A decision is written in one transaction that locks both records and starts from what stood when
it was ruled on, so two reviewers at once never both stand. Every decision keeps who made it, when and why;
it is superseded and never deleted.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from graph.decisions import pair_key
from graph.errors import BusyError, ReviewError
from graph.ruling import WITHDRAWN, Becomes, Opinion, Ruling, Standing, rule
from graph.store import Rows, Store

TWO_PERSON = ("restricted", "sealed")
"""Restrictions of a record under which two reviewers must find the same."""
JUDGEMENTS = ("match", "no_match", "unsure", WITHDRAWN)
_ATTEMPTS = 5


Write = Callable[..., Awaitable[Rows]]
"""Runs a statement with its parameters, and gives the rows that it returns; `Store.write` does."""
_RULED_ON = ("id", "judgement", "made_by", "proposes")
_SEEN = ("weight", "probability", "evidence")

_PAIR = """
MATCH (a:Record {id: $left}) MATCH (b:Record {id: $right})
OPTIONAL MATCH (a)-[:IS]->(p:Person)
OPTIONAL MATCH (b)-[:IS]->(q:Person)
RETURN any(each IN [a, b, p, q] WHERE each['restriction'] IN $two_person) AS restricted,
  COLLECT {
    MATCH (a)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b) WHERE d.superseded_at IS NULL
    RETURN d {.id, .judgement, .made_by, .proposes, .weight, .probability, .evidence} ORDER BY d.id
  } AS standing
"""
_WRITE = """
MATCH (a:Record {id: $left})
SET a.id = a.id
WITH a
MATCH (b:Record {id: $right})
SET b.id = b.id
WITH a, b, COLLECT {
  MATCH (a)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b) WHERE d.superseded_at IS NULL RETURN d.id ORDER BY d.id
} AS standing
WHERE standing = $standing
CALL () {
  UNWIND $supersedes AS id
  MATCH (old:Decision {id: id})
  SET old.superseded_at = $at, old.superseded_by = $by, old.superseded_reason = $reason
}
CALL (a, b) {
  UNWIND $created AS properties
  CREATE (d:Decision)-[:ABOUT]->(a) SET d = properties
  CREATE (d)-[:ABOUT]->(b)
}
RETURN count(*) AS written
"""
"""The records are locked, one after the other in the order of their ids, before what stands is read."""


async def take(store: Store, opinion: Opinion, *, replaces: bool = False) -> Becomes:
    """Take a reviewer's opinion on a pair: it stands, is proposed, undoes what stood, or changes nothing.

    Args:
        store: the graph.
        opinion: what the reviewer finds, and why.
        replaces: whether another reviewer's decision that says otherwise may be replaced.

    Raises:
        ReviewError: a record is unknown, the opinion lacks a reviewer or a reason, or it contradicts
            another reviewer's decision.
        BusyError: other reviewers decided on the same pair again and again meanwhile.
    """
    for _ in range(_ATTEMPTS):
        taken = await take_once(store.write, opinion, replaces=replaces)
        if taken is not None:
            return taken
    raise BusyError("Others decide on the same pair at this moment; look at it again.")


async def take_once(
    write: Write, opinion: Opinion, *, replaces: bool = False, needs_two: bool = False
) -> Becomes | None:
    """Take a reviewer's opinion as `take` does; None where something else stands by the time it is written.

    Args:
        write: runs a statement; in one transaction that has locked the records, None is never the answer.
        opinion: what the reviewer finds, and why.
        replaces: whether another reviewer's decision that says otherwise may be replaced.
        needs_two: whether two reviewers must find the same, whatever the records are held as.

    Raises:
        ReviewError: as `take`.
    """
    _check(opinion)
    left, right = opinion.pair
    rows = await write(_PAIR, left=left, right=right, two_person=TWO_PERSON)
    if not rows:
        raise ReviewError("One of the two records is not in the graph: check their ids.")
    (pair,) = rows
    every = [Standing(*(each[name] for name in _RULED_ON)) for each in pair["standing"]]
    ruling = rule(opinion, every, restricted=needs_two or bool(pair["restricted"]), replaces=replaces)
    is_done = ruling.becomes is Becomes.UNCHANGED or await _write(write, opinion, ruling, pair["standing"])
    return ruling.becomes if is_done else None


def _check(opinion: Opinion) -> None:
    if opinion.judgement not in JUDGEMENTS:
        raise ReviewError(f"A judgement is one of {', '.join(JUDGEMENTS)}.")
    if opinion.left == opinion.right:
        raise ReviewError("A decision is about two different records.")
    if not opinion.reviewer.strip() or not opinion.reason.strip():
        raise ReviewError("A decision needs a reviewer and a reason, for those who ask later.")


async def _write(write: Write, opinion: Opinion, ruling: Ruling, standing: list[dict[str, Any]]) -> bool:
    """Write a ruling; False where something else stands by now."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = await write(
        _WRITE,
        left=opinion.pair[0],
        right=opinion.pair[1],
        standing=[each["id"] for each in standing],
        supersedes=list(ruling.supersedes),
        created=_created(opinion, ruling, standing, at),
        at=at,
        by=opinion.made_by,
        reason=opinion.reason,
    )
    return bool(rows[0]["written"])


def _created(
    opinion: Opinion, ruling: Ruling, standing: list[dict[str, Any]], at: str
) -> list[dict[str, Any]]:
    """The decision to create, if any. It keeps the weight and evidence that the reviewer was shown."""
    if ruling.becomes is Becomes.WITHDRAWN:
        return []
    proposes = opinion.judgement if ruling.becomes is Becomes.PROPOSED else None
    seen = next((each for each in standing if each["weight"] is not None), dict.fromkeys(_SEEN))
    made = {
        "id": f"{pair_key(*opinion.pair)}-{at}-{uuid4().hex[:8]}",
        "judgement": opinion.judgement if proposes is None else "unsure",
        "proposes": proposes,
        "confirms": ruling.confirms,
        "made_by": opinion.made_by,
        "made_at": at,
        "reason": opinion.reason,
        **{name: seen[name] for name in _SEEN},
    }
    return [{name: value for name, value in made.items() if value is not None}]
