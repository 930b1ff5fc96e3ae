"""The line: while one portion of arrivals is written, the next is judged.

Invariant: portions are written in the order in which they came, each as it was judged by a memory that knew
those before. Where one could not be written the memory forgets it, and both it and what was judged meanwhile
are judged anew; nothing is remembered of a portion that is neither written nor being written.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from graph.batch import Batch
from resolver.live.desk import Desk, Portion, Settled
from resolver.live.taking import Taken


class Line:
    """Settles portions one after the other. Only one task may call it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory = asyncio.Lock()
        self._before: _UnderWay | None = None

    async def settle(self, batch: Batch) -> asyncio.Future[Settled]:
        """Judge a portion; returns while it is written, with what will be told of it.

        Raises:
            BusyError: the records were written by others again and again.
            DatabaseUnavailableError: the database went away; what was not answered may be sent again.
        """
        ids = frozenset(batch.ids())
        if self._desk.takes_turns or (self._before is not None and not ids.isdisjoint(self._before.ids)):
            await self.end()
        if self._desk.takes_turns:
            return _known(await self._desk.settle(batch))
        async with self._memory:
            portion = await self._desk.look(batch, aside=self.is_writing)
        if not await self.end():
            return _known(await self._desk.settle(batch))
        told: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
        taken = self._desk.remember(portion)
        self._before = _UnderWay(ids, asyncio.create_task(self._write(batch, portion, taken, told)))
        return told

    async def end(self) -> bool:
        """Wait until nothing is being written any more; whether it was written as it was judged."""
        before, self._before = self._before, None
        return before is None or await before.work

    @property
    def is_writing(self) -> bool:
        """Whether a portion is being written."""
        return self._before is not None and not self._before.work.done()

    async def _write(
        self, batch: Batch, portion: Portion[Settled], taken: Taken | None, told: asyncio.Future[Settled]
    ) -> bool:
        """Write a portion and tell of it; where it could not be written as it was judged, begin again."""
        try:
            await self._desk.write(portion)
        except Exception as failure:
            async with self._memory:
                if taken is not None:
                    taken.back()
                await _tell(told, self._desk.settle(batch, failure))
            return False
        await _tell(told, _at_once(portion))
        return True


@dataclass(frozen=True)
class _UnderWay:
    """A portion that is being written: the ids of its records, and whether it could be as it was judged."""

    ids: frozenset[str]
    work: asyncio.Task[bool]


async def _tell(told: asyncio.Future[Settled], settling: Awaitable[Settled]) -> None:
    try:
        told.set_result(await settling)
    except Exception as error:
        told.set_exception(error)


async def _at_once(portion: Portion[Settled]) -> Settled:
    return portion.told()


def _known(settled: Settled) -> asyncio.Future[Settled]:
    told: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
    told.set_result(settled)
    return told
