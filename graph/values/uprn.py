"""Unique Property Reference Numbers: 1 to 12 digits, without leading zeros."""

import re

from graph.errors import RefusedValueError

_DIGITS = re.compile(r"0*([1-9][0-9]{0,11})(?:\.0)?")


def canonical(text: str) -> str:
    """The number without leading zeros; `.0`, left by a spreadsheet, is taken off.

    Raises:
        RefusedValueError: it is not a number of 1 to 12 digits.
    """
    match = _DIGITS.fullmatch(text.strip())
    if match is None:
        raise RefusedValueError(
            "uprn_shape",
            "not a number of 1 to 12 digits",
            "a spreadsheet may have cut it short",
        )
    return match[1]
