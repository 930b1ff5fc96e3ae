"""What goes on beside the answers: the inbox is emptied, alerts are raised, and the auditors' index is kept.

All of it follows from the log, off the way of any answer, and is taken up again where it stopped. An entry
that may raise an alert wakes the attendant at once; it is told within the second.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from gql.alerts import Alert, AlertBook
from gql.audit.inbox import take_in
from gql.audit.index import AuditIndex
from gql.audit.log import AuditLog
from gql.beside import beside
from gql.errors import AccessError
from gql.polling import Listener

_SECONDS, _AT_LEAST = 0.5, 0.1
_AT_ONCE = 1000
_log = logging.getLogger(__name__)


class Attendant:
    """Attends to one log while the service runs."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log
        self._book = AlertBook(log.folder)
        self._index = AuditIndex.open(log.folder)
        self._told = self._book.latest()
        self._listeners: set[Listener[Alert]] = set()
        self._woken = asyncio.Event()
        self._catching_up: asyncio.Future[list[Alert]] | None = None

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Attendant"]:
        """Attend to the log for as long as the block lasts."""
        self._log.listeners.append(self._hear)
        try:
            async with beside(self._work()):
                yield self
        finally:
            if self._catching_up is not None:
                await asyncio.wait([self._catching_up])
            self._log.listeners.remove(self._hear)
            self._book.close()
            self._index.close()

    @asynccontextmanager
    async def listen(self, wants: Callable[[Alert], bool]) -> AsyncIterator[Listener[Alert]]:
        """Listen to the alerts that are raised from the moment that the block begins."""
        listener = Listener(wants)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def _hear(self, _: int, entry: dict[str, Any]) -> None:
        if entry.get("states"):
            self._woken.set()

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await take_in(self._log)
                self._catching_up = asyncio.get_running_loop().run_in_executor(None, self._raised)
                for alert in await asyncio.shield(self._catching_up):
                    for listener in tuple(self._listeners):
                        listener.tell(alert)
            except (AccessError, OSError, ValueError, sqlite3.Error) as error:
                _log.error("The audit log could not be attended to: %s", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS):
                    await self._woken.wait()
            await asyncio.sleep(_AT_LEAST)

    def _raised(self) -> list[Alert]:
        """The alerts that are new; the index is kept too."""
        while self._book.catch_up(_AT_ONCE) == _AT_ONCE:
            pass
        raised = [alert for alert, _ in self._book.listed(after=self._told)]
        self._told = max((alert.entry for alert in raised), default=self._told)
        self._index.keep_up(self._log.head.size)
        return raised
