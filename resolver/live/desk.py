"""The desk: one portion of arrivals after another is judged, written and remembered.

Invariant: a portion is written only where nobody has changed people since the memory last heard of them.
Where another writer was quicker, the desk takes turns with the others: it waits until nobody else may write,
hears what they wrote, judges, and writes, so each of them gets on. The memory is ahead of the graph only by a
portion that whoever calls has told it to remember beforehand, and must have it forget if it is not written.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.addressed import with_addresses_of
from graph.batch import Batch
from graph.errors import BusyError, MovedOnError, QueryError
from graph.feed import Act, Entry, read_feed
from graph.live import Arrival, read_arriving, turn, write_arrival
from graph.record_writer import CONSTRAINT_FAILED, Prepared
from graph.record_writer import Terms as Receipt
from graph.standing import read_touched, read_whole
from graph.store import Store
from resolver.generation import Terms
from resolver.learned import Learned
from resolver.live.engine import judge, take
from resolver.live.judgement import Arrived, Judgement, Outcome
from resolver.live.memory import Memory
from resolver.live.portion import Portion, Settled, Told
from resolver.live.recall import recall, remembered
from resolver.live.taking import Taken
from resolver.made_by import made_by
from resolver.score import bits_of

_ATTEMPTS = 50
_ENTRIES = 2000
_TURNS = 20
_NOTHING = Prepared(created=[], replaced=[], written=[], unchanged=[], refused=[])
_TRANSIENT = "Neo.TransientError."

Write = Callable[[Arrival], Awaitable[int]]
"""Writes an arrival, and tells the feed's position afterwards."""


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


