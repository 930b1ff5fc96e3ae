"""Media types: what a body must be declared as, and which of two types an answer is given in.

After "GraphQL over HTTP": an answer as application/graphql-response+json says by its status whether the
question was answered; as application/json, the older type, a well-formed request is answered with 200
whatever became of its question, and the errors are in the body alone.
"""

from collections.abc import Iterable
from enum import Enum


class Media(Enum):
    """The type of an answer, as its header says it."""

    RESPONSE = b"application/graphql-response+json; charset=utf-8"
    JSON = b"application/json; charset=utf-8"


_RANGES = {
    "application/graphql-response+json": Media.RESPONSE,
    "application/json": Media.JSON,
    "application/*": Media.JSON,
    "*/*": Media.JSON,
}


def is_json(content_type: str | None) -> bool:
    """Whether a body is declared as JSON in UTF-8, with nothing else said about it."""
    media, _, parameter = (content_type or "").lower().replace(" ", "").partition(";")
    return media == "application/json" and parameter in {"", "charset=utf-8", 'charset="utf-8"'}


def acceptable(accept: str | None) -> Media | None:
    """The type to answer in; None where the caller accepts neither."""
    if accept is None or not accept.strip():
        return Media.JSON
    return _first(sorted(_weighted(accept), key=lambda each: -each[1]))


def status_of(status: int, media: Media, *, is_well_formed: bool) -> int:
    """The status of an answer in its type, for a request that was well formed or not."""
    is_about_the_question = status == 400 and is_well_formed
    return 200 if media is Media.JSON and is_about_the_question else status


def _first(weighted: Iterable[tuple[Media, float]]) -> Media | None:
    return next((media for media, weight in weighted if weight > 0), None)


def _weighted(accept: str) -> Iterable[tuple[Media, float]]:
    """The types that an Accept header names, each with its weight; what is unknown is left out."""
    for part in accept.lower().replace(" ", "").split(",")[:20]:
        name, *parameters = part.split(";")
        charsets = [each.partition("=")[2].strip('"') for each in parameters if each.startswith("charset=")]
        if name in _RANGES and all(each in {"utf-8", "utf8"} for each in charsets):
            yield _RANGES[name], _weight(parameters)


def _weight(parameters: list[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
