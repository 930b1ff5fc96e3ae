import pytest

from resolver.errors import QueryError
from resolver.search.line import line_terms, read_line
from resolver.search.terms import (
    AddressPart,
    BirthDate,
    BirthYears,
    Either,
    LastDigits,
    NameWord,
    PostcodePart,
    Term,
)
from tests.resolver.search.small import TODAY


def either(word: str) -> Either:
    return Either((NameWord(word), AddressPart((word,))))


CASES: list[tuple[str, list[Term]]] = [
    ("", []),
    ("Mrs Kath O'Brien", [either("kath"), either("obrien")]),
    ("ann-marie", [NameWord("ann"), NameWord("marie")]),
    ("j smith", [NameWord("j"), either("smith")]),
    ("the baby", []),
    ("about 40", [BirthYears(1983, 1988, 5)]),
    ("aged 40", [BirthYears(1985, 1986, 2)]),
    ("40 years old", [BirthYears(1985, 1986, 2)]),
    ("40yo", [BirthYears(1985, 1986, 2)]),
    ("kath 40", [BirthYears(1985, 1986, 2), either("kath")]),
    ("35-45", [BirthYears(1980, 1991, 2)]),
    ("35 to 45 years old", [BirthYears(1980, 1991, 2)]),
    ("in her forties", [BirthYears(1976, 1986, 2)]),
    ("early 40s", [BirthYears(1982, 1986, 2)]),
    ("born 1984", [BirthYears(1984, 1984, 2)]),
    ("1980-1985", [BirthYears(1980, 1985, 2)]),
    ("1980s", [BirthYears(1980, 1989, 2)]),
    ("1984-03-12", [BirthDate(1984, 3, 12)]),
    ("born on 12/03/1984", [BirthDate(1984, 3, 12)]),
    ("12.3.84", [BirthDate(1984, 3, 12)]),
    ("12/3/20", [BirthDate(2020, 3, 12)]),
    ("12th of March 1984", [BirthDate(1984, 3, 12)]),
    ("12 march", [BirthDate(0, 3, 12)]),
    ("march 1984", [BirthDate(1984, 3, 0)]),
    ("03/1984", [BirthDate(1984, 3, 0)]),
    ("dob 12/03", [BirthDate(0, 3, 12)]),
    ("ZX1 2AB", [PostcodePart("zx12ab")]),
    ("zx12ab", [PostcodePart("zx12ab")]),
    ("ZX1", [PostcodePart("zx1")]),
    ("zx1 2", [PostcodePart("zx12")]),
    ("2ab", [PostcodePart("2ab")]),
    ("mill lane", [AddressPart(("mill", "lane"))]),
    ("12 Mill La.", [AddressPart(("mill", "lane"), ("12",))]),
    ("flat 3, 40 park row", [AddressPart(("park", "row"), ("3", "40"))]),
    ("flat 3 40 park row", [AddressPart(("park", "row"), ("3", "40"))]),
    ("12 acacia", [AddressPart(("acacia",), ("12",))]),
    ("mary hill", [either("hill"), either("mary")]),
    ("ending 461", [LastDigits("461")]),
    ("…461", [LastDigits("461")]),
    ("last 3 digits are 461", [LastDigits("461")]),
    ("07700 900461", [LastDigits("7700900461")]),
    ("+44 7700 900461", [LastDigits("447700900461")]),
    ("900 004 5673", [LastDigits("9000045673")]),
    ("kath 5673", [LastDigits("5673"), either("kath")]),
]


@pytest.mark.parametrize(("text", "terms"), CASES, ids=[text for text, _ in CASES])
def test_line_is_read(text: str, terms: list[Term]) -> None:
    assert sorted(line_terms(text, TODAY), key=repr) == sorted(terms, key=repr)


def test_order_of_what_is_remembered_makes_no_difference() -> None:
    one = read_line("kath okafr, about 35, mill lane", TODAY)
    assert one == read_line("mill lane, okafr, about 35, kath, kath", TODAY)


@pytest.mark.parametrize("text", ["", "the baby of her", "45/13/1984", "31/13", "about 400"])
def test_what_cannot_be_searched_for_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        read_line(text, TODAY)
