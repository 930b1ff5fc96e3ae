"""Live: records that arrive are judged and written as they come, one by one or several at once.

Invariant: who is told of a record's person is told what the graph holds. Arrivals that come at the same
moment share one judgement and one transaction, but never two versions of one record.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.batch import Batch
from graph.contract import Contract
from graph.errors import ContractError, QuarantineError
from graph.loading import describe_source, problems_of
from graph.problem import Delivery, Quarantined
from graph.quarantine import quarantine_file, rewriting
from graph.readers.chunk import Chunk
from graph.row_reader import RowReader, SeenKeys
from graph.vocabulary import RowKind
from resolver.live.desk import Desk, Premises
from resolver.live.judgement import Arrived
from resolver.live.line import Line
from resolver.live.portion import Settled
from resolver.resolution import Progress, report_to_nobody

_MOST_TOGETHER = 96
_WORTH_A_PORTION = 24
_PORTION = 100
_FILE = "arrivals"
_ROUNDS = 4
_PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@dataclass(frozen=True)
class Answer:
    """What became of some rows.

    Attributes:
        arrived: what became of each record that was taken, in the order of the rows; a row that equals an
            earlier one of the same key is left out.
        quarantined: rows that were kept out, and rows of which values were dropped.
    """

    arrived: list[Arrived]
    quarantined: list[Quarantined]


@dataclass(frozen=True)
class _Waiting:
    """Rows that wait for their turn."""

    delivery: Delivery
    batch: Batch
    answer: asyncio.Future[Answer] = field(repr=False)

    def ids(self) -> set[str]:
        """The ids of the records."""
        return set(self.batch.ids())


class Live:
    """Takes records as they arrive. An async context manager, opened with `open`."""

    def __init__(self, desk: Desk, premises: Premises, quarantine: Path | None) -> None:
        self._desk = desk
        self._line = Line(desk)
        self._answering: set[asyncio.Task[None]] = set()
        self._premises = premises
        self._quarantine = quarantine
        self._known: dict[str, tuple[str, RowReader, SeenKeys]] = {}
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._work = asyncio.create_task(self._serve())

    @classmethod
    async def open(
        cls, premises: Premises, quarantine: Path | None = None, progress: Progress | None = None
    ) -> Self:
        """Remember all that stands, and judge the records that were loaded since the last run.

        Args:
            premises: the graph, and what a whole run learned.
            quarantine: a `.jsonl` file or a folder for rows with problems; None to only tell of them.
            progress: hears of the stages.

        Raises:
            ModelError: no whole run has learned anything yet.
            DatabaseUnavailableError: the database went away.
        """
        report = progress if progress is not None else report_to_nobody
        report("remember", 0)
        desk, others = await Desk.open(premises)
        for start in range(0, others.num_rows, _PORTION):
            await desk.link(others.slice(start, _PORTION))
            report("link what was loaded", min(start + _PORTION, others.num_rows))
        return cls(desk, premises, quarantine)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._work.cancel()
        with suppress(asyncio.CancelledError):
            await self._work
        await self._line.end()
        await asyncio.gather(*self._answering)

    async def arrive(self, contract: Contract, rows: Sequence[Mapping[str, str | None]]) -> Answer:
        """Take rows as their source delivers them, as text by column.

        Raises:
            ContractError: the contract is not of person rows.
            BusyError: other writers were quicker again and again.
            DatabaseUnavailableError: the database went away; the same rows may be sent again.
        """
        names = dict.fromkeys((*contract.columns_needed, *(name for row in rows for name in row)))
        columns = {name: [row.get(name) for row in rows] for name in names}
        return await self.take(contract, Chunk(range(1, len(rows) + 1), columns))

    async def take(self, contract: Contract, chunk: Chunk) -> Answer:
        """Take a chunk of rows; errors as in `arrive`."""
        delivery = Delivery(contract, _FILE, datetime.now(UTC))
        reader = await self._reader(delivery)
        batch = reader.batch(chunk)
        if not batch.numbers:
            return await self._finished(delivery, batch, Settled({}, []))
        waiting = _Waiting(delivery, batch, asyncio.get_running_loop().create_future())
        await self._queue.put(waiting)
        return await waiting.answer

    async def _reader(self, delivery: Delivery) -> RowReader:
        """The reader of a contract for today, which has met no row yet."""
        contract = delivery.contract
        if contract.row is not RowKind.PERSON:
            raise ContractError(f"{contract.source}: rows of kind {contract.row.value!r} are not people")
        day, reader, seen = self._known.get(contract.hash, ("", None, {}))
        if day != delivery.day or reader is None:
            if contract.hash not in self._known:
                await describe_source(self._premises.store, contract)
                self._desk.prefer(contract.source, contract.trust)
            seen = {}
            reader = RowReader(delivery, seen)
            self._known[contract.hash] = (delivery.day, reader, seen)
        seen.clear()
        return reader

    async def _serve(self) -> None:
        """Settle what waits, as much at once as came meanwhile."""
        held: _Waiting | None = None
        while True:
            together = [held if held is not None else await self._queue.get()]
            await _let_others_ask()
            held = self._join(together)
            try:
                settled = await self._line.settle(Batch.joined([waiting.batch for waiting in together]))
            except Exception as error:
                _fail(together, error)
            else:
                answering = asyncio.create_task(self._answer(together, settled))
                self._answering.add(answering)
                answering.add_done_callback(self._answering.discard)

    def _join(self, together: list[_Waiting]) -> _Waiting | None:
        """Add what waits besides; what has a record in common with it is returned, to come next.

        Where nothing is being written, half is left, to be judged while this half is written.
        """
        ids = together[0].ids()
        rows = len(together[0].batch.numbers)
        half = max(_WORTH_A_PORTION, (1 + self._queue.qsize()) // 2)
        most = _MOST_TOGETHER if self._line.is_writing else min(half, _MOST_TOGETHER)
        while rows < most and not self._queue.empty():
            other = self._queue.get_nowait()
            if not ids.isdisjoint(other.ids()):
                return other
            together.append(other)
            ids |= other.ids()
            rows += len(other.batch.numbers)
        return None

    async def _answer(self, together: list[_Waiting], settling: Awaitable[Settled]) -> None:
        """Tell each what became of its rows, once they are written."""
        try:
            settled, first = await settling, 0
            for waiting in together:
                last = first + len(waiting.batch.numbers)
                answer = await self._finished(waiting.delivery, waiting.batch, settled.between(first, last))
                if not waiting.answer.done():
                    waiting.answer.set_result(answer)
                first = last
        except Exception as error:
            _fail(together, error)

    async def _finished(self, delivery: Delivery, batch: Batch, settled: Settled) -> Answer:
        """What is told of the rows; those with problems are in the quarantine by then."""
        quarantined = problems_of(delivery, batch, settled.refused)
        if quarantined and self._quarantine is not None:
            await _enter(quarantine_file(self._quarantine, delivery.contract), quarantined)
        return Answer([settled.arrived[place] for place in sorted(settled.arrived)], quarantined)


def _fail(together: list[_Waiting], error: Exception) -> None:
    """Tell those who have no answer yet; whoever waited may have gone away."""
    for waiting in together:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)


async def _let_others_ask() -> None:
    """Let those who have their answers send what they have next, so that more comes together."""
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)


async def _enter(path: Path, quarantined: Sequence[Quarantined]) -> None:
    """Put rows into the quarantine, once nobody else is writing it.

    Raises:
        QuarantineError: it is damaged, or was in use all the time.
    """
    for patience in (*_PATIENCE, None):
        try:
            with rewriting(path) as entries:
                entries.enter(quarantined)
            return
        except QuarantineError:
            if patience is None:
                raise
            await asyncio.sleep(patience)
