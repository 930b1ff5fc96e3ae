"""Addresses: valid in form, each found once."""

import random
import re
from collections import Counter

import pytest

from borough.addresses import Addresses, Kind, build

_POSTCODE = re.compile(r"KH[0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}")


@pytest.fixture(scope="module")
def built() -> Addresses:
    return build(12_000, random.Random(1))


def test_postcodes_are_of_the_right_form_and_unlike(built: Addresses) -> None:
    assert all(_POSTCODE.fullmatch(each) for each in built.postcodes)
    assert len(built.postcodes) == len(set(built.postcodes))


def test_uprns_are_of_twelve_digits_and_unlike(built: Addresses) -> None:
    assert {len(each) for each in built.uprn} == {12}
    assert len(built.uprn) == len(set(built.uprn))


def test_lines_are_unlike(built: Addresses) -> None:
    assert len(built.text) == len(set(built.text))


def test_there_are_flats_houses_care_homes_and_hostels(built: Addresses) -> None:
    kinds = Counter(built.kind)
    assert all(kinds[kind] > 0 for kind in Kind)
    assert 0.2 < sum(each.startswith("Flat ") for each in built.text) / len(built.text) < 0.6


def test_a_sector_holds_many_postcodes(built: Addresses) -> None:
    assert max(Counter(built.sector).values()) == 34
