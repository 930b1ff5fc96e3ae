"""An answer leaves in one piece: its head waits for the beginning of its body.

The web server writes them one after the other, and each write would be a way into the kernel of its own, and
on the other side a reading of its own.
"""

import asyncio

_CONTINUE = b"HTTP/1.1 100 "


class Whole:
    """What the answers of one connection are written to; they are written one after another."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None
        self._is_begun = False

    def write(self, data: bytes) -> None:
        """Write a part of an answer, of which the first waits for the second."""
        if self._is_begun or data.startswith(_CONTINUE):
            self._transport.write(data if self._head is None else self._head + data)
            self._head = None
        else:
            self._head, self._is_begun = data, True

    def end(self) -> None:
        """The answer is written; a head without a body leaves too."""
        if self._head is not None:
            self._transport.write(self._head)
        self._head, self._is_begun = None, False

    def close(self) -> None:
        """Close the connection once all is sent."""
        self.end()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether the connection closes or is closed."""
        return self._transport.is_closing()
