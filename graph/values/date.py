"""Dates: `YYYY-MM-DD`, and only days that exist."""

from collections.abc import Sequence
from datetime import date

from graph.errors import RefusedValueError
from graph.values import partial_date


def canonical(text: str, formats: Sequence[str] = (), today: date | None = None) -> str:
    """The day as `YYYY-MM-DD`.

    Arguments and errors are those of `partial_date.canonical`; besides, a date without a day is refused.
    """
    try:
        found = partial_date.canonical(text, formats, today)
    except RefusedValueError as error:
        error.sound = None
        raise
    if len(found) < len("YYYY-MM-DD"):
        raise RefusedValueError("date_incomplete", "the day is missing, and this field needs it")
    return found
