"""The address that extracts are asked of: `POST /extracts`."""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from gql.body import read_body
from gql.endpoint import Headers
from gql.errors import MediaTypeError
from gql.extracts.commission import Commission, read_commission
from gql.limits import Limits
from gql.media import is_json
from gql.service import Request, Service


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
            if not is_json(headers.only(b"content-type")):
                raise MediaTypeError
            length = headers.only(b"content-length")
            return read_commission(
                await read_body(receive, length, self._limits.body_bytes, self._body_seconds)
            )

        address = scope["client"][0] if scope.get("client") else None
        asked = Request(headers.only(b"authorization"), headers.only(b"kith-purpose"), address)
        answer = await service.extract(asked, commission)
        start = [(b"content-type", b"application/json"), (b"content-length", str(len(answer.body)).encode())]
        if answer.retry_after is not None:
            start.append((b"retry-after", str(answer.retry_after).encode()))
        if answer.status != HTTPStatus.OK:  # the body may not have been read
            start.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": start})
        await send({"type": "http.response.body", "body": answer.body})
