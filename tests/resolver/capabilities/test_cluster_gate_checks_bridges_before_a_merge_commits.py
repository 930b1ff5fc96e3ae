"""No merge rests on one bridge: two groups of several records joined by one pair are held for a person."""

import pytest

from resolver.constraints import Decisions
from tests.resolver.people import Row
from tests.resolver.population import Among
from tests.resolver.town import valid_nhs_number

BIRTH = {"birth_date": "1983-11-05"}
NUMBER = {"nhs_number": valid_nhs_number(845_000_000)}
BEFORE = {
    "given_name": "ottilie",
    "family_name": "larkin",
    "address_text": "12 tanner street",
    "postcode": "ZX4 4DD",
}
AFTER = {
    "given_name": "ottilie",
    "family_name": "frost",
    "address_text": "9 mercer hill",
    "postcode": "ZX7 1GG",
}
HANGING: list[Row] = [
    {"source": "health", **BEFORE, **BIRTH, **NUMBER},
    {"source": "benefits", **BEFORE},
    {"source": "care", **AFTER, **BIRTH, **NUMBER},
    {"source": "benefits", **AFTER},
]
BRIDGE = "one pair alone would join two groups of several records"


@pytest.fixture(scope="module")
def hanging() -> Among:
    return Among(HANGING)


def test_two_groups_on_one_pair_stay_apart(hanging: Among) -> None:
    assert hanging.people == [0, 0, 1, 1]
    assert hanging.weight(0, 2) > 8


def test_the_merge_is_told_with_its_bridge(hanging: Among) -> None:
    held = [row for row in hanging.linkage.held.to_pylist() if {row["left"], row["right"]} == {0, 2}]
    entities = hanging.linkage.clusters["entity_id"].to_pylist()
    assert len(held) == 1
    assert {held[0]["one"], held[0]["other"]} == {entities[0], entities[2]}
    assert held[0]["weight"] == pytest.approx(hanging.weight(0, 2), abs=1e-3)
    assert (held[0]["supports"], held[0]["caveat"]) == (1, BRIDGE)


def test_the_pair_is_for_a_person_to_judge_and_says_why(hanging: Among) -> None:
    assert hanging.judged(0, 2) == ("unsure", BRIDGE)


def test_a_single_record_is_no_group() -> None:
    assert Among([HANGING[0], HANGING[1], HANGING[2]]).people == [0, 0, 0]


def test_two_pairs_with_enough_between_them_join_the_groups() -> None:
    second = [HANGING[0], {**HANGING[1], **BIRTH}, HANGING[2], {**HANGING[3], **BIRTH}]
    found = Among(second)
    assert found.people == [0, 0, 0, 0]
    assert found.judged(0, 2) == ("match", None)


def test_a_reviewer_lets_the_merge_through() -> None:
    assert Among(HANGING, decisions=Decisions(must_link=[(0, 2)])).people == [0, 0, 0, 0]


def test_a_reviewer_shuts_the_gate_for_good(hanging: Among) -> None:
    found = Among(HANGING, decisions=Decisions(cannot_link=[(0, 2)]))
    assert found.people == [0, 0, 1, 1]
    assert found.judged(0, 2) == ("no_match", None)
    assert found.linkage.held.num_rows < hanging.linkage.held.num_rows
