"""The other side of a WebSocket in graphql-transport-ws, over the network."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.gql.world import Asker


class Talk:
    """One connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def say(self, kind: str, **rest: Any) -> None:
        """Send a message."""
        await self._connection.send(json.dumps({"type": kind, **rest}))

    async def send(self, text: str | bytes) -> None:
        """Send whatever."""
        await self._connection.send(text)

    async def hear(self, seconds: float = 10.0) -> dict[str, Any]:
        """The next message.

        Raises:
            TimeoutError: none came.
        """
        async with asyncio.timeout(seconds):
            message: dict[str, Any] = json.loads(await self._connection.recv())
        return message

    async def begin(self, asker: Asker) -> None:
        """Initialise, as an honest caller does."""
        await self.say("connection_init", payload=payload_of(asker))
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, query: str, identifier: str = "1", **variables: Any) -> None:
        """Subscribe."""
        await self.say("subscribe", id=identifier, payload={"query": query, "variables": variables})

    async def closed(self, seconds: float = 10.0) -> int:
        """The code that the other side closes with; whatever comes before is an error."""
        with pytest.raises(ConnectionClosed) as closed:
            await self.hear(seconds)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code


@asynccontextmanager
async def talk(port: int, protocol: str = "graphql-transport-ws", **options: Any) -> AsyncIterator[Talk]:
    """Connect; `options` are those of the client."""
    url = f"ws://127.0.0.1:{port}/graphql"
    async with connect(url, subprotocols=[Subprotocol(protocol)], **options) as connection:
        yield Talk(connection)


def talked(port: int, work: Callable[[Talk], Awaitable[Any]], **options: Any) -> Any:
    """What comes of talking over one connection."""

    async def run() -> Any:
        async with talk(port, **options) as connection:
            return await work(connection)

    return asyncio.run(run())


def payload_of(asker: Asker) -> dict[str, str]:
    """What an honest caller's first message carries."""
    headers = asker.headers()
    return {name: headers[name] for name in ("Authorization", "Kith-Purpose")}
