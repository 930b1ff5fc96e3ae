"""Episodes, help and outcomes that staff record: a record of Kith's own, and at once what is derived from it.

Invariant: what is written is what a run of the resolver derives from the record, so that the next run changes
nothing. Nobody's worker or team is written: recording something ties nobody to the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

import orjson

from gql.changes.done import Done
from gql.changes.once import Row, Running
from gql.changes.whom import Author, Whom
from gql.errors import InvalidVariablesError
from gql.roles import Operation
from graph.involvement import involvement_id
from graph.own import own_source, own_sources
from graph.vocabulary import RowKind, vocabulary

MOST_TEXT = 200
_OUTCOME_DOMAIN = "other"
_ANCHOR = """
CALL (p) {
  MATCH (p)<-[is:IS]-(o:Record) WHERE o.row = 'person'
  RETURN o.id AS anchor ORDER BY coalesce(is.unit, 0), o.id LIMIT 1
}
"""
_WITH_SERVICE = """
MATCH (s:Service {{id: $service}}) WHERE {visible}
WITH feed, q, p, anchor, s, $made[s.domain] AS named
MERGE (source:Source {{name: named.source}}) ON CREATE SET source.domain = s.domain, source.trust = 1.0
CREATE (r:Record)
SET r = $record, r.id = named.record, r.source = named.source, r.person_key = anchor, r.service = s.name,
  r.became = named.id
CREATE (x:{kind} {{id: named.id}})
SET x += $derived
CREATE (p)-[:{owned}]->(x)-[:{by}]->(s)
WITH feed, q, p, [x.id, r.id] AS made
"""
_ALONE = """
WITH feed, q, p, anchor, $made['other'] AS named
MERGE (source:Source {name: named.source}) ON CREATE SET source.domain = 'other', source.trust = 1.0
CREATE (r:Record)
SET r = $record, r.id = named.record, r.source = named.source, r.person_key = anchor, r.became = named.id
CREATE (x:Outcome {id: named.id})
SET x += $derived
CREATE (p)-[:REACHED]->(x)
WITH feed, q, p, [x.id, r.id] AS made
"""
_END = """
MATCH (p)-[:HAD]->(x:Episode {id: $episode})
MATCH (p)<-[:IS]-(about:Record)
UNWIND $own AS source
MATCH (r:Record {source: source, person_key: about.id})
WHERE r.became = x.id AND ($end IS NULL OR $end >= coalesce(r.start, ''))
CREATE (r)-[:REPLACED {at: $at}]->(:RecordVersion {
  id: r.id + '#' + toString(r.version), version: r.version, hash: r.hash, received_at: r.received_at,
  original: r.original
})
SET r.version = r.version + 1, r.received_at = $at, r.original = $original, r.hash = $hash,
  r.recorded_by = $by, r.end = coalesce($end, r.end),
  r.episode_outcome = coalesce($outcome, r.episode_outcome)
