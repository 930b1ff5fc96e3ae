"""The desk: one portion of arrivals after another is judged, written, and only then remembered.

Invariant: the memory is never ahead of the graph. Where another writer was quicker, the memory catches up by
the change feed, and the portion is judged again.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from graph.addressed import with_addresses
from graph.batch import Batch
from graph.errors import BusyError, MovedOnError, QueryError
from graph.feed import Act, Entry, read_feed
from graph.live import Arrival, write_arrival
from graph.problem import Refusal
from graph.record_writer import CONSTRAINT_FAILED, Prepared, prepare_batch
from graph.record_writer import Terms as Receipt
from graph.standing import read_touched, read_whole
from graph.store import Store
from resolver.generation import Terms
from resolver.learned import Learned
from resolver.live.engine import judge, take
from resolver.live.judgement import Arrived, Outcome
from resolver.live.memory import Memory
from resolver.live.recall import recall, remembered
from resolver.made_by import made_by
from resolver.score import bits_of

_ATTEMPTS = 50
_ENTRIES = 2000


@dataclass(frozen=True)
class Premises:
    """Where, and by what, arrivals are judged.

    Attributes:
        store: the graph.
        folder: where a whole run keeps what it learned.
        key: what opaque ids are hashed with; the same for one database always.
    """

    store: Store
    folder: Path
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Settled:
    """What became of the records of a batch, by their places in it.

    Attributes:
        arrived: those that are kept.
        refused: those that the graph must not take.
    """

    arrived: dict[int, Arrived]
    refused: list[Refusal]


class Desk:
    """Judges and writes what arrives. Open it with `open`."""

    def __init__(self, premises: Premises, memory: Memory, position: int) -> None:
        self._premises = premises
        self._memory = memory
        self._position = position
        self._author = made_by(memory.learned.model)

    @classmethod
    async def open(cls, premises: Premises) -> tuple["Desk", pa.Table]:
        """A desk that knows all that stands, and the records in the graph that are nobody's yet.

        Raises:
            ModelError: no whole run has learned anything yet.
            DatabaseUnavailableError: the database went away.
        """
        learned = Learned.load(premises.folder)
        whole = await read_whole(premises.store, bits_of(learned.settings.cluster_threshold))
        memory, others = remembered(whole, learned)
        return cls(premises, memory, whole.position), others

    def prefer(self, source: str, trust: float) -> None:
        """Prefer the values of a source so far."""
        self._memory.trust[source] = trust

    async def settle(self, batch: Batch) -> Settled:
        """Write the records of a batch, and say whose each is.

        Raises:
            BusyError: other writers were quicker again and again.
            DatabaseUnavailableError: the database went away; what was not answered may be sent again.
        """
        names = zip(batch.columns["source"], batch.columns["key"], strict=True)
        ids = [f"{source}/{key}" for source, key in names]
        for _ in range(_ATTEMPTS):
            moment = _now()
            prepared = await prepare_batch(
                self._premises.store, batch, Receipt(moment, moment, key=self._premises.key)
            )
            places = self._to_judge(prepared, ids)
            records = await with_addresses(self._premises.store, batch.records_at(places))
            arrived = await self._judged(records, prepared, moment)
            if arrived is not None:
                known = {place: self._as_it_was(ids[place]) for place in prepared.unchanged}
                return Settled(known | dict(zip(places, arrived, strict=True)), prepared.refused)
        raise _busy()

    async def link(self, records: pa.Table) -> list[Arrived]:
        """Judge records that are in the graph and nobody's yet, and write whose they are.

        Raises:
            BusyError: other writers were quicker again and again.
            DatabaseUnavailableError: the database went away.
        """
        for _ in range(_ATTEMPTS):
            arrived = await self._judged(records, None, _now())
            if arrived is not None:
                return arrived
        raise _busy()

    def _to_judge(self, prepared: Prepared, ids: list[str]) -> list[int]:
        """The places of the records that are written, and of those that are nobody's yet."""
        person = self._memory.roster.person
        return sorted(
            {*prepared.written, *(each for each in prepared.unchanged if person(ids[each]) is None)}
        )

    async def _judged(
        self, records: pa.Table, prepared: Prepared | None, moment: str
    ) -> list[Arrived] | None:
        """What became of the records; None where somebody was quicker, and all is to be done again."""
        if not records.num_rows:
            return []
        memory = self._memory
        judgement = judge(memory, records, Terms(moment, self._premises.key))
        arrival = Arrival(
            records=prepared.statements if prepared is not None else (),
            present=judgement.present,
            wanted=judgement.wanted,
            judged=judgement.decided,
            act=Act(moment, self._author),
            expected=self._position,
        )
        try:
            self._position = await write_arrival(self._premises.store, arrival)
        except MovedOnError:
            await self._catch_up()
            return None
        except QueryError as error:
            if error.code != CONSTRAINT_FAILED:
                raise
            return None
        take(memory, judgement)
        return judgement.arrived

    def _as_it_was(self, id_: str) -> Arrived:
        """What is told of a record that came again as it was."""
        person = self._memory.roster.person(id_)
        assert person is not None
        return Arrived(id_, person, Outcome.FOUND, None, None, [])

    async def _catch_up(self) -> None:
        """Bring the memory up to what others wrote."""
        entries = await read_feed(self._premises.store, self._position, _ENTRIES)
        if len(entries) == _ENTRIES or any(
            _is_model(entry) and entry.by != self._author for entry in entries
        ):
            desk, _ = await Desk.open(self._premises)
            self._memory, self._position, self._author = desk._memory, desk._position, desk._author
            return
        people = {id_ for entry in entries for id_ in (entry.person, entry.into) if id_ is not None}
        merged = {entry.person: entry.into for entry in entries if entry.what == "merged" and entry.into}
        threshold = bits_of(self._memory.learned.settings.cluster_threshold)
        touched = await read_touched(self._premises.store, people, threshold)
        recall(self._memory, touched, people, merged)
        self._position = entries[-1].sequence if entries else self._position


def _is_model(entry: Entry) -> bool:
    return entry.by.startswith("resolver")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _busy() -> BusyError:
    return BusyError("Other writers were quicker again and again. Send the same records once more.")
