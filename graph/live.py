"""Records that arrive, written with their decisions and their people in one transaction.

Invariant: an arrival is kept whole or not at all, and only where nobody has changed people since they were
last looked at; so two writers never make two people of one. It waits for the end of a `kith resolve` that is
at work.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import chain
from sys import maxsize
from typing import Any

import pyarrow as pa

from graph.decisions import CREATE_DECISIONS, REVIEWER, SUPERSEDE_DECISIONS, Making, Pair, decision_changes
from graph.feed import Act
from graph.generation import Generation, Unit, plan
from graph.layer import rows_of
from graph.people import people_statement, position_told
from graph.store import Statement, Store

_LOCK = """
MERGE (n:KithRunner {task: 'resolve'}) SET n.task = 'resolve'
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
SET feed.locked_at = $at
WITH feed.position AS position WHERE position = $expected
RETURN position
"""
_STANDING = """
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN $ids AND d.superseded_at IS NULL AND NOT d.made_by STARTS WITH $reviewer
RETURN DISTINCT d.id AS id, d.judgement AS judgement, d.weight AS weight, a.id AS one, b.id AS other
"""


@dataclass(frozen=True)
class Judged:
    """Which pairs of records were judged anew.

    Attributes:
        decisions: those that are to stand (schema `graph.decisions.DECISIONS`); some may stand already.
        new: records on which nothing was decided yet.
        replaced: records all of whose former decisions fall, unless they are confirmed.
        reweighed: records whose pairs with those `looked_at` were weighed anew.
        looked_at: records that were compared.
    """

    decisions: pa.Table
    new: Set[str]
    replaced: Set[str]
    reweighed: Set[str]
    looked_at: Set[str]

    def pairs(self) -> set[Pair]:
        """The pairs that are decided on."""
        return set(rows_of(self.decisions, ("left", "right")))

    def known(self) -> set[str]:
        """The records on whose pairs there may be decisions that fall."""
        old = (pair for pair in self.pairs() if self.new.isdisjoint(pair))
        return {*self.replaced, *self.reweighed, *chain.from_iterable(old)} - self.new

    def is_anew(self, pair: Pair) -> bool:
        """Whether what was decided on a pair before falls, unless it is confirmed."""
        if not self.replaced.isdisjoint(pair):
            return True
        return not self.reweighed.isdisjoint(pair) and set(pair) <= self.looked_at


@dataclass(frozen=True)
class Arrival:
    """What one transaction writes.

    Attributes:
        records: what writes the records.
        present: the people concerned as they were.
        wanted: the people concerned as they are to be.
        judged: the decisions.
        act: when, and by what.
        expected: the feed's position when all this was judged.
    """

    records: Sequence[Statement]
    present: Generation
    wanted: Generation
    judged: Judged
    act: Act
    expected: int


async def write_arrival(store: Store, arrival: Arrival) -> int:
    """Write it; the feed's position afterwards.

    Raises:
        MovedOnError: somebody has changed people meanwhile; nothing was written.
        QueryError: another load has written one of the records meanwhile; nothing was written.
        DatabaseUnavailableError: the database went away.
    """
    act, expected = arrival.act, arrival.expected
    unit = next(plan(arrival.present, arrival.wanted, maxsize), Unit())
    lock: Statement = (_LOCK, {"at": act.at, "expected": expected})
    people = people_statement(arrival.present, unit, act, expected)
    decisions = await _decisions(store, arrival.judged, Making(act.by, act.at))
    statements = [lock, *arrival.records, people, *decisions]
    answers = await store.write_together(statements, position_told)
    return position_told(answers[len(arrival.records) + 1])


async def _decisions(store: Store, judged: Judged, making: Making) -> list[Statement]:
    standing = await _standing(store, judged)
    new, stale = decision_changes(standing, judged.decisions, making)
    work = ((SUPERSEDE_DECISIONS, stale), (CREATE_DECISIONS, list(new)))
    return [(query, {"rows": rows}) for query, rows in work if rows]


async def _standing(store: Store, judged: Judged) -> list[tuple[Any, ...]]:
    """Id, judgement and weight of the decisions that stand on pairs that were judged anew."""
    known = judged.known()
    if not known:
        return []
    decided = judged.pairs()
    rows = await store.read(_STANDING, ids=sorted(known), reviewer=REVIEWER)
    pairs = {row["id"]: (*sorted((row["one"], row["other"])),) for row in rows}
    found = {row["id"]: (row["id"], row["judgement"], row["weight"]) for row in rows}
    return [found[id_] for id_, pair in pairs.items() if pair in decided or judged.is_anew(pair)]
