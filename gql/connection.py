"""One HTTP connection: its headers are bounded in size, number and time, and its answers must be taken.

The web server's own protocol waits for headers for ever and takes any number of them; a few thousand
connections that send a byte a minute would be enough to keep everybody else out.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gql.stalling import UNTAKEN_SECONDS, Stall
from gql.whole import Whole

HEADER_BYTES = 16 * 1024
HEADERS = 64
_REFUSAL = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedConnection(HttpToolsProtocol):
    """A connection that is closed when headers are late or too large, or nothing is taken of an answer."""

    untaken_seconds = UNTAKEN_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._header_bytes = 0
        self._is_in_headers = True
        self._until: float | None = None
        self._look: asyncio.TimerHandle | None = None
        self._stall: Stall | None = None
        self._whole: Whole | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._stall = Stall(self.transport, self.untaken_seconds)
        self._whole = Whole(self.transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        if self._look is not None:
            self._look.cancel()
        if self._stall is not None:
            self._stall.end()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More of an answer is written than was taken."""
        super().pause_writing()
        if self._stall is not None:
            self._stall.begin()

    def resume_writing(self) -> None:
        """Most of what was written is taken."""
        if self._stall is not None:
            self._stall.end()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Read on, unless the headers have grown too large."""
        if self._is_in_headers:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._is_in_headers and self._header_bytes > HEADER_BYTES:
            self._refuse()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._expect_headers()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header of a request."""
        super().on_header(name, value)
        if len(self.headers) > HEADERS or len(name) + len(value) > HEADER_BYTES:
            self._refuse()

    def on_headers_complete(self) -> None:
        """The headers of a request have come."""
        self._is_in_headers = False
        self._stop_waiting()
        if not self.transport.is_closing():
            super().on_headers_complete()
            if self.cycle is not None:
                self.cycle.transport = self._whole  # type: ignore[assignment]

    def on_message_complete(self) -> None:
        """A request has come whole; what comes next are headers."""
        self._is_in_headers = True
        self._header_bytes = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """A request was answered; the connection may lie idle, or take time to close, for a while."""
        if self._whole is not None:
            self._whole.end()
        super().on_response_complete()
        if self.cycle.response_complete:
            self._expect_headers()

    def _expect_headers(self) -> None:
        self._until = self.loop.time() + self.timeout_keep_alive
        if self._look is None:
            self._look = self.loop.call_at(self._until, self._look_again)

    def _look_again(self) -> None:
        """Give up a connection whose headers are late; one timer serves many requests."""
        self._look = None
        if self._until is None:
            return
        if self.loop.time() < self._until:
            self._look = self.loop.call_at(self._until, self._look_again)
        else:
            self.transport.abort()

    def _stop_waiting(self) -> None:
        self._until = None

    def _refuse(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_REFUSAL)
            self.transport.close()
