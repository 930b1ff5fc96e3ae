"""Connections whose other side takes nothing, or pings in floods, are given up; over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gql.connection import BoundedConnection
from gql.socket_connection import PINGS, BoundedSocket

SECONDS = 0.2
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class HastySocket(BoundedSocket):
    untaken_seconds = SECONDS


class HastyConnection(BoundedConnection):
    untaken_seconds = SECONDS


class Flood:
    """An application that sends without an end, and notes that it was told that nobody is there."""

    def __init__(self) -> None:
        self.is_over = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sends = self._messages if scope["type"] == "websocket" else self._body
        try:
            await sends(receive, send)
        except OSError:
            self.is_over.set()
            raise

    async def _messages(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await send({"type": "websocket.send", "text": "a" * 60_000})

    async def _body(self, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        gone = asyncio.create_task(_gone(receive))
        while not gone.done():
            await send({"type": "http.response.body", "body": b"a" * 60_000, "more_body": True})
        self.is_over.set()


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def served(application: Any) -> AsyncIterator[int]:
    """The port of an application over the connections of the service."""
    config = uvicorn.Config(
        application, ws=HastySocket, http=HastyConnection, lifespan="off", log_level="error"
    )
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: HastyConnection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in tuple(state.connections):
            connection.transport.abort()
        await asyncio.gather(*state.tasks, return_exceptions=True)


@pytest.mark.parametrize("request_sent", [UPGRADE, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_who_takes_nothing_is_given_up(request_sent: bytes) -> None:
    async def work() -> None:
        flood = Flood()
        async with served(flood) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(request_sent)
            async with asyncio.timeout(10):
                await flood.is_over.wait()
            writer.close()

    asyncio.run(work())


async def _echo(_: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def test_pings_are_answered_until_they_are_a_flood() -> None:
    async def work() -> None:
        async with served(_echo) as port, connect(f"ws://127.0.0.1:{port}/", ping_interval=None) as client:
            for _ in range(PINGS):
                await client.ping()
            await client.send("still here")
            assert await client.recv() == "still here"
            await client.ping()
            with pytest.raises(ConnectionClosed):
                await client.recv()

    asyncio.run(work())
