"""The service on the network: questions as POST of JSON at /graphql, subscriptions over WebSockets there,
files and the pages that integrators read at addresses of their own, and two signs of life.

No queries by GET, no forms, no batches, no cookies, no cross-origin answers, and nothing without a header
that only a caller's own program sends: a browser cannot be made to ask in somebody's name.
"""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gql.attendant import Attendant
from gql.audit import AuditLog
from gql.endpoint import GraphQL
from gql.errors import AccessError, MethodError, NotFoundError, SettingsError
from gql.extracts.address import Extracts
from gql.integrators.address import Listed
from gql.integrators.pages import Listing
from gql.packs import Packs
from gql.plans import Plans
from gql.provisions import provided
from gql.renewal import Renewal
from gql.seats import Seats
from gql.service import Service
from gql.settings import ServerSettings
from gql.shield import Shield
from gql.short_way import ShortWay
from gql.sockets import Sockets
from gql.subscriber import Subscriber
from gql.transport import EXTRACTS, LOOPBACK, QUESTIONS, UPLOADS, web_server
from gql.uploads import Uploads
from graph.errors import GraphError
from graph.migration import migrate
from graph.store import Store

_LOOPBACK_ADDRESSES = {"127.0.0.1", "::1", "localhost"}


def application(settings: ServerSettings) -> Starlette:
    """The service as an ASGI application; policies and keys are checked before it is returned.

    Raises:
        SettingsError: a policy pack is wrong.
    """
    plans = Plans(Packs.read(settings.policies), settings.limits)
    questions = GraphQL(settings.limits, settings.transport.body_seconds)
    return Starlette(
        routes=_routes(settings, questions),
        lifespan=partial(_lifespan, settings, plans),
        middleware=[
            Middleware(Shield, transport=settings.transport),
            Middleware(ShortWay, questions=questions),
        ],
        exception_handlers={HTTPException: _refused},
    )


@asynccontextmanager
async def _lifespan(settings: ServerSettings, plans: Plans, app: Starlette) -> AsyncIterator[None]:
    """Hold open, and give to the application, what it answers with."""
    audit = AuditLog.open(settings.audit, is_synced=settings.is_synced)
    try:
        async with (
            await Store.connect(settings.target) as store,
            Attendant(audit).at_work() as attendant,
            provided(settings, store) as provisions,
        ):
            app.state.store = store
            service = app.state.service = Service(settings, store, plans, audit, provisions)
            seats = Seats(settings.transport.subscriptions_all, settings.transport.subscriptions_each)
            app.state.subscriber = Subscriber(service, store, settings.limits, attendant, seats)
            async with _renewing(settings, service):
                yield
    finally:
        audit.close()


def _routes(settings: ServerSettings, questions: GraphQL) -> list[BaseRoute]:
    """Every address of the service."""
    return [
        Route(QUESTIONS, questions, methods=["POST"]),
        Route(f"{UPLOADS}{{contract}}", Uploads(settings.writing.upload_bytes), methods=["POST"]),
        Route(EXTRACTS, Extracts(settings.limits, settings.transport.body_seconds), methods=["POST"]),
        *(Route(f"/{each}", Listed(each), methods=["GET"]) for each in Listing),
        WebSocketRoute(QUESTIONS, Sockets(settings.transport)),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
    ]


@asynccontextmanager
async def _renewing(settings: ServerSettings, service: Service) -> AsyncIterator[None]:
    """Keep the keys as their source publishes them, if they have one."""
    if settings.key_source is None:
        yield
        return
    async with Renewal(settings.key_source, service.verifier.renew).at_work():
        yield


def serve(settings: ServerSettings, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve until interrupted; on loopback unless told otherwise.

    Raises:
        SettingsError, DatabaseUnavailableError: the service cannot start.
    """
    if settings.is_development and host not in _LOOPBACK_ADDRESSES:
        raise SettingsError(
            "tokens of this machine's own key are for loopback only; name who issues them in KITH_ISSUER"
        )
    server = web_server(application(_for_address(settings, host)), settings.transport)
    asyncio.run(_check(settings))
    with _listening(host, port) as listener:
        collect_seldom()
        server.run(sockets=[listener])


def _for_address(settings: ServerSettings, host: str) -> ServerSettings:
    """On loopback, only its names are answered for unless others are named."""
    if settings.transport.hosts or host not in _LOOPBACK_ADDRESSES:
        return settings
    return replace(settings, transport=replace(settings.transport, hosts=LOOPBACK))


async def _check(settings: ServerSettings) -> None:
    """Open all that the service needs once, so that what fails is told before it listens."""
    AuditLog.open(settings.audit, is_synced=settings.is_synced).close()
    async with await Store.connect(settings.target) as store:
        await migrate(store)


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


def collect_seldom() -> None:
    """Let the collector of cycles look less often.

    Answers are trees, in which it finds nothing, and by default it looks for a third of the time that
    a long list takes.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def _refused(_: HttpRequest, error: Exception) -> Response:
    """What no address or method answers, in the shape of every refusal."""
    assert isinstance(error, HTTPException)
    known = {404: NotFoundError(), 405: MethodError()}.get(error.status_code, AccessError())
    body = orjson.dumps(known.as_answer())
    return Response(body, known.status, error.headers, "application/json")


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
