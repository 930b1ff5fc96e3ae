"""Query: the terms of a search, from named fields.

Invariant: a query is a set of terms in a fixed order, so that the same memories in any order are one search.
"""

from dataclasses import dataclass
from datetime import date

from resolver import standardise
from resolver.address_text import parse
from resolver.errors import QueryError
from resolver.search.dates import read_age, read_born
from resolver.search.terms import (
    FAMILY,
    GIVEN,
    AddressPart,
    LastDigits,
    NameWord,
    PostcodePart,
    Term,
)


@dataclass(frozen=True)
class Query:
    """What is remembered of somebody."""

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, terms: list[Term]) -> "Query":
        """A query for these terms.

        Raises:
            QueryError: there are none.
        """
        if not terms:
            raise QueryError(
                "nothing in the query can be searched for: give a name, an age, a date, an address or digits"
            )
        return cls(tuple(sorted(set(terms), key=repr)))


@dataclass(frozen=True)
class Fields:
    """What is remembered, field by field; None where nothing is.

    Attributes:
        given: words of given names, or their beginnings.
        family: words of family names, present or former.
        born: a date of birth or a part of one, a year, or years as `1980-1985`.
        age: years of age, as `40`, `about 40`, `35-45` or `forties`.
        postcode: a postcode or a part of one.
        address: words and numbers of an address.
        digits: the last digits of a telephone or NHS number.
    """

    given: str | None = None
    family: str | None = None
    born: str | None = None
    age: str | None = None
    postcode: str | None = None
    address: str | None = None
    digits: str | None = None

    def terms(self, today: date) -> list[Term]:
        """The terms of all fields.

        Raises:
            QueryError: a field cannot be read.
        """
        terms: list[Term] = [*name_words(self.given or "", GIVEN), *name_words(self.family or "", FAMILY)]
        if self.born is not None:
            terms.append(read_born(self.born, today))
        if self.age is not None:
            terms.append(read_age(self.age, today))
        if self.postcode is not None and standardise.compact(self.postcode):
            terms.append(PostcodePart(standardise.compact(self.postcode) or ""))
        terms += address_part(self.address or "")
        digits = "".join(sign for sign in self.digits or "" if sign.isdigit())
        return [*terms, *last_digits(digits)]


def name_words(text: str, meant: tuple[str, ...] = ()) -> list[NameWord]:
    """The words of a name, standardised; none for a stand-in."""
    plain = standardise.name(text)
    return [NameWord(word, meant) for word in (plain or "").replace("-", " ").split()]


def address_part(text: str) -> list[AddressPart]:
    """The part of an address that a text tells; none where it has no words."""
    parsed = parse(text)
    return [AddressPart(tuple(parsed.words.split()), parsed.numbers)] if parsed.words else []


def last_digits(digits: str) -> list[LastDigits]:
    """The digits as the end of a number; without the 0 that a number abroad lacks."""
    is_national = len(digits) == 11 and digits[0] == "0"
    return [LastDigits(digits[1:] if is_national else digits)] if digits else []
