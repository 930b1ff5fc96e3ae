"""Dates as far as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, and only days that exist (ISO 8601)."""

import re
from collections.abc import Sequence
from datetime import date

from graph.errors import RefusedValueError
from graph.values.date_format import DateFormat, DateParts

_ISO = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)


def canonical(text: str, formats: Sequence[str] = (), today: date | None = None) -> str:
    """The date as far as known; a month or day written as zeros is not known.

    Args:
        text: the date as the source wrote it.
        formats: formats tried in order, such as `%d/%m/%Y`; ISO 8601 where none is given.
        today: the last year that a two-digit year may mean; the real day where not given.

    Raises:
        RefusedValueError: in none of the formats, or no such day; then its year or month is `sound`.
    """
    written = text.strip()
    impossible = None
    latest_year = (today or date.today()).year
    for parts in _readings(written, formats, latest_year):
        try:
            return _iso(parts, latest_year)
        except RefusedValueError as error:
            impossible = error
    raise impossible or _unreadable(formats)


def not_later_than(found: str, today: date) -> str:
    """`found` itself, where it lies not after `today`.

    Raises:
        RefusedValueError: it lies in the future.
    """
    if found > today.isoformat()[: len(found)]:
        raise RefusedValueError("date_in_future", "the date lies in the future", "is the century wrong?")
    return found


def _readings(written: str, formats: Sequence[str], latest_year: int) -> list[DateParts]:
    if not formats:
        match = _ISO.fullmatch(written)
        return [] if match is None else [DateParts(*(int(each or 0) for each in match.groups()))]
    read = (DateFormat.parse(each).read(written, latest_year) for each in formats)
    return [parts for parts in read if parts is not None]


def _iso(parts: DateParts, latest_year: int) -> str:
    year, month, day = parts.year, parts.month, parts.day
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise RefusedValueError(
            "date_impossible",
            "there is no such day",
            "are day and month swapped, or is a digit wrong?",
            _sound(parts, latest_year),
        ) from None
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if not day else f"{year:04}-{month:02}-{day:02}"


def _sound(parts: DateParts, latest_year: int) -> str | None:
    """What an impossible day still tells: its month, or its year; nothing of a year to come."""
    if not 0 < parts.year <= latest_year:
        return None
    return f"{parts.year:04}-{parts.month:02}" if 1 <= parts.month <= 12 else f"{parts.year:04}"


def _unreadable(formats: Sequence[str]) -> RefusedValueError:
    expected = ", ".join(formats) if formats else "YYYY-MM-DD, YYYY-MM or YYYY"
    return RefusedValueError(
        "date_format",
        f"not written as the contract says ({expected})",
        "add its format to `date_formats`",
    )
