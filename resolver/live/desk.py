"""The desk: one portion of arrivals after another is judged, written, and only then remembered.

Invariant: the memory is never ahead of the graph. A portion is written only where nobody has changed people
since the memory last heard of them. While it is being written the next is judged, and judged anew where the
two have anything to do with each other. Where another writer was quicker, the desk takes turns with the
others: it waits until nobody else may write, hears what they wrote, judges, and writes, so each of them gets
on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import pyarrow as pa

from graph.batch import Batch
from graph.errors import BusyError, MovedOnError, QueryError
from graph.feed import Act, Entry, read_feed
from graph.live import Arrival, turn, write_arrival
from graph.record_writer import CONSTRAINT_FAILED
from graph.standing import read_touched, read_whole
from resolver.learned import Learned
from resolver.live.apart import are_apart
from resolver.live.engine import take
from resolver.live.judgement import Arrived, Judgement
from resolver.live.memory import Memory
from resolver.live.portion import Portion, Settled, now, portion_of, read_portion
from resolver.live.premises import Premises
from resolver.live.recall import recall, remembered
from resolver.made_by import made_by
from resolver.score import bits_of

_ATTEMPTS = 50
_ENTRIES = 2000
_TURNS = 20
_TRANSIENT = "Neo.TransientError."

Told = TypeVar("Told")
Write = Callable[[Arrival], Awaitable[int]]
"""Writes an arrival, and tells the feed's position afterwards."""
Following = Callable[[], Batch | None]
"""The batch that comes next, where one waits that has no record in common with the present one."""


def _nothing_follows() -> None:
    """Nothing waits."""


class Desk:
    """Judges and writes what arrives. Open it with `open`."""

    def __init__(self, premises: Premises, memory: Memory, position: int) -> None:
        self._premises = premises
        self._memory = memory
        self._position = position
        self._author = made_by(memory.learned.model)
        self._turns = 0
        self._ahead: Portion | None = None

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

    async def settle(self, batch: Batch, following: Following = _nothing_follows) -> Settled:
        """Write the records of a batch, and say whose each is.

        Args:
            batch: the records.
            following: asked while they are written; what it gives is to be settled next.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away; what was not answered may be sent again.
        """
        return await self._done(partial(self._settle, batch, following))

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
                if done.portion.judgement is not None:
                    self._take(done.portion.judgement)
                    self._position = done.position
                return done.told()
            self._ahead = None
        raise _busy()

    def _take(self, judgement: Judgement) -> None:
        """Remember what is written. What was judged ahead is judged anew, unless it is apart from that."""
        ahead = self._ahead.judgement if self._ahead is not None else None
        if ahead is not None and not are_apart(self._memory, judgement, ahead):
            self._ahead = None
        take(self._memory, judgement)

    async def _write(self, arrival: Arrival) -> int:
        return await write_arrival(self._premises.store, arrival)

    async def _in_turn(self, work: "Callable[[Write], Awaitable[_Done[Told]]]") -> "_Done[Told]":
        """Do it while nobody else changes people, once the memory has heard of what they did."""
        async with turn(self._premises.store, Act(now(), self._author)) as mine:
            is_alone = mine.position == self._position
            if not is_alone:
                await self._catch_up()
            done = await work(mine.write)
        self._turns = self._turns - 1 if is_alone else _TURNS
        return done

    async def _settle(self, batch: Batch, following: Following, write: Write) -> "_Done[Settled]":
        ahead, self._ahead = self._ahead, None
        portion = ahead if ahead is not None and ahead.batch is batch else await self._judged(batch)
        position = await self._written(portion, write, following)
        return _Done(portion, position, lambda: portion.settled(self._memory.roster))

    async def _link(self, records: pa.Table, write: Write) -> "_Done[list[Arrived]]":
        portion = portion_of(records, self._memory, self._premises.key)
        position = await self._written(portion, write, _nothing_follows)
        return _Done(portion, position, lambda: portion.arrived)

    async def _judged(self, batch: Batch) -> Portion:
        return await read_portion(batch, self._memory, self._premises)

    async def _written(self, portion: Portion, write: Write, following: Following) -> int:
        """Write what was judged, and judge what follows meanwhile; the feed's position afterwards."""
        arrival = portion.arrival(self._author, self._position)
        if arrival is None:
            return self._position
        if self._turns or (batch := following()) is None:
            return await write(arrival)
        position, ahead = await asyncio.gather(write(arrival), self._judged(batch), return_exceptions=True)
        self._ahead = ahead if isinstance(ahead, Portion) else None
        if isinstance(position, BaseException):
            raise position
        return position

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
        portion: what the memory is to take.
        position: the feed's position after it.
        told: what is told of it, once the memory has taken it.
    """

    portion: Portion
    position: int
    told: Callable[[], Told]


class _LearnedAnewError(Exception):
    """The memory must be made anew before anything else is written."""


def _is_model(entry: Entry) -> bool:
    return entry.by.startswith("resolver")


def _busy() -> BusyError:
    return BusyError("Other writers were quicker again and again. Send the same records once more.")
