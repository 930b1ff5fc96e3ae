from datetime import date
from typing import Any

import numpy as np

from gnn.indexed import index
from gnn.places import NOWHERE, Places
from gnn.snapshot import ADDRESS_KINDS, snapshot
from tests.gnn.build import facts

DAY = date(2024, 1, 1)
HOMES = [
    {"address": "a1", "kind": "dwelling", "postcode": "KT1 1AA"},
    {"address": "a2", "kind": "institution", "postcode": "KT1 1AB"},
    {"address": "a3", "kind": "no_fixed_abode", "postcode": "KT1 1AA"},
]


def places(*stays: dict[str, Any]) -> Places:
    people = [{"person": name} for name in ("a", "b")]
    known = facts(people=people, addresses=HOMES, stays=[{"person": "a", **stay} for stay in stays])
    return snapshot(index(known), DAY).places


def test_the_open_stay_that_began_last_is_home() -> None:
    found = places(
        {"address": "a1", "from": date(2022, 1, 1)},
        {"address": "a2", "from": date(2023, 12, 31)},
        {"address": "a1", "from": date(2023, 12, 31), "to": date(2023, 12, 31)},
    )
    assert found.home[0] == 1
    assert found.home_days[0] == 1
    assert ADDRESS_KINDS[found.home_kind[0]] == "institution"


def test_a_stay_of_unknown_beginning_counts_as_the_oldest() -> None:
    found = places({"address": "a1"}, {"address": "a2", "from": date(2000, 1, 1)})
    assert found.home[0] == 1
    assert np.isnan(places({"address": "a1"}).home_days[0])


def test_a_stand_in_is_a_kind_of_home_and_no_neighbourhood() -> None:
    found = places({"address": "a3", "from": date(2023, 1, 1)})
    assert ADDRESS_KINDS[found.home_kind[0]] == "no_fixed_abode"
    assert (found.home[0], found.postcode[0], found.sector[0]) == (NOWHERE, NOWHERE, NOWHERE)


def test_nobody_without_a_stay_has_a_home() -> None:
    found = places()
    assert (found.home == NOWHERE).all()
    assert (found.household == NOWHERE).all()


def test_postcodes_share_a_sector() -> None:
    people = [{"person": name} for name in ("a", "b")]
    stays = [
        {"person": "a", "address": "a1", "from": date(2022, 1, 1)},
        {"person": "b", "address": "a2", "from": date(2022, 1, 1)},
    ]
    found = snapshot(index(facts(people=people, addresses=HOMES, stays=stays)), DAY).places
    assert found.postcode[0] != found.postcode[1]
    assert found.sector[0] == found.sector[1]
