"""A document's text, read once from left to right before it is parsed.

Whatever is sent, reading stops at the first token too many, so that the time it takes is bounded by the
limits and not by the sender; a token that is longer than any honest one is refused without being read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gql.errors import InvalidDocumentError, TooCostlyError

_LONGEST_TEXT = 4096
_LONGEST = {"name": 128, "number": 40}
_SKIPPED = re.compile(r"[\ufeff\t\n\r ,]*+")
_TOKEN = re.compile(
    r"(?P<name>[_A-Za-z][_0-9A-Za-z]*+)"
    r"|(?P<open>[{(\[])"
    r"|(?P<close>[})\]])"
    r"|(?P<mark>[!$&:=@|]|\.\.\.)"
    rf'|(?P<block>"""(?:[^"\\]|\\"""|\\(?!""")|"(?!"")){{0,{_LONGEST_TEXT}}}""")'
    rf'|(?P<text>"(?!"")(?:[^"\\\n\r]|\\.){{0,{_LONGEST_TEXT}}}")'
    r"|(?P<number>-?[0-9][0-9.eE+-]*+(?![_A-Za-z]))"
    r"|(?P<comment>#[^\n\r]*+)",
    re.DOTALL,
)
_CLOSES = {"}": "{", ")": "(", "]": "["}


@dataclass(frozen=True)
class Scanned:
    """What a text holds.

    Attributes:
        text: its tokens alone, a blank between two, without comments and whatever else is skipped.
        tokens: how many there are, comments included.
        nesting: how deeply its brackets nest.
    """

    text: str
    tokens: int
    nesting: int


def scan(text: str, tokens: int, nesting: int) -> Scanned:
    """Read a document's tokens, as far as the limits go.

    Raises:
        TooCostlyError: it holds more tokens, nests more deeply or holds a longer token than is allowed.
        InvalidDocumentError: something in it is no token of GraphQL, or its brackets do not pair.
    """
    open_brackets: list[str] = []
    kept: list[str] = []
    count = deepest = 0
    for kind, token in _tokens(text):
        count += 1
        if count > tokens or (kind in _LONGEST and len(token) > _LONGEST[kind]):
            raise TooCostlyError
        if kind in {"open", "close"}:
            _bracket(token, open_brackets)
            deepest = max(deepest, len(open_brackets))
        if deepest > nesting:
            raise TooCostlyError
        if kind != "comment":
            kept.append(token)
    if open_brackets or not kept:
        raise InvalidDocumentError
    return Scanned(" ".join(kept), count, deepest)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Each token with its kind; only as many are read as are asked for."""
    at = _skipped(text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _no_token(text, at)
        assert found.lastgroup is not None
        yield found.lastgroup, found.group()
        at = _skipped(text, found.end())


def _skipped(text: str, at: int) -> int:
    """Where the next token begins."""
    found = _SKIPPED.match(text, at)
    assert found is not None
    return found.end()


def _bracket(bracket: str, open_brackets: list[str]) -> None:
    if bracket not in _CLOSES:
        open_brackets.append(bracket)
    elif not open_brackets or open_brackets.pop() != _CLOSES[bracket]:
        raise InvalidDocumentError


def _no_token(text: str, at: int) -> Exception:
    """Why nothing could be read: a text too long, or no GraphQL."""
    is_long_text = text[at] == '"' and len(text) - at > _LONGEST_TEXT
    return TooCostlyError() if is_long_text else InvalidDocumentError()
