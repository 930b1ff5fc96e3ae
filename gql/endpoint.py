"""The address that questions are posted to: from a request to its answer, in the type that it accepts."""

from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from gql.body import read_body, read_question
from gql.errors import MediaTypeError, NotAcceptableError
from gql.limits import Limits
from gql.media import Media, acceptable, is_json, status_of
from gql.plans import Question
from gql.service import Answer, Request, Service
from gql.shield import refuse


class GraphQL:
    """The endpoint: reads the body within its limits, and asks the service."""

    def __init__(self, limits: Limits, body_seconds: float) -> None:
        self._limits = limits
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service: Service = scope["app"].state.service
        headers = Headers(scope["headers"])
        media = acceptable(headers.only(b"accept"))
        if media is None:
            await refuse(NotAcceptableError(), send)
            return
        asking = _Asking(headers, receive, self._limits, self._body_seconds)
        address = scope["client"][0] if scope.get("client") else None
        asked = Request(headers.only(b"authorization"), headers.only(b"kith-purpose"), address)
        answer = await service.answer(asked, asking.question)
        status = status_of(answer.status, media, is_well_formed=asking.is_well_formed)
        await send(_start(answer._replace(status=status), media, is_whole=asking.is_read))
        await send({"type": "http.response.body", "body": answer.body})


class _Asking:
    """Reads the question of one request, and remembers how far that went."""

    def __init__(self, headers: "Headers", receive: Receive, limits: Limits, seconds: float) -> None:
        self._headers = headers
        self._receive = receive
        self._limits = limits
        self._seconds = seconds
        self.is_read = False
        self.is_well_formed = False

    async def question(self) -> Question:
        """The question; read once the service knows who asks."""
        if not is_json(self._headers.only(b"content-type")):
            raise MediaTypeError
        length = self._headers.only(b"content-length")
        body = await read_body(self._receive, length, self._limits.body_bytes, self._seconds)
        self.is_read = True
        found = read_question(body)
        self.is_well_formed = True
        return found


class Headers:
    """The headers of a request, of which each that matters may be sent once."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def only(self, name: bytes) -> str | None:
        """The value of a header; None where it is not sent, or more than once."""
        found = [value for key, value in self._raw if key == name]
        return found[0].decode("latin-1") if len(found) == 1 else None


def _start(answer: Answer, media: Media, *, is_whole: bool) -> dict[str, object]:
    """The head of an answer; a connection on which a body was left unread is not used again."""
    headers = [(b"content-type", media.value), (b"content-length", str(len(answer.body)).encode())]
    if answer.retry_after is not None:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    if not is_whole:
        headers.append((b"connection", b"close"))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}
