"""A connection whose other side takes nothing of what is written is given up, whoever waits for it.

Without this, somebody who keeps a connection open and never reads would hold it for ever: closing it waits
until everything written is taken, and so does everybody who writes.
"""

import asyncio

UNTAKEN_SECONDS = 15.0


class Stall:
    """How long the other side of a transport has taken nothing; after so many seconds it is given up."""

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._deadline: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """More is written than was taken."""
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._seconds, self._transport.abort)

    def end(self) -> None:
        """What was written is taken, or the connection is no more."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
