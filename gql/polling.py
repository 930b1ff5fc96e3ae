"""What is new, looked for once a process however many listen; nothing is looked for while nobody does.

Every listener has a queue of its own. One that does not keep up is told so instead of being waited for.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, Protocol, TypeVar

_MOST_WAITING = 1000
_log = logging.getLogger(__name__)
Item = TypeVar("Item")


class Source(Protocol[Item]):
    """Something that can be asked what is new."""

    async def begin(self) -> None:
        """Take what is there now as known."""

    async def news(self) -> list[Item]:
        """What is new since the last time, in order."""


class Listener(Generic[Item]):
    """Who listens, to what, and what waits for them."""

    def __init__(self, wants: Callable[[Item], bool]) -> None:
        self._wants = wants
        self._waiting: asyncio.Queue[Item] = asyncio.Queue(_MOST_WAITING)
        self.is_lost = False

    def tell(self, item: Item) -> None:
        """Let something wait for the listener, if it is what they listen to."""
        try:
            if self._wants(item):
                self._waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.is_lost = True

    async def next(self) -> list[Item]:
        """All that waits, once anything does.

        Raises:
            LostError: more came than the listener kept up with.
        """
        found = [await self._waiting.get()]
        while not self._waiting.empty():
            found.append(self._waiting.get_nowait())
        if self.is_lost:
            raise LostError
        return found


class LostError(Exception):
    """More came than a listener kept up with, so that some of it is lost."""


class Poller(Generic[Item]):
    """Asks a source again and again while anybody listens."""

    def __init__(self, source: Source[Item], seconds: float) -> None:
        self._source = source
        self._seconds = seconds
        self._listeners: set[Listener[Item]] = set()
        self._polling: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()

    @property
    def is_listened_to(self) -> bool:
        """Whether anybody listens, so that whatever is new from now on is told."""
        return bool(self._listeners)

    @asynccontextmanager
    async def listen(self, wants: Callable[[Item], bool]) -> AsyncIterator[Listener[Item]]:
        """Listen; whatever is new from the moment that the block begins, and wanted, is told.

        Raises:
            GraphError: the source cannot be asked now.
        """
        async with self._beginning:
            if self._polling is None:
                await self._source.begin()
                self._polling = asyncio.create_task(self._poll())
        listener = Listener(wants)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._polling is not None:
                self._polling.cancel()
                self._polling = None

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                found = await self._source.news()
            except Exception as error:  # whatever goes wrong this time, the next may go well
                _log.warning("Looking for what is new failed: %s", type(error).__name__)
                continue
            for listener in tuple(self._listeners):
                for item in found:
                    listener.tell(item)
