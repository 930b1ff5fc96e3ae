"""Dates and ages, as people write what they half remember.

Invariant: a text is read in one way or refused; days come before months, as in Britain, unless the year is
first.
"""

import re
from datetime import date

from resolver.errors import QueryError
from resolver.search.terms import BirthDate, BirthYears

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
YEAR = r"(?:18|19|20)\d\d"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_PART = r"[\s/.\-]+"
DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<y>{YEAR})[/.\-](?P<m>\d{{1,2}})(?:[/.\-](?P<d>\d{{1,2}}))?",
        rf"(?P<d>\d{{1,2}})[/.\-](?P<m>\d{{1,2}})[/.\-](?P<y>{YEAR}|\d\d)",
        rf"{_DAY}{_PART}(?:of )?(?P<n>{MONTH})(?:{_PART}(?P<y>{YEAR}))?",
        rf"(?P<n>{MONTH}){_PART}(?P<y>{YEAR})",
        rf"(?P<m>\d{{1,2}})[/.\-](?P<y>{YEAR})",
        r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})",
    )
)
YEARS = (
    re.compile(rf"(?P<first>{YEAR})\s*(?:-|\u2013|to|or)\s*(?P<last>{YEAR})"),
    re.compile(r"(?P<decade>(?:18|19|20)\d)0s"),
    re.compile(rf"(?P<first>{YEAR})"),
)
_TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
    "teens": 13,
}
_ABOUT = r"(?:about|around|approximately|approx\.?|roughly|circa|maybe|c\.|~)"
AGES = (
    re.compile(r"(?P<first>\d{1,3})\s*(?:-|\u2013|to)\s*(?P<last>\d{1,3})"),
    re.compile(rf"(?:(?P<when>early|mid|late)[\s-])?(?P<tens>{'|'.join(_TENS)}|[1-9]0s)"),
    re.compile(rf"(?P<about>{_ABOUT})\s*(?P<age>\d{{1,3}})"),
    re.compile(r"(?P<age>\d{1,3})"),
)
_ABOUT_SLACK, _AGE_SLACK, _RANGE_SLACK, _YEAR_SLACK = 5, 2, 2, 2
_ABOUT_WIDTH = 2
_THIRDS = {"early": (0, 3), "mid": (3, 6), "late": (6, 9), None: (0, 9)}
_OLDEST = 120


def read_born(text: str, today: date) -> BirthDate | BirthYears:
    """A date of birth, a part of one, a year, or years.

    Raises:
        QueryError: it is none of these.
    """
    plain = text.strip().lower()
    for pattern in DATES:
        if match := pattern.fullmatch(plain):
            return birth_date(match, today)
    for pattern in YEARS:
        if match := pattern.fullmatch(plain):
            return birth_years(match)
    raise QueryError("the date of birth cannot be read: write 1984, 03/1984, 12/03/1984 or 1980-1985")


def read_age(text: str, today: date) -> BirthYears:
    """The years of birth that an age means.

    Raises:
        QueryError: it is no age.
    """
    plain = text.strip().lower()
    for pattern in AGES:
        if match := pattern.fullmatch(plain):
            return age_years(match, today)
    raise QueryError("the age cannot be read: write 40, about 40, 35-45 or forties")


def birth_date(match: re.Match[str], today: date) -> BirthDate:
    """The date that one of `DATES` matched.

    Raises:
        QueryError: there is no such month or day.
    """
    parts = {name: value for name, value in match.groupdict().items() if value}
    month = MONTHS.index(parts["n"][:3]) + 1 if "n" in parts else int(parts["m"])
    found = BirthDate(_year(parts.get("y", ""), today), month, int(parts.get("d", "0")))
    if not 1 <= found.month <= 12 or found.day > 31:
        raise QueryError("the date of birth has a day or month that does not exist; days come before months")
    return found


def birth_years(match: re.Match[str]) -> BirthYears:
    """The years that one of `YEARS` matched."""
    parts = match.groupdict()
    if parts.get("decade"):
        first = int(parts["decade"]) * 10
        return BirthYears(first, first + 9, _RANGE_SLACK)
    years = sorted((int(parts["first"]), int(parts.get("last") or parts["first"])))
    return BirthYears(years[0], years[1], _YEAR_SLACK)


def age_years(match: re.Match[str], today: date) -> BirthYears:
    """The years of birth for the age that one of `AGES` matched.

    Raises:
        QueryError: nobody is so old.
    """
    parts = match.groupdict()
    youngest, oldest, slack = _ages(parts)
    if oldest > _OLDEST:
        raise QueryError(f"an age is at most {_OLDEST}")
    return BirthYears(today.year - oldest - 1, today.year - youngest, slack)


def _ages(parts: dict[str, str | None]) -> tuple[int, int, int]:
    """The youngest and oldest age, and how far out they may well be."""
    if parts.get("tens"):
        return _tens(str(parts["tens"]), parts["when"])
    if parts.get("first"):
        low, high = sorted((int(str(parts["first"])), int(str(parts["last"]))))
        return low, high, _RANGE_SLACK
    age = int(str(parts["age"]))
    width = _ABOUT_WIDTH if parts.get("about") else 0
    return max(0, age - width), age + width, _ABOUT_SLACK if width else _AGE_SLACK


def _tens(word: str, when: str | None) -> tuple[int, int, int]:
    start = _TENS[word] if word in _TENS else int(word[:-1])
    low, high = _THIRDS[when]
    return start + low, min(start + high, 19) if start < 20 else start + high, _RANGE_SLACK


def _year(digits: str, today: date) -> int:
    """A year of four digits or two; two are of the last hundred years."""
    if len(digits) != 2:
        return int(digits or "0")
    return 2000 + int(digits) if 2000 + int(digits) <= today.year else 1900 + int(digits)
