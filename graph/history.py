"""History: how a person came to be, step by step, with who, when, why, and the evidence of that moment.

Invariant: it is told from what was kept (the feed's entries, links that ended, decisions superseded), never
from what would be decided today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from graph.feed import Entry
from graph.store import Store
from graph.view import JoinDecision, join_decision, resolve_id

_STEPS = """
MATCH (e:FeedEntry) WHERE e.person IN $people OR e.into IN $people
RETURN DISTINCT e.sequence AS sequence, e.at AS at, e.person AS person, e.what AS what, e.into AS into,
  e.moved AS moved, e.by AS by, e.reason AS reason, e.unit AS unit
ORDER BY sequence
"""
_LINKS = """
CALL () {
  MATCH (f:FormerLink) WHERE f.person IN $people OR f.next IN $people
  RETURN f.record AS record, f.person AS person, f.began AS began, f.ended AS ended
  UNION
  MATCH (r:Record)-[is:IS]->(p:Person) WHERE p.id IN $people
  RETURN r.id AS record, p.id AS person, is.unit AS began, null AS ended
}
RETURN record, person, began, ended ORDER BY record, began
"""
_DECISIONS = """
UNWIND $steps AS step
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN step.moved AND b.id IN step.others AND (NOT b.id IN step.moved OR a.id < b.id)
  AND d.made_at <= step.at AND (d.superseded_at IS NULL OR d.superseded_at > step.at)
WITH step, d, CASE WHEN a.id < b.id THEN [a.id, b.id] ELSE [b.id, a.id] END AS pair
RETURN step.sequence AS sequence, collect({
  left: pair[0], right: pair[1], judgement: d.judgement, weight: d.weight, probability: d.probability,
  evidence: d.evidence, made_by: d.made_by, made_at: d.made_at
}) AS decisions
"""


@dataclass(frozen=True)
class Step:
    """One step in the history of a person.

    Attributes:
        entry: what happened to whom, when, by whom and why.
        records: the records that came to the person or, of an id that was retired, left it.
        decisions: what had been judged, at that moment, of these records and of those that they joined or
            left; heaviest first.
    """

    entry: Entry
    records: tuple[str, ...] = ()
    decisions: tuple[JoinDecision, ...] = ()


@dataclass(frozen=True)
class _Link:
    """That a record was of a person from one unit of changes to another; `ended` is None while it is."""

    record: str
    person: str
    began: int
    ended: int | None

    def holds_after(self, unit: int) -> bool:
        """Whether it held right after that unit of changes."""
        return self.began <= unit and (self.ended is None or self.ended > unit)


async def history(store: Store, person: str) -> list[Step] | None:
    """The steps that made a person, and those merged into them, in order; none where the id is unknown."""
    id_ = await resolve_id(store, person)
    if id_ is None:
        return None
    entries = await _entries(store, id_)
    people = {entry.person for entry in entries} | {entry.into for entry in entries if entry.into}
    links = [_Link(**row) for row in await store.read(_LINKS, people=sorted(people))]
    steps = [Step(entry, _moved(entry, links)) for entry in entries]
    return await _with_decisions(store, steps, links)


async def _entries(store: Store, person: str) -> list[Entry]:
    """The entries about the person, and about whoever was merged into them until they came apart again."""
    until: dict[str, float] = {person: float("inf")}
    while True:
        found = [Entry(**row) for row in await store.read(_STEPS, people=sorted(until))]
        grown = dict(until)
        for entry in found:
            if entry.what == "merged" and entry.into in until:
                grown[entry.person] = max(grown.get(entry.person, 0), entry.sequence)
        if grown == until:
            return [entry for entry in found if _belongs(entry, until)]
        until = grown


def _belongs(entry: Entry, until: dict[str, float]) -> bool:
    ids = (entry.person, entry.into)
    return any(id_ is not None and entry.sequence <= until.get(id_, 0) for id_ in ids)


def _moved(entry: Entry, links: Iterable[_Link]) -> tuple[str, ...]:
    if entry.what in {"merged", "retired"}:
        left = {each.record for each in links if each.person == entry.person and each.ended == entry.unit}
        return tuple(sorted(left))
    came = {each.record for each in links if each.person == entry.person and each.began == entry.unit}
    return tuple(sorted(came))


def _met(entry: Entry, links: Iterable[_Link]) -> list[str]:
    """The records of those whom the moved records joined or left."""
    others = {entry.person, entry.into}
    return sorted({each.record for each in links if each.person in others and each.holds_after(entry.unit)})


async def _with_decisions(store: Store, steps: list[Step], links: list[_Link]) -> list[Step]:
    asked = [
        {
            "sequence": step.entry.sequence,
            "at": step.entry.at,
            "moved": step.records,
            "others": _met(step.entry, links),
        }
        for step in steps
        if step.records
    ]
    rows = await store.read(_DECISIONS, steps=asked)
    found = {row["sequence"]: _heaviest_first(row["decisions"]) for row in rows}
    return [replace(step, decisions=found.get(step.entry.sequence, ())) for step in steps]


def _heaviest_first(rows: list[dict[str, Any]]) -> tuple[JoinDecision, ...]:
    made = [join_decision(row) for row in rows]
    return tuple(
        sorted(made, key=lambda each: (each.weight is not None, -(each.weight or 0), each.left, each.right))
    )
