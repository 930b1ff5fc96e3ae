"""The line: while one portion of arrivals is written, the next is judged.

Invariant: portions are written in the order in which they came, each as it was judged by a memory that knew
those before. Where one could not be written the memory forgets it, and both it and what was judged meanwhile
are judged anew; nothing is remembered of a portion that is neither written nor being written.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from graph.batch import Batch
from resolver.live.desk import Desk
from resolver.live.portion import Portion, Settled
from resolver.live.taking import Taken


class Line:
    """Settles portions one after the other. Only one task may call it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory = asyncio.Lock()
        self._before: _UnderWay | None = None

    async def settle(self, batch: Batch) -> Awaitable[Settled]:
        """Judge a portion; returns while it is written, with what will be told of it.

        Raises:
            DatabaseUnavailableError: the database went away; what was not answered may be sent again. What is
                told raises it too, and BusyError where others wrote the records again and again.
        """
        ids = frozenset(batch.ids())
        if self._desk.takes_turns or (self._before is not None and not ids.isdisjoint(self._before.ids)):
            await self.end()
        if self._desk.takes_turns:
            return await self._by_itself(batch, ids)
        async with self._memory:
            portion = await self._desk.look(batch, aside=self.is_writing)
        if not await self.end():
            return await self._by_itself(batch, ids)
        taken = self._desk.remember(portion)
        self._before = _UnderWay(ids, asyncio.create_task(self._write(batch, portion, taken)))
        return self._before.work

    async def _by_itself(self, batch: Batch, ids: frozenset[str]) -> Awaitable[Settled]:
        """Judge and write a portion while no other is judged."""
        self._before = _UnderWay(ids, asyncio.create_task(self._desk.settle(batch)))
        work = self._before.work
        await self.end()
        return work

    async def end(self) -> bool:
        """Wait until nothing is being written any more; whether it was written as it was judged."""
        if self._before is None:
            return True
        await asyncio.wait([self._before.work])
        before, self._before = self._before, None
        return before.is_as_judged

    @property
    def is_writing(self) -> bool:
        """Whether a portion is being written."""
        return self._before is not None and not self._before.work.done()

    async def _write(self, batch: Batch, portion: Portion[Settled], taken: Taken | None) -> Settled:
        """Write a portion; where it could not be written as it was judged, begin again."""
        try:
            await self._desk.write(portion)
        except Exception as failure:
            assert self._before is not None
            self._before.is_as_judged = False
            async with self._memory:
                if taken is not None:
                    taken.back()
                return await self._desk.settle(batch, failure)
        return portion.told()


@dataclass
class _UnderWay:
    """A portion that is being written.

    Attributes:
        ids: the ids of its records.
        work: what writes it.
        is_as_judged: whether it could be written as it was judged, so far as is known.
    """

    ids: frozenset[str]
    work: asyncio.Task[Settled]
    is_as_judged: bool = True
