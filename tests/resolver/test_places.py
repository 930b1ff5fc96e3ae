"""Addresses that are one place whatever their spelling, and those that are not."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.minter import Minter
from resolver.address_text import parse
from resolver.places import Places, find_places

FIELDS = ("uprn", "postcode", "address_text", "address_kind")
MINTER = Minter("a", b"test")


def _places(*rows: tuple[str | None, ...]) -> Places:
    padded = [dict(zip(FIELDS, (*row, None, None), strict=False)) for row in rows]
    table = pa.Table.from_pylist(padded, pa.schema({name: pa.string() for name in FIELDS}))
    return find_places(table, MINTER)


@pytest.mark.parametrize(
    ("left", "right", "is_one"),
    [
        ((None, "KH1 1AA", "12 Kiln Road"), (None, "KH1 1AA", "12, KILN RD"), True),
        ((None, "KH1 1AA", "12 A Kiln Road"), (None, "KH1 1AA", "12a Kiln Rd."), True),
        ((None, "KH1 1AA", "Flat 3, Heron Court, 87 Kiln Road"), (None, "KH1 1AA", "Apt 3 87 Kiln Rd"), True),
        ((None, "KH1 1AA", "12 Kiln Road"), (None, "KH1 1AA", "12 Kihn Road"), True),
        ((None, "KH1 1AA", "12 Kiln Road"), (None, "KH1 1AA", "14 Kiln Road"), False),
        ((None, "KH1 1AA", "Flat 3, 87 Kiln Road"), (None, "KH1 1AA", "Flat 4, 87 Kiln Road"), False),
        ((None, "KH1 1AA", "12 Kiln Road"), (None, "KH9 4XY", "12 Kiln Road"), False),
        ((None, "KH1 1AA", "12 Kiln Road"), (None, "KH1 1AB", "12 Kiln Road"), True),
        ((None, None, "12 Kiln Road"), (None, "KH1 1AA", "12 Kiln Road"), True),
        ((None, None, "12 Kiln Road"), (None, None, "12 Kiln Rd"), True),
        ((None, None, "12 Kiln Road"), (None, None, "12 Kiln Lane"), False),
        (("1", None, None), ("1", "KH1 1AA", "12 Kiln Road"), True),
        (("1", "KH1 1AA", "12 Kiln Road"), ("2", "KH1 1AA", "12 Kiln Road"), False),
        ((None, "KH1 1AA", "Heron Hostel"), (None, "KH1 1AA", "Herron Hostel"), True),
        ((None, "KH1 1AA", "Heron Hostel"), (None, "KH1 1AA", "Maple Care Home"), False),
        ((None, None, "No fixed abode"), (None, "NF1 1NF", "NFA"), True),
    ],
)
def test_pairs(left: tuple[str | None, ...], right: tuple[str | None, ...], is_one: bool) -> None:
    of_row = _places(left, right).of_row
    assert (of_row[0] == of_row[1]) == is_one


def test_a_slip_of_one_person_is_the_home_that_was_meant() -> None:
    rows = [*[(None, "KH1 1AA", "12 Kiln Road")] * 2, (None, "KH1 1AA", "13 Kiln Road")]
    table = pa.Table.from_pylist(
        [dict(zip(FIELDS, (*row, None), strict=False)) for row in rows],
        pa.schema({name: pa.string() for name in FIELDS}),
    )
    assert find_places(table, MINTER, np.array([0, 0, 0])).of_row.tolist() == [0, 0, 0]
    assert find_places(table, MINTER, np.array([0, 0, 1])).of_row.tolist() == [0, 0, 1]


def test_a_postcode_alone_is_no_place() -> None:
    assert _places((None, "KH1 1AA", None), (None, None, None)).of_row.tolist() == [-1, -1]


def test_the_most_used_spelling_stands_for_the_place() -> None:
    rows = [
        (None, "KH1 1AA", "12 Kiln Rd"),
        (None, "KH1 1AA", "12 Kiln Road"),
        ("7", "KH1 1AA", "12 Kiln Road"),
    ]
    (row,) = _places(*rows).addresses.to_pylist()
    assert (row["uprn"], row["address_text"], row["postcode"]) == ("7", "12 Kiln Road", "KH1 1AA")


def test_kinds_come_from_the_records_or_the_text() -> None:
    rows: list[tuple[str | None, ...]] = [
        ("1", None, None, "institution"),
        ("1", None, None, None),
        (None, None, "no fixed abode"),
        ("2", None, None, None),
    ]
    assert _places(*rows).addresses["kind"].to_pylist().count("institution") == 1
    assert _places(*rows).addresses["kind"].to_pylist().count("no_fixed_abode") == 1
    assert _places(*rows).addresses["kind"].to_pylist().count(None) == 1


def test_the_id_of_a_place_with_a_number_hangs_on_no_single_spelling() -> None:
    first = _places((None, "KH1 1AA", "12 Kiln Road")).addresses["id"]
    more = _places((None, "KH1 1AA", "12 Kiln Rd"), (None, "KH1 1AA", "12 Kiln Road")).addresses["id"]
    assert first.to_pylist() == more.to_pylist()


def test_no_records_give_no_places() -> None:
    assert _places().addresses.num_rows == 0


texts = st.sampled_from(["12 Kiln Road", "12 Kiln Rd", "14 Kiln Road", "12A Kiln Road", "Heron House", "NFA"])
rows = st.tuples(st.sampled_from([None, "1", "2"]), st.sampled_from([None, "KH1 1AA", "KH1 1AB"]), texts)


@given(st.lists(rows, max_size=14), st.randoms())
def test_order_of_records_does_not_matter(chosen: list[tuple[str | None, ...]], random: Any) -> None:
    def _ids(pairs: list[tuple[str | None, ...]]) -> list[tuple[tuple[str | None, ...], str]]:
        places = _places(*pairs)
        ids = places.addresses["id"].to_pylist()
        return sorted(((row, ids[place]) for row, place in zip(pairs, places.of_row, strict=True)), key=str)

    expected = _ids(chosen)
    random.shuffle(chosen)
    assert _ids(chosen) == expected


@given(st.lists(rows, min_size=2, max_size=14))
def test_no_place_has_two_uprns(chosen: list[tuple[str | None, ...]]) -> None:
    of_row = _places(*chosen).of_row
    for place in set(of_row.tolist()):
        uprns = {row[0] for row, each in zip(chosen, of_row, strict=True) if each == place} - {None}
        assert len(uprns) <= 1


@given(st.text(max_size=40))
def test_parsing_is_total_and_heeds_no_case(text: str) -> None:
    assert parse(text) == parse(text.strip())
    assert parse(text.lower()).numbers == parse(text).numbers


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Heron House", "12 Kiln Road", False),
        ("12", "12 Kiln Road", True),
        ("12 Kiln Road", "12 Quarry Lane", False),
        ("Heron House", "The Heron Hse", True),
        ("the", "the", False),
    ],
)
def test_texts_of_one_postcode(left: str, right: str, is_same: bool) -> None:
    assert parse(left).is_same_place(parse(right)) is is_same
