"""The address that files of records are posted to: `POST /records/{contract}`."""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from gql.changes.upload import Upload
from gql.exchange import JSON, Headers, request_of, send_answer
from gql.service import Service


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
        answer = await service.load(request_of(scope, headers), upload)
        # Of what is refused the rest of the file may not have been read.
        await send_answer(send, answer, JSON, is_whole=answer.status == HTTPStatus.OK)
