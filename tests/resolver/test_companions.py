"""Companions: a case outranks an address, and nobody is a companion in a crowd or an institution."""

from collections.abc import Sequence

from resolver.companions import MOST_COMPANIONS, companion_groups
from resolver.records import Records
from tests.resolver.people import Row, table

HOME = {"address_text": "5 Mill Lane", "postcode": "ZZ1 1AA"}


def groups(rows: Sequence[Row]) -> list[int]:
    return [int(group) for group in companion_groups(Records(table(rows)))]


def test_members_of_a_case_are_companions_wherever_they_live() -> None:
    case = {"household_key": "c1"}
    assert groups([case | HOME, case, {"household_key": "c2"} | HOME]) == [0, 0, -1]


def test_a_case_of_one_source_is_no_case_of_another() -> None:
    case = {"household_key": "c1"}
    assert groups([case, {"source": "b"} | case]) == [-1, -1]


def test_those_at_one_address_in_one_source_are_companions() -> None:
    flat = {"address_text": "Flat 2, 5 Mill Lane", "postcode": "ZZ1 1AA"}
    assert groups([HOME, HOME, flat, {"source": "b"} | HOME]) == [0, 0, -1, -1]


def test_without_a_postcode_the_words_have_to_agree() -> None:
    assert groups([{"address_text": "5 Mill Lane"}, {"address_text": "5 High Street"}]) == [-1, -1]
    assert groups([{"address_text": "5 Mill Lane"}, {"address_text": "5 Mill Lane"}]) == [0, 0]


def test_a_uprn_alone_names_a_home() -> None:
    assert groups([{"uprn": "100"}, {"uprn": "100"}, {"uprn": "101"}, {}]) == [0, 0, -1, -1]


def test_a_crowd_is_no_household() -> None:
    assert set(groups([HOME] * MOST_COMPANIONS)) == {0}
    assert set(groups([HOME] * (MOST_COMPANIONS + 1))) == {-1}


def test_an_institution_is_no_household() -> None:
    assert groups([{"address_kind": "institution"} | HOME] * 2 + [HOME] * 2) == [-1, -1, 0, 0]