class Desk:
    """Judges and writes what arrives. Open it with `open`."""

    def __init__(self, premises: Premises, memory: Memory, position: int) -> None:
        self._premises = premises
        self._memory = memory
        self._position = position
        self._author = made_by(memory.learned.model)
        self._turns = 0

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

    @property
    def takes_turns(self) -> bool:
        """Whether others write too, so that a portion is judged only once it is its turn."""
        return self._turns > 0

    async def settle(self, batch: Batch, failure: Exception | None = None) -> Settled:
        """Write the records of a batch, and say whose each is.

        Args:
            batch: the records.
            failure: why they could not be written as they were judged before.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away; what was not answered may be sent again.
        """
        if failure is not None:
            await self._heed(failure)
        return await self._done(partial(self.look, batch))

    async def look(self, batch: Batch, *, aside: bool = False) -> "Portion[Settled]":
        """Judge the records of a batch, and change nothing.

        Args:
            batch: the records.
            aside: whether something else goes on meanwhile; then judging has a thread of its own.

        Raises:
            DatabaseUnavailableError: the database went away.
        """
        ids = batch.ids()
        moment = _now()
        receipt = Receipt(moment, moment, key=self._premises.key)
        arriving = await read_arriving(self._premises.store, batch, receipt)
        prepared = arriving.prepared
        places = self._to_judge(prepared, ids)
        records = with_addresses_of(batch.records_at(places), arriving.addresses)
        judging = partial(self._judged, records, prepared, moment)
        judgement, arrival = await asyncio.to_thread(judging) if aside else judging()

        def told() -> Settled:
            known = {place: self._as_it_was(ids[place]) for place in prepared.unchanged}
            arrived = judgement.arrived if judgement is not None else []
            return Settled(known | dict(zip(places, arrived, strict=True)), prepared.refused)

        return Portion(judgement, arrival, told)

    def remember(self, portion: "Portion[Settled]") -> Taken | None:
        """Remember a portion that is yet to be written."""
        return Taken(self._memory, portion.judgement) if portion.judgement is not None else None

    async def write(self, portion: "Portion[Settled]") -> None:
        """Write a portion that is remembered already; errors as in `graph.live.write_arrival`."""
        self._position = await self._written(portion, self._write)

    async def link(self, records: pa.Table) -> list[Arrived]:
        """Judge records that are in the graph and nobody's yet, and write whose they are.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away.
        """
        return await self._done(partial(self._look_at, records))

    async def _done(self, look: "Callable[[], Awaitable[Portion[Told]]]") -> Told:
        """Judge something and write it: at once, or in turn where others write too."""
        for _ in range(_ATTEMPTS):
            try:
                portion, position = await (self._in_turn(look) if self._turns else self._at_once(look))
            except Exception as error:
                await self._heed(error)
            else:
                if portion.judgement is not None:
                    take(self._memory, portion.judgement)
                    self._position = position
                return portion.told()
        raise _busy()

    async def _heed(self, failure: Exception) -> None:
        """Make ready for another attempt after one that failed; what cannot pass is raised."""
        match failure:
            case MovedOnError():
                self._turns = _TURNS
            case _LearnedAnewError():
                await self._open_anew()
            case QueryError(code=code) if code == CONSTRAINT_FAILED or code.startswith(_TRANSIENT):
                pass
            case _:
                raise failure

    async def _at_once(self, look: "Callable[[], Awaitable[Portion[Told]]]") -> "tuple[Portion[Told], int]":
        portion = await look()
        return portion, await self._written(portion, self._write)

    async def _written(self, portion: "Portion[Any]", write: Write) -> int:
        """Write a portion; the feed's position afterwards."""
        if portion.arrival is None:
            return self._position
        return await write(replace(portion.arrival, expected=self._position))

    async def _write(self, arrival: Arrival) -> int:
        return await write_arrival(self._premises.store, arrival)

    async def _in_turn(self, look: "Callable[[], Awaitable[Portion[Told]]]") -> "tuple[Portion[Told], int]":
        """Do it while nobody else changes people, once the memory has heard of what they did."""
        async with turn(self._premises.store, Act(_now(), self._author)) as mine:
            is_alone = mine.position == self._position
            if not is_alone:
                await self._catch_up()
            portion = await look()
            position = await self._written(portion, mine.write)
        self._turns = self._turns - 1 if is_alone else _TURNS
        return portion, position

    async def _look_at(self, records: pa.Table) -> "Portion[list[Arrived]]":
        judgement, arrival = self._judged(records, _NOTHING, _now())
        return Portion(judgement, arrival, lambda: judgement.arrived if judgement is not None else [])

    def _to_judge(self, prepared: Prepared, ids: list[str]) -> list[int]:
        """The places of the records that are written, and of those that are nobody's yet."""
        person = self._memory.roster.person
        return sorted(
            {*prepared.written, *(each for each in prepared.unchanged if person(ids[each]) is None)}
        )

    def _judged(
        self, records: pa.Table, prepared: Prepared, moment: str
    ) -> tuple[Judgement | None, Arrival | None]:
        """The judgement on records, and what is to be written of it."""
        if not records.num_rows:
            return None, None
        judgement = judge(self._memory, records, Terms(moment, self._premises.key))
        arrival = Arrival(
            created=prepared.created,
            replaced=prepared.replaced,
            present=judgement.present,
            wanted=judgement.wanted,
            judged=judgement.decided,
            act=Act(moment, self._author),
            expected=self._position,
        )
        return judgement, arrival

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
            raise _LearnedAnewError
        people = {id_ for entry in entries for id_ in (entry.person, entry.into) if id_ is not None}
        merged = {entry.person: entry.into for entry in entries if entry.what == "merged" and entry.into}
        threshold = bits_of(self._memory.learned.settings.cluster_threshold)
        touched = await read_touched(self._premises.store, people, threshold)
        recall(self._memory, touched, people, merged)
        self._position = entries[-1].sequence if entries else self._position

    async def _open_anew(self) -> None:
        """Remember everything anew, because others have learned anew, or written much."""
        desk, _ = await Desk.open(self._premises)
        self._memory, self._position, self._author = desk._memory, desk._position, desk._author


class _LearnedAnewError(Exception):
    """The memory must be made anew before anything else is written."""


def _is_model(entry: Entry) -> bool:
    return entry.by.startswith("resolver")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _busy() -> BusyError:
    return BusyError("Other writers were quicker again and again. Send the same records once more.")
