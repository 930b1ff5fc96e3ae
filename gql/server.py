"""The HTTP service: questions as POST of JSON at /graphql, and two signs of life.

No queries by GET, no forms, no batches, no cookies, no cross-origin answers: a browser cannot be
made to ask in somebody's name.
"""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gql.audit import AuditLog
from gql.errors import (
    BodyTooLargeError,
    MalformedRequestError,
    MediaTypeError,
    SettingsError,
)
from gql.packs import Packs
from gql.plans import Plans, Question
from gql.service import Request, Service
from gql.settings import ServerSettings
from gql.token import each_key_once
from graph.errors import GraphError
from graph.store import Store

_KEYS = {"query", "variables", "operationName", "extensions"}
_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


def application(settings: ServerSettings) -> Starlette:
    """The service as an ASGI application; policies and keys are checked before it is returned.

    Raises:
        SettingsError: a policy pack is wrong.
    """
    plans = Plans(Packs.read(settings.policies), settings.limits)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        audit = AuditLog.open(settings.audit, is_synced=settings.is_synced)
        try:
            async with await Store.connect(settings.target) as store:
                app.state.store = store
                app.state.service = Service(settings, store, plans, audit)
                yield
        finally:
            audit.close()

    routes = [
        Route("/graphql", GraphQL(settings.limits.body_bytes), methods=["POST"]),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def serve(settings: ServerSettings, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve until interrupted; on loopback unless told otherwise.

    Raises:
        SettingsError, DatabaseUnavailableError: the service cannot start.
    """
    served = application(settings)
    asyncio.run(_check(settings))
    config = uvicorn.Config(
        served,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="on",
        limit_concurrency=256,
        timeout_keep_alive=10,
    )
    with _listening(host, port) as listener:
        _collect_seldom()
        uvicorn.Server(config).run(sockets=[listener])


async def _check(settings: ServerSettings) -> None:
    """Open all that the service needs once, so that what fails is told before it listens."""
    AuditLog.open(settings.audit, is_synced=settings.is_synced).close()
    await (await Store.connect(settings.target)).close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        SettingsError: it cannot; mostly because another program does.
    """
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --port"
        ) from error


def _collect_seldom() -> None:
    """Let the collector of cycles look less often.

    Answers are trees, in which it finds nothing, and by default it looks for a third of the time that
    a long list takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class GraphQL:
    """The endpoint: reads the body within its limit, and asks the service."""

    def __init__(self, body_bytes: int) -> None:
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service: Service = scope["app"].state.service
        headers = _Headers(scope["headers"])

        async def question() -> Question:
            if not _is_json(headers.only(b"content-type")):
                raise MediaTypeError
            return _question(await self._body(receive))

        asked = Request(headers.only(b"authorization"), headers.only(b"kith-purpose"))
        status, body = await service.answer(asked, question)
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [length, *_HEADERS]})
        await send({"type": "http.response.body", "body": body})

    async def _body(self, receive: Receive) -> bytes:
        """The whole body.

        Raises:
            BodyTooLargeError: it is larger than the limit; the rest is not read.
            MalformedRequestError: the client left before it was sent.
        """
        chunks, size = [], 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise MalformedRequestError
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > self._body_bytes:
                raise BodyTooLargeError
            if not message.get("more_body", False):
                return b"".join(chunks)


class _Headers:
    """The headers of a request, of which each that matters may be sent once."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def only(self, name: bytes) -> str | None:
        """The value of a header; None where it is not sent, or more than once."""
        found = [value for key, value in self._raw if key == name]
        return found[0].decode("latin-1") if len(found) == 1 else None


def _is_json(content_type: str | None) -> bool:
    media, _, parameter = (content_type or "").lower().replace(" ", "").partition(";")
    return media == "application/json" and parameter in {"", "charset=utf-8"}


def _question(body: bytes) -> Question:
    try:
        asked: Any = json.loads(
            body.decode("utf-8"), object_pairs_hook=each_key_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise MalformedRequestError from None
    if not isinstance(asked, dict) or not set(asked) <= _KEYS:
        raise MalformedRequestError
    text, variables = asked.get("query"), asked.get("variables")
    operation = asked.get("operationName")
    if (
        not isinstance(text, str)
        or not isinstance(variables, dict | None)
        or not isinstance(operation, str | None)
    ):
        raise MalformedRequestError
    return Question(text, operation, variables if variables is not None else {})


def _no_constant(name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


async def _healthz(_: HttpRequest) -> Response:
    """The process runs."""
    return JSONResponse({"status": "alive"})


async def _readyz(request: HttpRequest) -> Response:
    """The database answers, so that questions can be answered."""
    try:
        store: Store = request.app.state.store
        await store.read("RETURN 1 AS one")
    except GraphError:
        return JSONResponse({"status": "waiting for the database"}, 503)
    return JSONResponse({"status": "ready"})
