"""One WebSocket as a connection: what its other side does not take is bounded, and so are its pings.

Messages are bounded by whoever reads them; control frames never get there, and are counted here.
"""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gql.stalling import UNTAKEN_SECONDS, Stall

PINGS = 100
_WINDOW = 10.0


class BoundedSocket(WebSocketsSansIOProtocol):
    """A WebSocket that is given up when nothing is taken of what is sent, or pings come in floods."""

    untaken_seconds = UNTAKEN_SECONDS
    _stall: Stall | None = None
    _window = 0.0
    _pings = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; whatever is not taken at once counts as not taken."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)
        self._stall = Stall(self.transport, self.untaken_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._stall is not None:
            self._stall.end()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """What was sent is not taken."""
        super().pause_writing()
        if self._stall is not None:
            self._stall.begin()

    def resume_writing(self) -> None:
        """What was sent is taken."""
        if self._stall is not None:
            self._stall.end()
        super().resume_writing()

    def handle_ping(self) -> None:
        """Answer a ping, unless they are a flood."""
        now = self.loop.time()
        if now - self._window > _WINDOW:
            self._window, self._pings = now, 0
        self._pings += 1
        if self._pings > PINGS:
            self.transport.abort()
        elif not self.transport.is_closing():
            super().handle_ping()
