import pytest

from resolver.errors import QueryError
from resolver.search.query import Fields, Query
from resolver.search.terms import FAMILY, GIVEN, AddressPart, BirthYears, LastDigits, NameWord, PostcodePart
from tests.resolver.search.small import TODAY


def test_each_field_makes_its_term() -> None:
    fields = Fields("Kath", "O'Brien", "1984", "about 40", "zx1 2", "12 Mill Lane", "0461")
    assert set(fields.terms(TODAY)) == {
        NameWord("kath", GIVEN),
        NameWord("obrien", FAMILY),
        BirthYears(1984, 1984, 2),
        BirthYears(1983, 1988, 5),
        PostcodePart("zx12"),
        AddressPart(("mill", "lane"), ("12",)),
        LastDigits("0461"),
    }


@pytest.mark.parametrize(
    "fields",
    [
        Fields(born="long ago"),
        Fields(born="32/01/1984"),
        Fields(age="old"),
        Fields(age="130"),
        Fields(given="unknown"),
        Fields(digits="none", address="12", postcode="-"),
    ],
)
def test_what_cannot_be_read_is_refused(fields: Fields) -> None:
    with pytest.raises(QueryError):
        Query.of(fields.terms(TODAY))
