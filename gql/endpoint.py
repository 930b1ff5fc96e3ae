"""The address that questions are posted to: from a request to its answer, in the type that it accepts."""

from starlette.types import Receive, Scope, Send

from gql.body import read_question
from gql.errors import NotAcceptableError
from gql.exchange import Headers, json_body, request_of, send_answer
from gql.limits import Limits
from gql.media import acceptable, status_of
from gql.plans import Question
from gql.service import Service
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
        answer = await service.answer(request_of(scope, headers), asking.question)
        status = status_of(answer.status, media, is_well_formed=asking.is_well_formed)
        await send_answer(send, answer._replace(status=status), media.value, is_whole=asking.is_read)


class _Asking:
    """Reads the question of one request, and remembers how far that went."""

    def __init__(self, headers: Headers, receive: Receive, limits: Limits, seconds: float) -> None:
        self._headers = headers
        self._receive = receive
        self._limits = limits
        self._seconds = seconds
        self.is_read = False
        self.is_well_formed = False

    async def question(self) -> Question:
        """The question; read once the service knows who asks."""
        body = await json_body(self._headers, self._receive, self._limits.body_bytes, self._seconds)
        self.is_read = True
        found = read_question(body)
        self.is_well_formed = True
        return found
