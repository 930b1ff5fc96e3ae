"""An answer leaves in one piece, and nothing of it is kept back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from gql.connection import BoundedConnection
from gql.whole import Whole

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"


class Transport(asyncio.Transport):
    """Keeps what is written, write by write, and notes that it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Any] = []
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def test_the_head_leaves_with_the_beginning_of_the_body() -> None:
    transport = Transport()
    whole = Whole(transport)
    for part in (HEAD, b"bo", b"dy"):
        whole.write(part)
    whole.end()
    assert transport.written == [HEAD + b"bo", b"dy"]


def test_each_answer_begins_with_its_own_head() -> None:
    transport = Transport()
    whole = Whole(transport)
    for _ in range(2):
        whole.write(HEAD)
        whole.write(b"body")
        whole.end()
    assert transport.written == [HEAD + b"body"] * 2


def test_a_head_alone_leaves_when_the_answer_ends() -> None:
    transport = Transport()
    whole = Whole(transport)
    whole.write(HEAD)
    assert transport.written == []
    whole.end()
    whole.end()
    assert transport.written == [HEAD]


def test_a_head_leaves_before_the_connection_closes() -> None:
    transport = Transport()
    whole = Whole(transport)
    whole.write(HEAD)
    whole.close()
    assert (transport.written, whole.is_closing()) == ([HEAD], True)


def test_that_a_body_may_come_is_told_at_once() -> None:
    transport = Transport()
    whole = Whole(transport)
    goes_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    for part in (goes_on, HEAD, b"body"):
        whole.write(part)
    assert transport.written == [goes_on, HEAD + b"body"]


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    headers = [(b"content-length", b"4")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/fails":
        raise RuntimeError
    await send({"type": "http.response.body", "body": b"body"})


def _asked(*requests: bytes, app: Callable[..., Awaitable[None]] = _answer) -> Transport:
    """What a connection writes for requests that come at once."""

    async def work() -> Transport:
        config = Config(
            app, http=BoundedConnection, lifespan="off", log_level="critical", server_header=False
        )
        config.date_header = False
        config.load()
        connection = BoundedConnection(config, ServerState(), {})
        transport = Transport()
        connection.connection_made(transport)
        connection.data_received(b"".join(requests))
        while not transport.is_closed and len(transport.written) < len(requests):
            await asyncio.sleep(0)
        connection.connection_lost(None)
        return transport

    return asyncio.run(work())


def _request(method: str = "GET", path: str = "/") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nhost: here\r\n\r\n".encode()


def test_an_answer_is_one_write_and_answers_keep_their_order() -> None:
    assert _asked(_request(), _request(), _request()).written == [HEAD + b"body"] * 3


def test_an_answer_without_a_body_is_sent_too() -> None:
    assert _asked(_request("HEAD"), _request()).written == [HEAD, HEAD + b"body"]


@pytest.mark.parametrize("number", [1, 2])
def test_where_an_answer_breaks_off_its_head_is_sent_and_the_connection_closes(number: int) -> None:
    transport = _asked(*[_request()] * (number - 1), _request(path="/fails"))
    assert transport.is_closed
    assert b"".join(transport.written).endswith(HEAD)
