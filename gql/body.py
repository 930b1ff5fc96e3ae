"""The body of a request and the question in it: read within a size and a time, every key once.

Nothing in a body may make reading it slow: what is nested deeply, holds too many objects or is not
text that can be written down again is refused before anything looks at it.
"""

import asyncio
import json
import re
from typing import Any

import orjson
from starlette.types import Receive

from gql.errors import (
    BodyTooLargeError,
    BodyTooSlowError,
    InvalidVariablesError,
    MalformedRequestError,
    TooCostlyError,
)
from gql.plans import Question
from gql.token import each_key_once

_KEYS = {"query", "documentId", "variables", "operationName", "extensions"}
_MOST_OBJECTS = 2000
_DEEPEST = 24
_HOLDERS = frozenset((dict, list))
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


async def read_body(receive: Receive, length: str | None, most: int, seconds: float) -> bytes:
    """The whole body.

    Args:
        length: what the request says that its length is, which may be a lie.

    Raises:
        BodyTooLargeError: it is larger than `most` bytes, or says so; the rest is not read.
        BodyTooSlowError: it did not arrive within `seconds`.
        MalformedRequestError: the client left before it was sent.
    """
    if length is not None and length.isdecimal() and int(length[:20]) > most:
        raise BodyTooLargeError
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, most)
    except TimeoutError:
        raise BodyTooSlowError from None


async def _read(receive: Receive, most: int) -> bytes:
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise MalformedRequestError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            raise BodyTooLargeError
        if not message.get("more_body", False):
            return b"".join(chunks)


def read_question(body: bytes) -> Question:
    """The question that a body holds.

    Raises:
        MalformedRequestError: it is not one JSON object with a query, or holds anything else.
        TooCostlyError: it holds too many objects and lists.
        InvalidVariablesError: its variables nest too deeply.
    """
    asked = read_object(body)
    if not set(asked) <= _KEYS:
        raise MalformedRequestError
    return question_of(asked)


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object from bytes that anybody may have sent.

    Raises:
        MalformedRequestError: it is not one JSON object in UTF-8, or names a key twice.
        TooCostlyError: it holds too many objects and lists.
    """
    if body.count(b"{") + body.count(b"[") > _MOST_OBJECTS:
        raise TooCostlyError
    try:
        found = _DECODER.decode(body.decode("utf-8"))
        if _SURROGATE.search(body):
            orjson.loads(body)
    except (ValueError, RecursionError):
        raise MalformedRequestError from None
    if not isinstance(found, dict):
        raise MalformedRequestError
    return found


def question_of(asked: dict[str, Any]) -> Question:
    """The question that an object holds, whatever else it holds.

    Raises:
        MalformedRequestError: a part is not of its type.
        InvalidVariablesError: the variables nest too deeply.
    """
    text, document, variables = asked.get("query"), asked.get("documentId"), asked.get("variables")
    operation, extensions = asked.get("operationName"), asked.get("extensions")
    if (
        not isinstance(text, str | None)
        or not isinstance(document, str | None)
        or (text is None) == (document is None)
        or not isinstance(variables, dict | None)
        or not isinstance(operation, str | None)
        or not isinstance(extensions, dict | None)
    ):
        raise MalformedRequestError
    if not _is_shallow(variables):
        raise InvalidVariablesError
    given = variables if variables is not None else {}
    return Question(text if text is not None else "", operation, given, document_id=document)


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return True
    return False


def _inside(value: Any) -> list[Any]:
    """The objects and lists right inside a value."""
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for each in values if type(each) in _HOLDERS]


def _no_constant(name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=each_key_once, parse_constant=_no_constant)
