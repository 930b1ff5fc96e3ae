"""A portion of records: judged together, and written together.

Invariant: until it is written, nobody knows of it but whoever judged it; the memory has not changed.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pyarrow as pa

from graph.addressed import with_addresses_of
from graph.batch import Batch
from graph.feed import Act
from graph.live import Arrival, read_arriving
from graph.problem import Refusal
from graph.record_writer import Prepared
from graph.record_writer import Terms as Receipt
from resolver.generation import Terms
from resolver.live.engine import judge
from resolver.live.judgement import Arrived, Judgement, Outcome
from resolver.live.memory import Memory
from resolver.live.premises import Premises
from resolver.live.roster import Roster

_NOTHING = Prepared(created=[], replaced=[], written=[], unchanged=[], refused=[])


@dataclass(frozen=True)
class Settled:
    """What became of the records of a batch, by their places in it.

    Attributes:
        arrived: those that are kept.
        refused: those that the graph must not take.
    """

    arrived: dict[int, Arrived]
    refused: list[Refusal]


@dataclass(frozen=True)
class Portion:
    """Records that are judged.

    Attributes:
        moment: when they were looked at.
        prepared: how the graph has those of a batch so far.
        ids: the ids of the records of the batch.
        places: the places in the batch of those that are judged.
        batch: the batch; None for records that are in the graph already.
        judgement: the judgement; None where nothing is to be judged.
    """

    moment: str
    prepared: Prepared = _NOTHING
    ids: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    batch: Batch | None = None
    judgement: Judgement | None = None

    @property
    def arrived(self) -> list[Arrived]:
        """What became of each record that was judged."""
        return self.judgement.arrived if self.judgement is not None else []

    def arrival(self, author: str, expected: int) -> Arrival | None:
        """What is to be written at this position of the feed; None where there is nothing."""
        if self.judgement is None:
            return None
        return Arrival(
            created=self.prepared.created,
            replaced=self.prepared.replaced,
            present=self.judgement.present,
            wanted=self.judgement.wanted,
            judged=self.judgement.decided,
            act=Act(self.moment, author),
            expected=expected,
        )

    def settled(self, roster: Roster) -> Settled:
        """What became of the records of the batch, once the memory has taken it."""
        known = {place: _as_it_was(self.ids[place], roster) for place in self.prepared.unchanged}
        return Settled(known | dict(zip(self.places, self.arrived, strict=True)), self.prepared.refused)


async def read_portion(batch: Batch, memory: Memory, premises: Premises) -> Portion:
    """The records of a batch as the graph has them so far, judged by what the memory has now.

    They are judged in a thread, so that what is being written meanwhile is not kept waiting.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    names = zip(batch.columns["source"], batch.columns["key"], strict=True)
    ids = [f"{source}/{key}" for source, key in names]
    moment = now()
    arriving = await read_arriving(premises.store, batch, Receipt(moment, moment, key=premises.key))
    places = _to_judge(arriving.prepared, ids, memory.roster)
    records = with_addresses_of(batch.records_at(places), arriving.addresses)
    portion = await asyncio.to_thread(portion_of, records, memory, premises.key, moment)
    return replace(portion, prepared=arriving.prepared, ids=ids, places=places, batch=batch)


def portion_of(records: pa.Table, memory: Memory, key: bytes, moment: str | None = None) -> Portion:
    """Records, judged by what the memory has now."""
    at = moment if moment is not None else now()
    if not records.num_rows:
        return Portion(at)
    return Portion(at, judgement=judge(memory, records, Terms(at, key)))


def now() -> str:
    """This moment, as the graph writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_judge(prepared: Prepared, ids: list[str], roster: Roster) -> list[int]:
    """The places of the records that are written, and of those that are nobody's yet."""
    nobodys = (place for place in prepared.unchanged if roster.person(ids[place]) is None)
    return sorted({*prepared.written, *nobodys})


def _as_it_was(id_: str, roster: Roster) -> Arrived:
    """What is told of a record that came again as it was."""
    person = roster.person(id_)
    assert person is not None
    return Arrived(id_, person, Outcome.FOUND, None, None, [])
