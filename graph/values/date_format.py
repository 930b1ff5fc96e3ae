r"""A date format: how one source writes dates, as directives known from strptime.

A format may leave out the day, or the month and the day; then the date is partly known.
`%d` and `%m` also read one digit, where the next character is not part of the date.
"""

import re
from dataclasses import dataclass
from functools import cache

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH_NUMBERS = {
    name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, len(name))
}
_MONTH_NUMBERS["sept"] = 9
_MONTH_NAME = "(?P<name>[A-Za-z]{3,9})"
_DIRECTIVES = {
    "Y": r"(?P<year>[0-9]{4})",
    "y": r"(?P<short>[0-9]{2})",
    "m": r"(?P<month>[0-9]{1,2})",
    "d": r"(?P<day>[0-9]{1,2})",
    "b": _MONTH_NAME,
    "B": _MONTH_NAME,
    "H": r"[0-9]{1,2}",
    "I": r"[0-9]{1,2}",
    "M": r"[0-9]{2}",
    "S": r"[0-9]{2}",
    "f": r"[0-9]{1,9}",
    "p": r"[AaPp][Mm]",
    "z": r"(?:Z|[+-][0-9]{2}:?[0-9]{2})",
    "%": "%",
}
_TOKEN = re.compile(r"%(.)|([^%])", re.DOTALL)
_SEPARATOR = re.compile(r"[^%A-Za-z0-9]")


@dataclass(frozen=True)
class DateParts:
    """Year, month and day as written; 0 stands for not known."""

    year: int
    month: int
    day: int


@dataclass(frozen=True)
class DateFormat:
    """A format, ready to read dates with. Build it with `DateFormat.parse`."""

    text: str
    pattern: re.Pattern[str]

    @classmethod
    @cache
    def parse(cls, text: str) -> "DateFormat":
        """Understand a format such as `%d/%m/%Y`.

        Raises:
            ValueError: an unknown or repeated directive, no year, or a day without its month.
        """
        used = re.findall(r"%(.?)", text)
        _check(text, used)
        is_packed = _SEPARATOR.search(text) is None and "Y" in used
        pattern = "".join(_piece(match, is_packed) for match in _TOKEN.finditer(text))
        return cls(text, re.compile(pattern))

    @property
    def is_complete(self) -> bool:
        """Whether a date in this format has a day."""
        return "(?P<day>" in self.pattern.pattern

    def read(self, text: str, latest_year: int) -> DateParts | None:
        """The parts of `text`, or None where it is not in this format.

        A year of two digits is the last one that is not after `latest_year`.
        """
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        groups = match.groupdict()
        month = _month(groups)
        if month is None:
            return None
        return DateParts(_year(groups, latest_year), month, int(groups.get("day", "0")))


def _check(text: str, used: list[str]) -> None:
    unknown = [each for each in used if each not in _DIRECTIVES]
    if unknown:
        raise ValueError(f"{text!r}: unknown directive %{unknown[0]}; see the date formats in docs/load.md")
    years, months = (sum(used.count(each) for each in group) for group in ("Yy", "mbB"))
    if years != 1 or months > 1 or used.count("d") > 1:
        raise ValueError(f"{text!r}: a date format has one year, and a month and a day at most once")
    if "d" in used and months == 0:
        raise ValueError(f"{text!r}: a date format with a day has a month")


def _piece(match: re.Match[str], is_packed: bool) -> str:
    directive, literal = match.groups()
    if literal is not None:
        return r"\s+" if literal == " " else re.escape(literal)
    piece = _DIRECTIVES[directive]
    return piece.replace("{1,2}", "{2}") if is_packed else piece


def _month(groups: dict[str, str]) -> int | None:
    if "name" in groups:
        return _MONTH_NUMBERS.get(groups["name"].lower())
    return int(groups.get("month", "0"))


def _year(groups: dict[str, str], latest_year: int) -> int:
    if "year" in groups:
        return int(groups["year"])
    year = latest_year - latest_year % 100 + int(groups["short"])
    return year if year <= latest_year else year - 100
