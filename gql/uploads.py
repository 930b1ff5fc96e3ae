"""The address that files of records are posted to: `POST /records/{contract}`."""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from gql.changes.upload import Upload
from gql.endpoint import Headers
from gql.service import Request, Service


class Uploads:
    """The address that files are posted to."""

    def __init__(self, most: int) -> None:
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service: Service = scope["app"].state.service
        headers = Headers(scope["headers"])
        upload = Upload(
            scope["path_params"]["contract"],
            headers.only(b"idempotency-key") or "",
            headers.only(b"content-type"),
            receive,
            self._most,
        )
        address = scope["client"][0] if scope.get("client") else None
        asked = Request(headers.only(b"authorization"), headers.only(b"kith-purpose"), address)
        answer = await service.load(asked, upload)
        length = str(len(answer.body)).encode()
        start = [(b"content-type", b"application/json"), (b"content-length", length)]
        if answer.retry_after is not None:
            start.append((b"retry-after", str(answer.retry_after).encode()))
        if answer.status != HTTPStatus.OK:  # the rest of the file may not have been read
            start.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": start})
        await send({"type": "http.response.body", "body": answer.body})
