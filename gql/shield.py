"""What stands before every request: which host and origin it is for, how many at once, for how long.

Every answer leaves with the headers that keep a browser from doing anything with it but showing it, and
whatever goes wrong behind is told in the one shape of a refusal.
"""

import asyncio
import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.errors import (
    AccessError,
    BusyError,
    OriginError,
    TimeBudgetError,
    WrongHostError,
)
from gql.transport import EXTRACTS, UPLOADS, Transport

_log = logging.getLogger(__name__)
_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_FEATURES = b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", _FEATURES),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_ENCRYPTED = (*_HEADERS, (b"strict-transport-security", b"max-age=63072000; includeSubDomains"))


class Shield:
    """An ASGI application before another."""

    def __init__(self, inner: ASGIApp, transport: Transport) -> None:
        self._inner = inner
        self._transport = transport
        self._hosts = frozenset(host.lower() for host in transport.hosts)
        self._origins = frozenset(origin.lower() for origin in transport.origins)
        self._under_way = 0
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        else:
            await self._inner(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = _Sending(send, _ENCRYPTED if scope["scheme"] == "https" else _HEADERS)
        error = self._reason_against(scope, self._under_way, self._transport.requests)
        if error is not None:
            await refuse(error, sending)
            return
        self._under_way += 1
        try:
            async with asyncio.timeout(self._seconds(scope)):
                await self._inner(scope, receive, sending)
        except TimeoutError:
            await _fail(TimeBudgetError(), sending)
        except Exception as error:  # what nobody expected has one answer and no stack trace
            _log.error("A request failed: %s", type(error).__name__)
            await _fail(AccessError(), sending)
        finally:
            self._under_way -= 1

    def _seconds(self, scope: Scope) -> float:
        """How long a request may take: files take longer."""
        is_file = scope["path"].startswith(UPLOADS) or scope["path"] == EXTRACTS
        return self._transport.upload_seconds if is_file else self._transport.request_seconds

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._reason_against(scope, self._sockets, self._transport.sockets) is not None:
            await send({"type": "websocket.close", "code": 1008})
            return
        self._sockets += 1
        try:
            await self._inner(scope, receive, send)
        finally:
            self._sockets -= 1

    def _reason_against(self, scope: Scope, open_now: int, most: int) -> AccessError | None:
        """Why a request may not come through, if it may not."""
        host, origin = _only(scope["headers"], b"host"), _only(scope["headers"], b"origin")
        if host is None or (self._hosts and _without_port(host) not in self._hosts):
            return WrongHostError()
        if origin != "" and origin not in self._origins and not _is_of(origin, host):
            return OriginError()
        return BusyError() if open_now >= most else None


class _Sending:
    """Adds the headers to an answer that does not set them itself."""

    def __init__(self, send: Send, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._send = send
        self._headers = headers
        self.is_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_started = True
            own = list(message.get("headers", ()))
            names = {name for name, _ in own}
            message["headers"] = own + [each for each in self._headers if each[0] not in names]
        await self._send(message)


async def refuse(error: AccessError, send: Send) -> None:
    """Answer a request with a refusal, and let go of its connection, whose body may not have come."""
    body = orjson.dumps(error.as_answer())
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _fail(error: AccessError, sending: _Sending) -> None:
    """Tell of a failure; an answer that had begun ends here, and its connection with it."""
    if not sending.is_started:
        await refuse(error, sending)


def _only(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The value of a header in lower case, empty where it is not sent; None where it is sent twice."""
    found = [value for key, value in headers if key == name]
    if not found:
        return ""
    return found[0].decode("latin-1").lower() if len(found) == 1 else None


def _without_port(host: str) -> str:
    return host[: host.rindex("]") + 1] if host.endswith("]") or "]:" in host else host.partition(":")[0]


def _is_of(origin: str | None, host: str) -> bool:
    """Whether a page of that origin comes from the host that it asks."""
    try:
        return bool(origin and host) and urlsplit(origin).netloc == host
    except ValueError:
        return False
