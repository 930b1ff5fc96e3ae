"""Subscriptions over a WebSocket, in the protocol graphql-transport-ws and no other.

One connection is one caller with one purpose. It is authorised when it begins, again for every event, and
again at least every half minute without one; the moment that its token expires it is closed.
"""

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from gql.body import question_of, read_object
from gql.closing import REASONS, Close, ClosedError, code_of
from gql.errors import AccessError, BudgetSpentError, TooManySubscriptionsError
from gql.exchange import address_of
from gql.polling import LostError
from gql.service import Request, Service
from gql.subscriber import RefusedError, Subscriber
from gql.transport import MESSAGE_BYTES, Transport

PROTOCOL = "graphql-transport-ws"
_log = logging.getLogger(__name__)
_INIT_SECONDS = 3.0
_SEND_SECONDS = 5.0
_MESSAGES, _WINDOW = 200, 10.0
_INIT_KEYS = {"Authorization", "Kith-Purpose"}


class Sockets:
    """The endpoint: takes connections, and serves each until it ends."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        speaks = PROTOCOL in scope["subprotocols"]
        await receive()
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if speaks else None})
        state = scope["app"].state
        connection = _Connection(state.service, state.subscriber, self._transport, receive, send)
        connection.address = address_of(scope)
        try:
            await connection.serve() if speaks else await connection.close(Close.PROTOCOL)
        except OSError:
            return  # the other side left while something was sent


class _Connection:
    def __init__(
        self, service: Service, subscriber: Subscriber, transport: Transport, receive: Receive, send: Send
    ) -> None:
        self._service = service
        self._subscriber = subscriber
        self._transport = transport
        self._receive = receive
        self._send = send
        self._running: dict[str, asyncio.Task[None]] = {}
        self._window, self._counted = time.monotonic(), 0
        self.address: str | None = None

    async def serve(self) -> None:
        """Serve until one of the two sides closes."""
        code: Close | None = None
        has_left = False
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._converse(tasks)
                raise _LeftError
        except* ClosedError as closed:
            code = next(each.code for each in _all(closed))
        except* (_LeftError, OSError):
            has_left = True
        except* Exception as failed:  # what nobody expected ends the connection and tells nothing
            _log.error("A connection failed: %s", type(failed.exceptions[0]).__name__)
            code = Close.FAILED
        if code is not None and not has_left:
            await self.close(code)

    async def close(self, code: Close) -> None:
        """Say why, and close."""
        await self._send({"type": "websocket.close", "code": int(code), "reason": REASONS[code]})

    async def _converse(self, tasks: asyncio.TaskGroup) -> None:
        request, expires = await self._initialised()
        await self._tell({"type": "connection_ack"})
        tasks.create_task(self._watch(request, expires))
        while (message := await self._next()) is not None:
            self._count()
            await self._obey(message, request, tasks)

    def _count(self) -> None:
        """Count the messages of the last seconds."""
        now = time.monotonic()
        if now - self._window > _WINDOW:
            self._window, self._counted = now, 0
        self._counted += 1
        if self._counted > _MESSAGES:
            raise ClosedError(Close.FLOOD)

    async def _initialised(self) -> tuple[Request, float]:
        """Who is at the other side, once they have said so."""
        try:
            async with asyncio.timeout(_INIT_SECONDS):
                message = await self._next()
                while message is not None and message["type"] in {"ping", "pong"}:
                    self._count()
                    await self._obey_ping(message)
                    message = await self._next()
        except TimeoutError:
            raise ClosedError(Close.LATE) from None
        if message is None:
            raise _LeftError
        if message["type"] != "connection_init":
            raise ClosedError(Close.UNAUTHENTICATED)
        request = replace(_request(message.get("payload")), address=self.address)
        return request, await self._admit(request)

    async def _admit(self, request: Request) -> float:
        """When the caller's token expires, if they may still ask."""
        try:
            return (await self._service.admit(request)).expires
        except AccessError as error:
            spent = Close.FLOOD if isinstance(error, BudgetSpentError) else Close.FAILED
            raise ClosedError(code_of(error.code) or spent) from None

    async def _watch(self, request: Request, expires: float) -> None:
        """Authorise the connection again and again: when tokens are revoked, and when its own expires."""
        while True:
            left = max(0.0, expires - time.time())
            await self._service.revocations.wait(min(self._transport.recheck_seconds, left))
            expires = await self._admit(request)

    async def _obey(self, message: dict[str, Any], request: Request, tasks: asyncio.TaskGroup) -> None:
        kind, identifier = message["type"], message.get("id")
        if kind == "connection_init":
            raise ClosedError(Close.REPEATED)
        if kind in {"ping", "pong"}:
            await self._obey_ping(message)
        elif not isinstance(identifier, str) or not 1 <= len(identifier) <= 100:
            raise ClosedError(Close.MALFORMED)
        elif kind == "complete":
            self._complete(identifier)
        elif kind == "subscribe":
            await self._subscribe(identifier, message.get("payload"), request, tasks)
        else:
            raise ClosedError(Close.MALFORMED)

    async def _obey_ping(self, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            await self._tell({"type": "pong"})

    def _complete(self, identifier: str) -> None:
        task = self._running.pop(identifier, None)
        if task is not None:
            task.cancel()

    async def _subscribe(
        self, identifier: str, payload: Any, request: Request, tasks: asyncio.TaskGroup
    ) -> None:
        if identifier in self._running:
            raise ClosedError(Close.TWICE)
        if len(self._running) >= self._transport.subscriptions:
            await self._refuse(identifier, RefusedError.of(TooManySubscriptionsError()))
            return
        if not isinstance(payload, dict):
            raise ClosedError(Close.MALFORMED)
        self._running[identifier] = tasks.create_task(self._follow(identifier, payload, request))

    async def _follow(self, identifier: str, payload: dict[str, Any], request: Request) -> None:
        try:
            async with aclosing(self._subscriber.events(request, question_of(payload))) as events:
                async for event in events:
                    await self._tell({"type": "next", "id": identifier, "payload": {"data": event}})
        except RefusedError as refused:
            await self._refuse(identifier, refused)
        except AccessError as error:
            await self._refuse(identifier, RefusedError.of(error))
        except LostError:
            raise ClosedError(Close.SLOW) from None

    async def _refuse(self, identifier: str, refused: RefusedError) -> None:
        """End a subscription with a refusal, or the connection where the refusal is of the caller."""
        code = code_of(refused.code)
        if code is not None:
            raise ClosedError(code)
        self._running.pop(identifier, None)
        await self._tell({"type": "error", "id": identifier, "payload": refused.errors})

    async def _next(self) -> dict[str, Any] | None:
        """The next message; None once the other side has left."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        try:
            if text is None or len(text) > MESSAGE_BYTES:
                raise ClosedError(Close.MALFORMED)
            found = read_object(text.encode())
        except (AccessError, UnicodeEncodeError):
            raise ClosedError(Close.MALFORMED) from None
        if not isinstance(found.get("type"), str):
            raise ClosedError(Close.MALFORMED)
        return found

    async def _tell(self, message: dict[str, Any]) -> None:
        """Send a message; somebody who does not take it is not waited for."""
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self._send({"type": "websocket.send", "text": orjson.dumps(message).decode()})
        except TimeoutError:
            raise ClosedError(Close.SLOW) from None


class _LeftError(Exception):
    """The other side has left."""


def _all(group: BaseExceptionGroup[ClosedError]) -> list[ClosedError]:
    """The exceptions of a group, however nested."""
    return [
        leaf
        for each in group.exceptions
        for leaf in (_all(each) if isinstance(each, BaseExceptionGroup) else [each])
    ]


def _request(payload: Any) -> Request:
    """What of a connection's first message is looked at: the same as of a request's headers."""
    if not isinstance(payload, dict) or not set(payload) <= _INIT_KEYS:
        raise ClosedError(Close.MALFORMED)
    values = [payload.get("Authorization"), payload.get("Kith-Purpose")]
    if not all(isinstance(each, str | None) for each in values):
        raise ClosedError(Close.MALFORMED)
    return Request(*values)
