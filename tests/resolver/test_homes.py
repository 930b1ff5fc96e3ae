"""Homes as tables: kinds settled, ids kept, and a household of those who moved together."""

from typing import Any

import numpy as np
import pyarrow as pa

from graph.homes import Homes, Membership
from resolver.coded import Integers
from resolver.golden import SURVIVORSHIP
from resolver.homes import Residents, homes_of

FIELDS = ("source", "postcode", "address_text", "address_kind", "address_from", "recorded_at")


def _rows(*rows: dict[str, str]) -> pa.Table:
    made = [{"source": "s", "recorded_at": "2020-01-01", "postcode": "KH1 1ZZ"} | row for row in rows]
    return pa.Table.from_pylist(made, pa.schema({name: pa.string() for name in FIELDS}))


def _numbers(*numbers: int) -> Integers:
    return np.array(numbers, dtype=np.int64)


def _residents(count: int, **golden: list[Any]) -> Residents:
    empty: dict[str, list[Any]] = {name: [None] * count for name in SURVIVORSHIP}
    table = pa.table({**empty, "record_count": [1] * count, **golden})
    ids = [f"p{number}" for number in range(count)]
    return Residents(ids, table, _numbers(*range(count)), _numbers())


def _homes(rows: pa.Table, residents: Residents, before: tuple[Membership, ...] = ()) -> Homes:
    return homes_of((rows, _rows()), residents, {"s": 0.5}, before)


def test_people_at_one_address_are_one_household() -> None:
    rows = _rows(
        {"address_text": "1 High St"}, {"address_text": "1 High Street"}, {"address_text": "2 High St"}
    )
    homes = _homes(rows, _residents(3))
    assert homes.addresses["kind"].to_pylist() == ["dwelling", "dwelling"]
    assert set(homes.households["size"].to_pylist()) == {1, 2}
    assert homes.members.num_rows == 3
    assert set(homes.stays["from"].to_pylist()) == {"2020-01-01"}


def test_the_household_of_an_address_keeps_its_id() -> None:
    rows = _rows({"address_text": "1 High St"}, {"address_text": "1 High St"})
    (address,) = _homes(rows, _residents(2)).addresses["id"].to_pylist()
    before = (Membership("p0", str(address), "h-known", "2019-01-01"),)
    assert _homes(rows, _residents(2), before).households["id"].to_pylist() == ["h-known"]


def test_a_named_institution_has_residents_and_no_household() -> None:
    rows = _rows({"address_text": "Heron Hostel", "address_kind": "institution"})
    homes = _homes(rows, _residents(1))
    assert homes.addresses["kind"].to_pylist() == ["institution"]
    assert (homes.stays.num_rows, homes.households.num_rows) == (1, 0)


def test_a_crowd_of_strangers_makes_an_institution_that_no_record_names() -> None:
    rows = _rows(*({"address_text": "Heron House"} for _ in range(12)))
    residents = _residents(12, family_name=[f"Name{number}" for number in range(12)])
    homes = _homes(rows, residents)
    assert homes.addresses["kind"].to_pylist() == ["institution"]
    assert homes.households.num_rows == 0


def test_the_dead_are_no_present_members() -> None:
    rows = _rows({"address_text": "1 High St"}, {"address_text": "1 High St"})
    homes = _homes(rows, _residents(2, death_date=["2021-02-03", None]))
    assert homes.households["size"].to_pylist() == [1]
    assert set(homes.members["to"].to_pylist()) == {"2021-02-03", None}


def test_address_rows_tell_where_a_person_lived_before() -> None:
    rows = _rows({"address_text": "1 High St", "address_from": "2020-01-01"})
    earlier = _rows({"address_text": "9 Low St", "address_from": "2010-01-01"}, {"address_text": "7 Low St"})
    made = _residents(1)
    residents = Residents(made.ids, made.golden, made.of_person_row, _numbers(0, -1))
    homes = homes_of((rows, earlier), residents, {})
    assert sorted(homes.stays["to"].to_pylist(), key=str) == ["2020-01-01", None]
