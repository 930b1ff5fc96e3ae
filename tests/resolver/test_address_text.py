"""The text of an address, reduced to what tells homes apart."""

import pytest

from resolver.address_text import parse, standardised_address

SAME = [
    ("12 Mill Rd", "12 MILL ROAD"),
    ("Flat 4, 12 Mill Road", "12 Mill Road, Apt 4"),
    ("Rose Cottage", "Rose Cotage"),
    ("12 Mill Road", "12"),
]
OTHER = [
    ("12 Mill Road", "14 Mill Road"),
    ("12 Mill Road", "12 Station Road"),
    ("", ""),
    ("Rose Cottage", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_home_are_one_place(one: str, other: str) -> None:
    assert parse(one).is_same_place(parse(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_homes_are_not(one: str, other: str) -> None:
    assert not parse(one).is_same_place(parse(other))


def test_a_standardised_address_has_its_numbers_first() -> None:
    assert standardised_address("Flat 4, 12 Mill Rd") == "12 4 mill road"
    assert standardised_address("No fixed abode") is None
    assert standardised_address("The") is None
