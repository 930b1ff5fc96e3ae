"""A household is an entity of its own: an id, a first and a last day, and members who come and go."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.homes import Homes, Membership
from resolver.generation import Before, People, Terms, next_people
from resolver.homes import Residents, homes_of
from resolver.link import link

_FIELDS = ("source", "key", "given_name", "family_name", "birth_date", "death_date", "nhs_number")
_PLACE = ("address_text", "postcode", "address_from", "address_to", "recorded_at")
_HIGH, _LOW = {"address_text": "1 High Street", "postcode": "KH1 1AA"}, {"address_text": "2 Low Road"}
_LOW |= {"postcode": "KH2 2BB"}
_TRUST = {"health": 0.9, "benefits": 0.7}


def _rows() -> pa.Table:
    """Parents at one address since 2015; a grandmother who dies, a son who leaves, a daughter who is born."""
    people = [
        ("Grace", "1960-02-03", _HIGH, "2015-04-01", {}),
        ("Samuel", "1958-07-09", _HIGH, "2015-04-01", {}),
        ("Comfort", "1931-01-20", _HIGH, "2015-04-01", {"death_date": "2022-05-06"}),
        ("Kwame", "1999-11-30", _LOW, "2020-09-01", {}),
        ("Abena", "2021-08-08", _HIGH, "2021-08-08", {}),
        ("Ruth", "1970-03-03", _LOW, "2010-01-01", {"address_to": "2019-12-31"}),
    ]
    rows: list[dict[str, Any]] = []
    for number, (given, born, home, since, more) in enumerate(people):
        for source in _TRUST:
            row = {"source": source, "key": str(number), "given_name": given, "family_name": "Mensah"}
            row |= {"birth_date": born, "nhs_number": f"999000{number}", "recorded_at": since}
            rows.append({**row, **home, "address_from": since, **more})
    rows.append({**rows[6], "source": "benefits", "key": "old", **_HIGH, "address_from": "2015-04-01"})
    return pa.Table.from_pylist(rows, pa.schema({name: pa.string() for name in _FIELDS + _PLACE}))


@pytest.fixture(scope="module")
def found() -> tuple[People, Homes]:
    return _derived(())


def _derived(before: tuple[Membership, ...]) -> tuple[People, Homes]:
    rows = _rows()
    people = next_people(rows, link(rows).clusters, Before(), _TRUST, Terms("2026-07-01T00:00:00Z"))
    residents = Residents(people.ids, people.golden, people.of_row, np.array([], dtype=np.int64))
    return people, homes_of((rows, rows.slice(0, 0)), residents, _TRUST, before)


def _household_at(homes: Homes, text: str) -> list[dict[str, Any]]:
    at = {row["id"] for row in homes.addresses.to_pylist() if row["address_text"] == text}
    return sorted(
        (row for row in homes.households.to_pylist() if row["address"] in at), key=lambda r: r["from"]
    )


def _members(found: tuple[People, Homes], household: str) -> dict[str, tuple[str, str | None]]:
    people, homes = found
    names = dict(zip(people.ids, people.golden["given_name"].to_pylist(), strict=True))
    return {
        str(names[row["start_id"]]): (row["from"], row["to"])
        for row in homes.members.to_pylist()
        if row["end_id"] == household
    }


def test_a_household_is_no_person_and_has_days_of_its_own(found: tuple[People, Homes]) -> None:
    people, homes = found
    (family,) = _household_at(homes, "1 High Street")
    assert family["id"] not in people.ids
    assert (family["from"], family["to"], family["size"]) == ("2015-04-01", None, 3)


def test_members_come_and_go_while_the_household_lasts(found: tuple[People, Homes]) -> None:
    (family,) = _household_at(found[1], "1 High Street")
    assert _members(found, family["id"]) == {
        "Grace": ("2015-04-01", None),
        "Samuel": ("2015-04-01", None),
        "Comfort": ("2015-04-01", "2022-05-06"),
        "Kwame": ("2015-04-01", "2020-09-01"),
        "Abena": ("2021-08-08", None),
    }


def test_who_lived_somewhere_before_was_another_household(found: tuple[People, Homes]) -> None:
    former, present = _household_at(found[1], "2 Low Road")
    assert (former["from"], former["to"], former["size"]) == ("2010-01-01", "2019-12-31", 0)
    assert (present["from"], present["to"], present["size"]) == ("2020-09-01", None, 1)
    assert former["id"] != present["id"]


def test_a_household_keeps_its_id_from_run_to_run(found: tuple[People, Homes]) -> None:
    _, homes = found
    at = dict(zip(homes.households["id"].to_pylist(), homes.households["address"].to_pylist(), strict=True))
    before = tuple(
        Membership(row["start_id"], str(at[row["end_id"]]), row["end_id"], row["from"])
        for row in homes.members.to_pylist()
    )
    assert set(_derived(before)[1].households["id"].to_pylist()) == set(at)
