"""How the service is spoken to: addresses, encryption, and how much at once and for how long.

Every setting of the web server is made here and nowhere else.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from gql.connection import BoundedConnection
from gql.errors import SettingsError
from gql.socket_connection import BoundedSocket

UPLOADS = "/records/"
"""Where files are posted to."""

QUESTIONS = "/graphql"
"""Where questions are posted to, and subscriptions are opened."""

EXTRACTS = "/extracts"
"""Where extracts are asked of."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MESSAGE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Transport:
    """The settings of the transport.

    Attributes:
        hosts: names that requests may be sent to (the header Host, without its port); none allows any.
        origins: web origins, beside the service's own, whose pages may ask.
        certificate: file of the TLS certificate and its chain, in PEM; with `key`, all is encrypted.
        key: file of the certificate's private key, in PEM, without a password.
        requests: how many are answered at the same time; more are told to come again.
        sockets: how many WebSockets may be open.
        connections: how many connections may be open.
        subscriptions: how many one WebSocket may have.
        subscriptions_each: how many one caller may have, over all their WebSockets.
        subscriptions_all: how many the service follows.
        body_seconds: how long a body may take to arrive.
        request_seconds: how long a request may take, from its headers to its answer.
        upload_seconds: how long a file may take to arrive and be loaded, or an extract to be made.
        idle_seconds: how long a connection may lie idle, or take over the headers of a request.
        drain_seconds: how long requests under way may take once the service is told to stop.
        recheck_seconds: after how long without an event a subscription is authorised anew.
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    requests: int = 256
    sockets: int = 512
    connections: int = 2048
    subscriptions: int = 10
    subscriptions_each: int = 50
    subscriptions_all: int = 2000
    body_seconds: float = 5.0
    request_seconds: float = 30.0
    upload_seconds: float = 600.0
    idle_seconds: int = 10
    drain_seconds: int = 15
    recheck_seconds: float = 25.0

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS is spoken.

        Raises:
            SettingsError: a certificate is named without a key, or a key without a certificate.
        """
        if (self.certificate is None) != (self.key is None):
            raise SettingsError("TLS needs both KITH_TLS_CERTIFICATE and KITH_TLS_KEY, or neither")
        return self.certificate is not None


def web_server(application: ASGIApp, transport: Transport) -> uvicorn.Server:
    """The web server of an application, not yet started.

    Raises:
        SettingsError: the certificate or its key cannot be used.
    """
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=BoundedConnection,
        ws=BoundedSocket,
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="on",
        limit_concurrency=transport.connections,
        timeout_keep_alive=transport.idle_seconds,
        timeout_graceful_shutdown=transport.drain_seconds,
        ssl_certfile=transport.certificate if transport.is_encrypted else None,
        ssl_keyfile=transport.key,
    )
    _load(config)
    return uvicorn.Server(config)


def _load(config: uvicorn.Config) -> None:
    try:
        config.load()
    except (ssl.SSLError, OSError) as error:
        raise SettingsError(
            f"the TLS certificate or its key cannot be used ({error.strerror}); both must be PEM files "
            "without a password, the key that of the certificate"
        ) from error
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
