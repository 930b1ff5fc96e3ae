"""Renewal of keys: a provider's keys are read again every few minutes, and when the operator asks (SIGHUP).

No token can bring a reading about, so that whoever sends tokens of unknown keys makes nobody work. A set that
cannot be read, or is unsound, changes nothing for a day; then no key is believed until one can be read.
"""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from gql.beside import beside
from gql.errors import SettingsError
from gql.keys import VerifyingKeys, read_key_set

SECONDS = 300.0
LONGEST = 24 * 3600.0
_AT_LEAST = 1.0
_log = logging.getLogger(__name__)


class Renewal:
    """Reads the keys of one source again and again."""

    def __init__(self, source: str, renew: Callable[[VerifyingKeys], None], seconds: float = SECONDS) -> None:
        self._source = source
        self._renew = renew
        self._seconds = seconds
        self._read_at = time.monotonic()
        self._asked = asyncio.Event()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Renewal"]:
        """Keep the keys as they are published for as long as the block lasts."""
        loop = asyncio.get_running_loop()
        with suppress(ValueError, RuntimeError):  # only the main thread hears signals
            loop.add_signal_handler(signal.SIGHUP, self._asked.set)
        try:
            async with beside(self._work()):
                yield self
        finally:
            with suppress(ValueError, RuntimeError):
                loop.remove_signal_handler(signal.SIGHUP)

    async def _work(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._asked.wait()
            self._asked.clear()
            await self.read()
            await asyncio.sleep(_AT_LEAST)

    async def read(self, now: float | None = None) -> None:
        """Read the keys once; `now` is of a clock that never goes back."""
        at = time.monotonic() if now is None else now
        try:
            self._renew(await asyncio.to_thread(read_key_set, self._source))
            self._read_at = at
        except SettingsError as error:
            _log.error("The keys of tokens could not be renewed: %s", error)
            if at - self._read_at > LONGEST:
                self._renew(VerifyingKeys({}))
