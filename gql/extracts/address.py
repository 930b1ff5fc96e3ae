"""The address that extracts are asked of: `POST /extracts`."""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from gql.exchange import JSON, Headers, json_body, request_of, send_answer
from gql.extracts.commission import Commission, read_commission
from gql.limits import Limits
from gql.service import Service


class Extracts:
    """The address that extracts are asked of."""

    def __init__(self, limits: Limits, body_seconds: float) -> None:
        self._limits = limits
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service: Service = scope["app"].state.service
        headers = Headers(scope["headers"])

        async def commission() -> Commission:
            body = await json_body(headers, receive, self._limits.body_bytes, self._body_seconds)
            return read_commission(body)

        answer = await service.extract(request_of(scope, headers), commission)
        # Of what is refused the body may not have been read.
        await send_answer(send, answer, JSON, is_whole=answer.status == HTTPStatus.OK)
