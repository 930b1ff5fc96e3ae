"""The addresses that integrators read: `GET /feed` and `GET /quarantine`."""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from gql.exchange import JSON, Headers, request_of, send_answer
from gql.integrators.pages import Listing
from gql.service import Service


class Listed:
    """The address of something that is read in pages."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service: Service = scope["app"].state.service
        request = request_of(scope, Headers(scope["headers"]))
        answer = await service.page(request, self._listing, scope["query_string"])
        # A body means nothing here, and of what is refused it is not read.
        await send_answer(send, answer, JSON, is_whole=answer.status == HTTPStatus.OK)
