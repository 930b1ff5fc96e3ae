"""Line: what is remembered of somebody, written as one line of free text.

Invariant: every word of the line is read once; the rules are tried in the order in which they are declared,
and what one has read no other sees. A word that no rule claims is a name, or else a word of an address.
"""

import re
from collections.abc import Callable
from datetime import date

from resolver import standardise
from resolver.address_text import parse
from resolver.search.dates import AGES, DATES, YEARS, age_years, birth_date, birth_years
from resolver.search.query import Query, address_part, last_digits, name_words
from resolver.search.terms import AddressPart, Either, PostcodePart, Term
from resolver.search.words import search_words

Read = Callable[[re.Match[str], date], list[Term]]

_CLAIMED = " | "
_TOKEN = re.compile(r"[^\W_][\w'\u2019\-]*")
_PART_OF_A_HOUSE = re.compile(rf"\b((?:{'|'.join(sorted(search_words()['parts_of_a_house']))}) \w+),")
_MOST_WORDS_OF_A_STREET = 4


def read_line(text: str, today: date) -> Query:
    """The query that a line of text means.

    Raises:
        QueryError: nothing in it can be searched for, or a date or age in it cannot be.
    """
    return Query.of(line_terms(text, today))


def line_terms(text: str, today: date) -> list[Term]:
    """The terms that a line of text means; none for an empty one.

    Raises:
        QueryError: a date or an age in it does not exist.
    """
    terms: list[Term] = []
    rest = standardise.fold(text)
    for pattern, read in _RULES:
        for match in pattern.finditer(rest):
            terms += read(match, today)
        rest = pattern.sub(_CLAIMED, rest)
    for chunk in re.split(r"[|,;]", _PART_OF_A_HOUSE.sub(r"\1 ", rest)):
        terms += _words(_TOKEN.findall(chunk), today)
    return terms


def _words(words: list[str], today: date) -> list[Term]:
    """What words mean that no rule has claimed."""
    terms: list[Term] = []
    while words:
        count = _length_of_address(words)
        terms += address_part(" ".join(words[:count])) if count else _word(words[0], today)
        words = words[max(1, count) :]
    return terms


def _length_of_address(words: list[str]) -> int:
    """How many of the words, from the first, are an address; 0 where they begin none."""
    first, rest = words[0], words[1:]
    if not rest:
        return 0
    if _is("parts_of_a_house", first) or (first[0].isdigit() and rest[0][0].isdigit()):
        length = _length_of_address(rest)
        return length + 1 if length else 0
    if not first[0].isdigit():
        sort = _sort_of_street(rest[0])
        return 2 if sort and not _is("also_names", sort) and not _is("silent", first) else 0
    return _length_of_street(rest) + 1


def _length_of_street(words: list[str]) -> int:
    """How many words after a number are its street: up to what says its sort, one where nothing does."""
    says = [bool(_sort_of_street(word)) for word in words[:_MOST_WORDS_OF_A_STREET]]
    if True not in says:
        return -1 if _is("silent", words[0]) else 1
    length = says.index(True) + 1
    while length < len(says) and says[length]:
        length += 1
    return length


def _is(list_of_words: str, word: str) -> bool:
    return word in search_words()[list_of_words]


def _sort_of_street(word: str) -> str:
    """The sort of street that a word says, abbreviated or not; empty where it says none."""
    plain = parse(word).words
    return plain if _is("sorts_of_street", plain) else ""


def _word(word: str, today: date) -> list[Term]:
    if word.isdecimal():
        match = AGES[-1].fullmatch(word) if len(word) < 3 else None
        return [age_years(match, today)] if match else list(last_digits(word))
    names = [] if _is("silent", word) else name_words(word)
    if len(names) != 1:
        return list(names)
    return [Either((names[0], AddressPart((names[0].word,))))] if len(names[0].word) > 1 else list(names)


def _postcode(match: re.Match[str], _today: date) -> list[Term]:
    return [PostcodePart(str(standardise.compact(match[0])))]


def _digits(match: re.Match[str], _today: date) -> list[Term]:
    return list(last_digits("".join(sign for sign in match["digits"] if sign.isdigit())))


def _years(match: re.Match[str], _today: date) -> list[Term]:
    return [birth_years(match)]


def _date(match: re.Match[str], today: date) -> list[Term]:
    return [birth_date(match, today)]


def _age(match: re.Match[str], today: date) -> list[Term]:
    return [age_years(match, today)]


def _alone(pattern: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """The pattern where it stands as words of its own, with what may go before and after it."""
    return re.compile(rf"(?<![\w/.+]){before}{pattern}{after}(?![\w/])")


_BORN = r"(?:(?:born|dob)\s*(?:in|on|:)?\s*)?"
_AGED = r"(?:(?:aged?|is)\s+)?"
_YEARS_OLD = r"(?:\s*(?:years?|yrs?)(?:[\s-]old)?|\s*y/?o)?"
_RULES: tuple[tuple[re.Pattern[str], Read], ...] = (
    (_alone(r"(?P<digits>\d{3}[ -]\d{3}[ -]\d{4})"), _digits),
    (_alone(r"(?P<digits>0\d(?:[ -]?\d){8,9})"), _digits),
    (re.compile(r"(?P<digits>\+\d{2}(?:[ -]?\d){8,10})(?!\d)"), _digits),
    (_alone(r"(?:end(?:s|ing)|last(?: \d)? digits?)(?: (?:in|with|are))? (?P<digits>\d{2,})"), _digits),
    (re.compile(r"(?:\.\.\.|\u2026)\s*(?P<digits>\d{2,})"), _digits),
    *((_alone(pattern.pattern, _BORN), _date) for pattern in DATES),
    *((_alone(pattern.pattern, _BORN), _years) for pattern in YEARS),
    (_alone(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}"), _postcode),
    (_alone(r"[a-z]{1,2}\d[a-z\d]?(?: \d)?"), _postcode),
    (_alone(r"\d(?!st|nd|rd|th)[abd-hjlnp-uw-z]{2}"), _postcode),
    (_alone(AGES[0].pattern, _AGED, _YEARS_OLD), _age),
    (_alone(AGES[1].pattern, r"(?:in (?:his|her|their) )?"), _age),
    (_alone(AGES[2].pattern, _AGED, _YEARS_OLD), _age),
    (_alone(r"(?P<age>\d{1,3})", r"aged? "), _age),
    (_alone(r"(?P<age>\d{1,3})", "", r" ?(?:(?:years?|yrs?)(?:[\s-]old)?|y/?o)"), _age),
)
