"""People, case by case from the table, linked among all other cases and a town."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.resolver.people import Row
from tests.resolver.population import Among

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "people.yaml").read_text("utf-8"))
CASES = [(kind, case) for kind, cases in TABLE.items() for case in cases]
GIVEN = (
    "Ada",
    "Ben",
    "Cora",
    "Dev",
    "Ena",
    "Fay",
    "Gus",
    "Ida",
    "Jon",
    "Kit",
    "Lee",
    "Max",
    "Nia",
    "Oz",
    "Pia",
    "Ray",
)
FAMILY = ("Abney", "Birtle", "Coker", "Dunnet", "Earle", "Fosdyke", "Gammon", "Huxtable")


def crowd(case: dict[str, Any]) -> list[Row]:
    """Others of all kinds at the address of a case."""
    place = {name: case["records"][0].get(name) for name in ("address_text", "postcode", "address_kind")}
    return [
        {
            "source": ("care", "health")[number % 2],
            "given_name": GIVEN[number],
            "family_name": FAMILY[(3 * number + len(place["address_text"])) % len(FAMILY)],
            "birth_date": f"{1930 + 3 * number}-{1 + number % 12:02}-{28 - number:02}",
            **place,
        }
        for number in range(case.get("crowd", 0))
    ]


@pytest.fixture(scope="module")
def found() -> dict[str, list[int]]:
    """The person of each record of each case, numbered in order of appearance."""
    rows: list[Row] = []
    starts = {}
    for _, case in CASES:
        starts[case["case"]] = len(rows)
        rows += [*case["records"], *crowd(case)]
    people = Among([{name: str(value) for name, value in row.items() if value} for row in rows]).people
    return {
        case["case"]: people[starts[case["case"]] : starts[case["case"]] + len(case["records"])]
        for _, case in CASES
    }


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{kind}: {case['case']}" for kind, case in CASES]
)
def test_the_people_are_those_of_the_table(found: dict[str, list[int]], case: dict[str, Any]) -> None:
    people = found[case["case"]]
    order = list(dict.fromkeys(people))
    assert [order.index(person) for person in people] == case["people"]
