"""The desk: one portion of arrivals after another is judged, written, and only then remembered.

Invariant: the memory is never ahead of the graph. A portion is written only where nobody has changed people
since the memory last heard of them. Where another writer was quicker, the desk takes turns with the others:
it waits until nobody else may write, hears what they wrote, judges, and writes, so each of them gets on.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa

from graph.addressed import with_addresses_of
from graph.batch import Batch
from graph.errors import BusyError, MovedOnError, QueryError
from graph.feed import Act, Entry, read_feed
from graph.live import Arrival, read_arriving, turn, write_arrival
from graph.problem import Refusal
from graph.record_writer import CONSTRAINT_FAILED, Prepared
from graph.record_writer import Terms as Receipt
from graph.standing import read_touched, read_whole
from graph.store import Store
from resolver.generation import Terms
from resolver.learned import Learned
from resolver.live.engine import judge, take
from resolver.live.judgement import Arrived, Judgement, Outcome
from resolver.live.memory import Memory
from resolver.live.recall import recall, remembered
from resolver.made_by import made_by
from resolver.score import bits_of

_ATTEMPTS = 50
_ENTRIES = 2000
_TURNS = 20
_NOTHING = Prepared(created=[], replaced=[], written=[], unchanged=[], refused=[])
_TRANSIENT = "Neo.TransientError."

Told = TypeVar("Told")
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

    async def settle(self, batch: Batch) -> Settled:
        """Write the records of a batch, and say whose each is.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away; what was not answered may be sent again.
        """
        return await self._done(partial(self._settle, batch))

    async def link(self, records: pa.Table) -> list[Arrived]:
        """Judge records that are in the graph and nobody's yet, and write whose they are.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away.
        """
        return await self._done(partial(self._link, records))

    async def _done(self, work: "Callable[[Write], Awaitable[_Done[Told]]]") -> Told:
        """Do some work: at once, or in turn where others write too."""
        for _ in range(_ATTEMPTS):
            try:
                done = await (self._in_turn(work) if self._turns else work(self._write))
            except MovedOnError:
                self._turns = _TURNS
            except _LearnedAnewError:
                await self._open_anew()
            except QueryError as error:
                if error.code != CONSTRAINT_FAILED and not error.code.startswith(_TRANSIENT):
                    raise
            else:
                if done.judgement is not None:
                    take(self._memory, done.judgement)
                    self._position = done.position
                return done.told()
        raise _busy()

    async def _write(self, arrival: Arrival) -> int:
        return await write_arrival(self._premises.store, arrival)

    async def _in_turn(self, work: "Callable[[Write], Awaitable[_Done[Told]]]") -> "_Done[Told]":
        """Do it while nobody else changes people, once the memory has heard of what they did."""
        async with turn(self._premises.store, Act(_now(), self._author)) as mine:
            is_alone = mine.position == self._position
            if not is_alone:
                await self._catch_up()
            done = await work(mine.write)
        self._turns = self._turns - 1 if is_alone else _TURNS
        return done

    async def _settle(self, batch: Batch, write: Write) -> "_Done[Settled]":
        names = zip(batch.columns["source"], batch.columns["key"], strict=True)
        ids = [f"{source}/{key}" for source, key in names]
        moment = _now()
        receipt = Receipt(moment, moment, key=self._premises.key)
        arriving = await read_arriving(self._premises.store, batch, receipt)
        prepared = arriving.prepared
        places = self._to_judge(prepared, ids)
        records = with_addresses_of(batch.records_at(places), arriving.addresses)
        judgement, position = await self._judged(records, prepared, moment, write)

        def told() -> Settled:
            known = {place: self._as_it_was(ids[place]) for place in prepared.unchanged}
            arrived = judgement.arrived if judgement is not None else []
            return Settled(known | dict(zip(places, arrived, strict=True)), prepared.refused)

        return _Done(judgement, position, told)

    async def _link(self, records: pa.Table, write: Write) -> "_Done[list[Arrived]]":
        judgement, position = await self._judged(records, _NOTHING, _now(), write)
        return _Done(judgement, position, lambda: judgement.arrived if judgement is not None else [])

    def _to_judge(self, prepared: Prepared, ids: list[str]) -> list[int]:
        """The places of the records that are written, and of those that are nobody's yet."""
        person = self._memory.roster.person
        return sorted(
            {*prepared.written, *(each for each in prepared.unchanged if person(ids[each]) is None)}
        )

    async def _judged(
        self, records: pa.Table, prepared: Prepared, moment: str, write: Write
    ) -> tuple[Judgement | None, int]:
        """The judgement on records, written but not yet taken, and the feed's position after it."""
        if not records.num_rows:
            return None, self._position
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
        return judgement, await write(arrival)

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


@dataclass(frozen=True)
class _Done(Generic[Told]):
    """Work that is written.

    Attributes:
        judgement: what the memory is to take; None where nothing was judged.
        position: the feed's position after it.
        told: what is told of it, once the memory has taken it.
    """

    judgement: Judgement | None
    position: int
    told: Callable[[], Told]


class _LearnedAnewError(Exception):
    """The memory must be made anew before anything else is written."""


def _is_model(entry: Entry) -> bool:
    return entry.by.startswith("resolver")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _busy() -> BusyError:
    return BusyError("Other writers were quicker again and again. Send the same records once more.")
