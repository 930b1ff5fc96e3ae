"""Records that arrive, written with their decisions and their people in one transaction.

Invariant: an arrival is kept whole or not at all, and only where nobody has changed people since they were
last looked at; so two writers never make two people of one. It waits for the end of a `kith resolve` that is
at work.
"""

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from sys import maxsize
from typing import Any, LiteralString

import pyarrow as pa

from graph.addressed import ADDRESSES_OF, address_parameters
from graph.batch import Batch
from graph.decisions import CREATE_DECISIONS, REVIEWER, SUPERSEDE_DECISIONS, Making, Pair, decision_changes
from graph.feed import Act
from graph.gathered import gathered
from graph.generation import Generation, Unit, plan
from graph.layer import rows_of
from graph.people import PEOPLE_CHANGED, position_told, unit_parameters
from graph.record_writer import HELD, RECORDS_WRITTEN, Prepared, prepared_batch
from graph.record_writer import Terms as Receipt
from graph.store import Store, Transaction

_LOCK: LiteralString = """
MERGE (n:KithRunner {task: 'resolve'}) SET n.task = 'resolve'
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
SET feed.locked_at = $act.at
WITH feed, feed.position AS before
"""
_TURN: LiteralString = f"{_LOCK}RETURN before AS position"
_ARRIVING: LiteralString = f"{HELD}CALL () {{{ADDRESSES_OF}}}\nRETURN held, erased, rows"
_IN_PARTS: LiteralString = f"""
{_LOCK}
WHERE before = $expected
SET feed.position = before + size($entries)
WITH feed.position AS position, before
{RECORDS_WRITTEN}
{PEOPLE_CHANGED}
CALL () {{ WITH $stale AS rows {SUPERSEDE_DECISIONS.replace("$rows", "rows")} }}
CALL () {{ WITH $decisions AS rows {CREATE_DECISIONS.replace("$rows", "rows")} }}
RETURN position
"""
"""All of it in one query: each further one is a further trip to the database and back."""
_WRITE: LiteralString = gathered(_IN_PARTS, "arrival")
_STANDING = """
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN $ids AND d.superseded_at IS NULL AND NOT d.made_by STARTS WITH $reviewer
RETURN collect([d.id, d.judgement, d.weight, a.id, b.id]) AS rows
"""
"""In one row: Neo4j sends a list far sooner than its items row by row."""


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
        created: records that are new.
        replaced: records in a corrected version.
        present: the people concerned as they were.
        wanted: the people concerned as they are to be.
        judged: the decisions.
        act: when, and by what.
        expected: the feed's position when all this was judged.
    """

    created: Sequence[Mapping[str, Any]]
    replaced: Sequence[Mapping[str, Any]]
    present: Generation
    wanted: Generation
    judged: Judged
    act: Act
    expected: int


@dataclass(frozen=True)
class Arriving:
    """Records on their way in, as the graph has them so far.

    Attributes:
        prepared: which of them are to be written.
        addresses: what `with_addresses_of` needs to know of them.
    """

    prepared: Prepared
    addresses: Sequence[Sequence[str | None]]


async def read_arriving(store: Store, batch: Batch, terms: Receipt) -> Arriving:
    """What the graph has of the records of a batch.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    keys = list(zip(batch.columns["source"], batch.columns["key"], strict=True))
    named = ((str(source), str(key)) for source, key in keys)
    (answer,) = await store.read(_ARRIVING, ids=batch.ids(), **address_parameters(named))
    return Arriving(prepared_batch(batch, terms, answer), answer["rows"])


class Turn:
    """The turn of one writer: until it ends, nobody else changes people."""

    def __init__(self, store: Store, transaction: Transaction, position: int) -> None:
        self._store = store
        self._transaction = transaction
        self.position = position

    async def write(self, arrival: Arrival) -> int:
        """Write it; the feed's position afterwards. Errors as in `write_arrival`."""
        given = await _parameters(self._store, arrival)
        return position_told(await self._transaction.run(_WRITE, arrival=given))


@asynccontextmanager
async def turn(store: Store, act: Act) -> AsyncIterator[Turn]:
    """Wait until nobody else changes people, and let nobody else until the block ends.

    What was written is kept where it ends well, and undone where it raises. Others wait meanwhile.

    Raises:
        QueryError: the database refused something.
        DatabaseUnavailableError: the database went away.
    """
    async with store.transaction() as transaction:
        (row,) = await transaction.run(_TURN, act=vars(act))
        yield Turn(store, transaction, row["position"])


async def write_arrival(store: Store, arrival: Arrival) -> int:
    """Write it; the feed's position afterwards.

    Raises:
        MovedOnError: somebody has changed people meanwhile; nothing was written.
        QueryError: another load has written one of the records meanwhile; nothing was written.
        DatabaseUnavailableError: the database went away.
    """
    return position_told(await store.write_once(_WRITE, arrival=await _parameters(store, arrival)))


async def _parameters(store: Store, arrival: Arrival) -> dict[str, Any]:
    """What the query that writes an arrival is given."""
    act = arrival.act
    unit = next(plan(arrival.present, arrival.wanted, maxsize), Unit())
    standing = await _standing(store, arrival.judged)
    new, stale = decision_changes(standing, arrival.judged.decisions, Making(act.by, act.at))
    people = unit_parameters(arrival.present, unit, act, arrival.expected)
    records = {"created": arrival.created, "replaced": arrival.replaced}
    return {**people, **records, "decisions": list(new), "stale": stale}


async def _standing(store: Store, judged: Judged) -> list[tuple[Any, ...]]:
    """Id, judgement and weight of the decisions that stand on pairs that were judged anew."""
    known = judged.known()
    if not known:
        return []
    decided = judged.pairs()
    (answer,) = await store.read(_STANDING, ids=sorted(known), reviewer=REVIEWER)
    standing = {}
    for id_, judgement, weight, one, other in answer["rows"]:
        pair = (min(one, other), max(one, other))
        if pair in decided or judged.is_anew(pair):
            standing[id_] = (id_, judgement, weight)
    return list(standing.values())