SET x.end = r.end, x.outcome = r.episode_outcome
WITH feed, q, p, [x.id, r.id] AS made
"""


@dataclass(frozen=True)
class Fact:
    """Something to record: the row, by canonical field, and what is derived from it, by property."""

    kind: RowKind
    row: Mapping[str, str]
    derived: Mapping[str, str]


@dataclass(frozen=True)
class Recorder:
    """Records what staff say.

    Attributes:
        key: the key that ids are made with.
        name: what the record's key is made of, other for each change.
    """

    author: Author
    key: bytes
    name: str

    async def episode(self, running: Running, person: str, given: Mapping[str, Any]) -> Done:
        """Open an episode, or end one."""
        whom = Whom(self.author, Operation.RECORD_EPISODE, [person])
        if given.get("id") is not None:
            return await self._end(running, whom, given)
        fact = episode_of(given)
        return await self._with_service(running, whom, fact, given["service"], ("Episode", "HAD", "WITH"))

    async def intervention(self, running: Running, person: str, given: Mapping[str, Any]) -> Done:
        """Record help."""
        whom = Whom(self.author, Operation.RECORD_INTERVENTION, [person])
        names = ("Intervention", "RECEIVED", "BY")
        return await self._with_service(running, whom, intervention_of(given), given["service"], names)

    async def outcome(self, running: Running, person: str, given: Mapping[str, Any]) -> Done:
        """Record what was seen."""
        whom = Whom(self.author, Operation.RECORD_OUTCOME, [person])
        return done_of(await whom.write(running, _ANCHOR + _ALONE, **self._given(outcome_of(given))))

    async def _with_service(
        self, running: Running, whom: Whom, fact: Fact, service: str, names: tuple[str, str, str]
    ) -> Done:
        kind, owned, by = names
        written = _ANCHOR + _WITH_SERVICE.format(
            visible=whom.visible("Service", "s"), kind=kind, owned=owned, by=by
        )
        return done_of(await whom.write(running, written, **self._given(fact), service=service))

    async def _end(self, running: Running, whom: Whom, given: Mapping[str, Any]) -> Done:
        ending = ending_of(given)
        original = _original(ending)
        row = await whom.write(
            running,
            _END,
            episode=given["id"],
            own=own_sources(),
            at=_now(),
            end=ending.get("end"),
            outcome=ending.get("episode_outcome"),
            original=original,
            hash=_hash(original),
        )
        return done_of(row)

    def _given(self, fact: Fact) -> dict[str, Any]:
        """The parameters that record a fact, for each part of the council that its service may belong to."""
        at, key = _now(), f"{fact.kind.value}:{self.name}"
        original = _original(fact.row)
        record = {
            **fact.row,
            "key": key,
            "row": fact.kind.value,
            "version": 1,
            "received_at": at,
            "recorded_at": at[:10],
            "recorded_by": self.author.by,
            "original": original,
            "hash": _hash(original),
        }
        sources = {domain: own_source(domain) for domain in vocabulary().codes["domain"]}
        made = {
            domain: {
                "source": source,
                "record": f"{source}/{key}",
                "id": involvement_id(fact.kind, source, key, self.key),
            }
            for domain, source in sources.items()
        }
        derived = {**fact.derived, "recorded_at": at[:10]}
        return {"at": at, "record": record, "made": made, "derived": derived}


def check(operation: Operation, arguments: Mapping[str, Any]) -> None:
    """See that what is to be recorded is complete, before anything is written.

    Raises:
        InvalidVariablesError: something is missing, too long, no day, or a day to come.
    """
    if operation is Operation.RECORD_EPISODE:
        given = arguments["episode"]
        _ = episode_of(given) if given.get("id") is None else ending_of(given)
    elif operation is Operation.RECORD_INTERVENTION:
        intervention_of(arguments["intervention"])
    elif operation is Operation.RECORD_OUTCOME:
        outcome_of(arguments["outcome"])


def episode_of(given: Mapping[str, Any]) -> Fact:
    """An episode to open."""
    if any(given.get(name) is None for name in ("service", "kind", "start")):
        raise InvalidVariablesError
    end = _day(given.get("end"), since=given["start"])
    outcome = _text(given.get("outcome"))
    row = {
        "episode_kind": given["kind"],
        "start": _day(given["start"]),
        "end": end,
        "episode_outcome": outcome,
    }
    derived = {"kind": given["kind"], "start": given["start"], "end": end, "outcome": outcome}
    return Fact(RowKind.EPISODE, _held(row), _held(derived))


def ending_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The end of an episode, by canonical field."""
    is_more = any(given.get(name) is not None for name in ("service", "kind", "start"))
    ending = _held({"end": _day(given.get("end")), "episode_outcome": _text(given.get("outcome"))})
    if is_more or not ending:
        raise InvalidVariablesError
    return ending


def intervention_of(given: Mapping[str, Any]) -> Fact:
    """Help to record."""
    days = {"start": _day(given["start"]), "end": _day(given.get("end"), since=given["start"])}
    kind = _text(given["kind"])
    return Fact(
        RowKind.INTERVENTION, _held({"intervention_kind": kind, **days}), _held({"kind": kind, **days})
    )


def outcome_of(given: Mapping[str, Any]) -> Fact:
    """What was seen, to record."""
    kind, value, at = _text(given["kind"]), _text(given["value"]), _day(given["at"])
    row = {"outcome_kind": kind, "outcome_value": value, "outcome_at": at}
    return Fact(RowKind.OUTCOME, _held(row), _held({"kind": kind, "value": value, "at": at}))


def done_of(row: Row, *, glass: bool = False) -> Done:
    """What came of a change of a person, as its statement tells it."""
    if not row["done"]:
        return Done(hidden=(row["hidden"],), position=row["position"])
    ((made, marked),) = row["done"]
    person = marked if isinstance(marked, str) else marked[0]
    return Done(
        is_done=True,
        ids=tuple(made),
        position=row["position"],
        about=(person,),
        people=(marked,),
        glass=(person,) if glass else (),
    )


def _day(text: str | None, since: str | None = None) -> str | None:
    """A whole day, not to come, and not before another."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidVariablesError from None
    if (
        len(text) != len("YYYY-MM-DD")
        or day > datetime.now(UTC).date()
        or (since is not None and text < since)
    ):
        raise InvalidVariablesError
    return text


def _text(text: str | None) -> str | None:
    if text is None:
        return None
    if not 1 <= len(text.strip()) <= MOST_TEXT:
        raise InvalidVariablesError
    return text.strip()


def _held(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _original(row: Mapping[str, str]) -> str:
    return orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS).decode()


def _hash(original: str) -> str:
    return blake2b(original.encode(), digest_size=16).hexdigest()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
