"""Telephone numbers in the international form E.164, read as British unless they say otherwise.

Ordinary British numbers are recognised by the number plan's own patterns, taken from `phonenumbers`;
every other number is left to its parser, which is far slower. Numbers that Ofcom reserves for fiction,
such as 07700 900000, are accepted, so that made-up data can be loaded.
"""

import re
from functools import cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneMetadata

from graph.errors import RefusedValueError

_REGION = "GB"
_WRITTEN = re.compile(r"(?:(?:\+ ?44|0044)[\s.\-]*(?:\(0\)|0)?|\(?0)?([0-9\s.\-()]+)", re.ASCII)
_RESERVED = "7700900[0-9]{3}|1632960[0-9]{3}"
_NOT_DIGITS = re.compile(r"[^0-9]")
_WORDS = re.compile(r"^(?:tel|mob|mobile|phone|home|work)\b[\s.:]*", re.IGNORECASE)


def canonical(text: str) -> str:
    """The number as `+441632960001`.

    Raises:
        RefusedValueError: it is no telephone number, or its country has none like it.
    """
    written = _WORDS.sub("", text.strip())
    national = _british(written)
    return f"+44{national}" if national is not None else _parsed(written)


def _british(written: str) -> str | None:
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    national = _NOT_DIGITS.sub("", match[1])
    return national if _plan().fullmatch(national) else None


@cache
def _plan() -> re.Pattern[str]:
    """What the number plan allows for British mobile and fixed lines, and what Ofcom keeps for fiction."""
    metadata: Any = PhoneMetadata.metadata_for_region(_REGION)
    kinds = (metadata.mobile, metadata.fixed_line)
    return re.compile("|".join([*(kind.national_number_pattern for kind in kinds), _RESERVED]))


def _parsed(written: str) -> str:
    try:
        number = phonenumbers.parse(written, _REGION)
    except phonenumbers.NumberParseException:
        raise RefusedValueError("phone_shape", "not a telephone number") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise RefusedValueError(
            "phone_unknown",
            "no country's number plan has such a number",
            "check its length; a number abroad starts with + and the country's code",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
