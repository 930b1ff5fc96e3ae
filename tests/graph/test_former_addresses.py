"""Former addresses: what a source's address rows add to its person rows."""

import pyarrow as pa

from graph.former_addresses import FIELD, AddressParts, with_former_addresses
from resolver.records import Records
from tests.resolver.people import table

PERSONS = table(
    [
        {"key": "1", "postcode": "ZX1 1AA", "address_text": "4 Mill Lane"},
        {"key": "2", "postcode": "ZX1 1AA"},
        {"source": "b", "key": "1", "postcode": None},
    ]
)


def addresses(rows: list[dict[str, str | None]]) -> pa.Table:
    names = ("source", "key", "person_key", "uprn", "postcode", "address_text", "address_from")
    filled = [{"source": "a", "key": f"{number}", **row} for number, row in enumerate(rows)]
    return pa.table({name: pa.array([row.get(name) for row in filled], pa.string()) for name in names})


def former(rows: list[dict[str, str | None]]) -> list[list[AddressParts]]:
    column = with_former_addresses(PERSONS, addresses(rows))[FIELD].to_pylist()
    lines = [text.split("\n") if text else [] for text in column]
    return [[AddressParts(*line.split("\t")) for line in each] for each in lines]


def test_a_person_row_has_the_other_addresses_of_its_own_source() -> None:
    found = former(
        [
            {"person_key": "1", "postcode": "ZX9 9ZZ", "uprn": "100"},
            {"person_key": "1", "postcode": "ZX1 1AA", "address_text": "4 Mill Lane"},
            {"person_key": "2"},
        ]
    )
    assert found == [[AddressParts("100", "ZX9 9ZZ", "")], [], []]


def test_the_latest_few_are_kept_whatever_the_order_of_the_rows() -> None:
    rows: list[dict[str, str | None]] = [
        {"person_key": "1", "postcode": f"ZX{number} 2AB", "address_from": f"20{number}-01-01"}
        for number in range(10, 17)
    ]
    assert former(rows) == former(rows[::-1])
    assert [each.postcode for each in former(rows)[0]] == [f"ZX{number} 2AB" for number in (16, 15, 14, 13)]


def test_what_separates_addresses_cannot_come_from_a_row() -> None:
    found = former([{"person_key": "1", "address_text": "Flat 1\t9 High\nStreet"}])
    assert found[0] == [AddressParts("", "", "Flat 1 9 High Street")]


def test_without_address_rows_nobody_has_any() -> None:
    assert former([]) == [[], [], []]


def test_former_homes_are_standardised_as_present_ones() -> None:
    given = addresses(
        [{"person_key": "2", "uprn": "0100", "postcode": "zx9 9zz"}, {"person_key": "2", "uprn": "7"}]
    )
    homes = Records(with_former_addresses(PERSONS, given)).former_homes
    assert homes.records.tolist() == [1, 1]
    codes = homes.columns["postcode"]
    assert sorted(codes.values[code] if code >= 0 else "" for code in codes.codes) == ["", "zx99zz"]
