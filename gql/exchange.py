"""What the addresses of the service share: what they look at of a request, and how an answer is sent."""

from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from gql.answer import Answer
from gql.body import read_body
from gql.errors import MediaTypeError
from gql.media import is_json
from gql.service import Request

JSON = b"application/json"


class Headers:
    """The headers of a request, of which each that matters may be sent once."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def only(self, name: bytes) -> str | None:
        """The value of a header; None where it is not sent, or more than once."""
        found = [value for key, value in self._raw if key == name]
        return found[0].decode("latin-1") if len(found) == 1 else None


def address_of(scope: Scope) -> str | None:
    """The address that a request or a connection comes from, where the server knows it."""
    return scope["client"][0] if scope.get("client") else None


def request_of(scope: Scope, headers: Headers) -> Request:
    """What the service looks at of a request."""
    return Request(headers.only(b"authorization"), headers.only(b"kith-purpose"), address_of(scope))


async def json_body(headers: Headers, receive: Receive, most: int, seconds: float) -> bytes:
    """The body of a request, which is declared as JSON.

    Args:
        most: how many bytes it may have.
        seconds: how long it may take to come.

    Raises:
        MediaTypeError: it is declared as something else.
        BodyTooLargeError, BodyTooSlowError, MalformedRequestError: as `gql.body.read_body` raises them.
    """
    if not is_json(headers.only(b"content-type")):
        raise MediaTypeError
    return await read_body(receive, headers.only(b"content-length"), most, seconds)


async def send_answer(send: Send, answer: Answer, media: bytes, *, is_whole: bool) -> None:
    """Send an answer; a connection on which a body may have been left unread is not used again."""
    headers = [(b"content-type", media), (b"content-length", str(len(answer.body)).encode())]
    if answer.retry_after is not None:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    if not is_whole:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
