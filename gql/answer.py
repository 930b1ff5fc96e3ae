"""What a request is answered with, before the transport has it."""

from typing import NamedTuple

import orjson

from gql.errors import AccessError


class Answer(NamedTuple):
    """An answer, ready to be released; where it is a refusal for a while, after how many seconds to retry."""

    status: int
    body: bytes
    retry_after: int | None = None


def refusal(error: AccessError) -> Answer:
    """The answer that a refusal is told with."""
    return Answer(error.status, orjson.dumps(error.as_answer()), error.retry_after)
