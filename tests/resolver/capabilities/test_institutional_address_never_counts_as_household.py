"""An institution is told by what records declare and by how its address behaves, and is never a household."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.homes import Homes
from resolver.golden import SURVIVORSHIP
from resolver.homes import Residents, homes_of
from resolver.households import CROWD

_FIELDS = ("source", "postcode", "address_text", "address_kind", "address_from", "address_to", "recorded_at")
_NAMES = [f"Name{number}" for number in range(40)]
Row = dict[str, str]


def _homes(rows: list[Row], family_names: list[str]) -> Homes:
    """The homes of one person a row."""
    given = [{"source": "health", "postcode": "KH1 1AA", "recorded_at": "2020-01-01"} | row for row in rows]
    table = pa.Table.from_pylist(given, pa.schema({name: pa.string() for name in _FIELDS}))
    empty: dict[str, list[Any]] = {name: [None] * len(rows) for name in SURVIVORSHIP}
    golden = pa.table({**empty, "record_count": [1] * len(rows), "family_name": family_names[: len(rows)]})
    numbers = np.arange(len(rows), dtype=np.int64)
    residents = Residents([f"p{each}" for each in numbers], golden, numbers, np.array([], dtype=np.int64))
    return homes_of((table, table.slice(0, 0)), residents, {"health": 0.9})


def _together(count: int, **more: str) -> list[Row]:
    return [{"address_text": "1 Beech Lane", "address_from": "2019-05-01", **more} for _ in range(count)]


def _in_turn(count: int) -> Iterator[Row]:
    """People who come a month after another and stay three weeks."""
    for month in range(1, count + 1):
        since, until = f"2020-{month:02d}-01", f"2020-{month:02d}-21"
        yield {"address_text": "1 Beech Lane", "address_from": since, "address_to": until}


def test_a_declared_institution_is_no_household_however_few_live_there() -> None:
    homes = _homes(_together(2, address_kind="institution"), _NAMES)
    assert homes.households.num_rows == homes.members.num_rows == 0
    assert homes.stays.num_rows == 2


def test_one_source_that_declares_it_is_enough() -> None:
    rows = [*_together(1, address_kind="institution"), *_together(2)]
    assert _homes(rows, _NAMES).households.num_rows == 0


def test_more_unrelated_people_at_a_time_than_a_home_holds_make_an_institution() -> None:
    homes = _homes(_together(CROWD + 1), _NAMES)
    assert homes.addresses["kind"].to_pylist() == ["institution"]
    assert homes.households.num_rows == 0


def test_unrelated_people_who_come_and_go_make_an_institution() -> None:
    homes = _homes(list(_in_turn(CROWD + 1)), _NAMES)
    assert homes.addresses["kind"].to_pylist() == ["institution"]
    assert homes.households.num_rows == 0


@pytest.mark.parametrize("names", [["Okafor"] * 40, ["Okafor", "Bello", "Mensah"] * 13])
def test_a_large_family_is_a_household(names: list[str]) -> None:
    homes = _homes(_together(CROWD + 4), names)
    assert homes.addresses["kind"].to_pylist() == ["dwelling"]
    assert homes.households["size"].to_pylist() == [CROWD + 4]


@pytest.mark.parametrize("text", ["No fixed abode", "NFA", "homeless, c/o library"])
def test_no_fixed_abode_is_no_household(text: str) -> None:
    homes = _homes([{"address_text": text, "postcode": ""} for _ in range(3)], _NAMES)
    assert set(homes.addresses["kind"].to_pylist()) == {"no_fixed_abode"}
    assert homes.households.num_rows == 0
