"""The short way of a question: from the shield to its endpoint, past the search for a route.

Nearly every request is a question; finding its route and waiting for exceptions that it never raises took a
twentieth of the service's time.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from gql.transport import QUESTIONS


class ShortWay:
    """An ASGI application before another, which answers all but questions."""

    def __init__(self, inner: ASGIApp, questions: ASGIApp) -> None:
        self._inner = inner
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a question, or hand on whatever else it is."""
        is_question = (
            scope["type"] == "http"
            and scope["method"] == "POST"
            and scope["path"] == QUESTIONS
            and not scope.get("root_path")
        )
        await (self._questions if is_question else self._inner)(scope, receive, send)
