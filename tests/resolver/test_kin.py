"""Kin: the rules name levels that there are, and hold just where they say."""

import numpy as np
import pytest

from resolver.kin import KIN_BITS, KIN_RULES, as_kin, kin_rules
from tests.resolver.people import Row
from tests.resolver.population import Among
from tests.resolver.town import valid_nhs_number

HOME = {"address_text": "31 fuller court", "postcode": "ZX6 6FF"}
TWIN: Row = {
    "source": "care",
    "given_name": "octavia",
    "family_name": "pike",
    "birth_date": "2003-03-04",
    **HOME,
}
OTHER_TWIN: Row = {**TWIN, "source": "health", "given_name": "benedict"}
FATHER: Row = {
    "source": "care",
    "given_name": "ulric",
    "family_name": "pike",
    "birth_date": "1951-01-30",
    **HOME,
}
SON: Row = {**FATHER, "source": "health", "birth_date": "1979-08-12"}
NUMBER = {"nhs_number": valid_nhs_number(833_000_000)}


@pytest.fixture(scope="module")
def found() -> Among:
    return Among(
        [
            TWIN,
            OTHER_TWIN,
            {**TWIN, **NUMBER},
            {**OTHER_TWIN, **NUMBER},
            FATHER,
            SON,
            {"title": "Mr", "recorded_at": "2020-01-01"},
        ]
    )


def test_every_rule_names_levels_of_the_comparisons(found: Among) -> None:
    labels = {level.label for each in found.linkage.model.comparisons for level in each.levels}
    assert {label for rule in KIN_RULES for label in rule.levels} <= labels


def test_twins_are_no_match_and_the_explanation_says_why(found: Among) -> None:
    assert found.weight(0, 1) < -4
    assert found.reasons(0, 1)["household"].level == KIN_RULES[0].says


def test_one_number_outranks_the_rule(found: Among) -> None:
    assert found.reasons(2, 3)["household"].level == "it may be another person of the same household"
    assert found.weight(2, 3) > found.weight(0, 1)


def test_father_and_son_are_no_match(found: Among) -> None:
    assert found.weight(4, 5) < -4
    assert found.reasons(4, 5)["household"].level == KIN_RULES[1].says


def test_what_is_surer_already_stays() -> None:
    rules = np.array([0, 1, 1], dtype=np.uint8)
    person, household = np.array([8, 8, 8], np.float32), np.array([2, 2, 20], np.float32)
    assert as_kin(rules, person, household).tolist() == [2, 8 + KIN_BITS, 20]


def test_the_first_rule_that_holds_counts(found: Among) -> None:
    model = found.linkage.model
    nothing = np.zeros((1, len(model.comparisons)), dtype=np.uint8)
    assert kin_rules(model, nothing).tolist() == [0]
    assert kin_rules(model, nothing[:0]).tolist() == []
