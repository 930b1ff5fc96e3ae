"""Free text: one line in Unicode's composed form, without control characters or doubled spaces."""

import re
import unicodedata

from graph.errors import RefusedValueError

_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")


def canonical(text: str) -> str:
    """The text on one line, with single spaces.

    Raises:
        RefusedValueError: nothing is left, it is longer than 2,000 characters, or bytes of it
            could not be decoded.
    """
    line = tidy(text)
    if not line:
        raise RefusedValueError("text_empty", "nothing but blanks or control characters")
    if len(line) > _LONGEST:
        raise RefusedValueError("text_too_long", f"longer than {_LONGEST} characters", "is a quote missing?")
    return line


def tidy(text: str) -> str:
    """`text` composed (NFC), without control characters, runs of white space made one space.

    Raises:
        RefusedValueError: bytes of it could not be decoded.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if _UNDECODED.search(text):
        raise RefusedValueError(
            "encoding",
            "bytes that are not in the contract's encoding",
            "give the file's true encoding in the contract, such as cp1252",
        )
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())
