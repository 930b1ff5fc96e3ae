"""Who may see what, decided per kind and field; anything missing, failing or unlisted is hidden."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import cedarpy
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gql.access import (
    HIDDEN,
    AccessPlan,
    Condition,
    Outcome,
    decide,
    unrestricted,
)
from gql.edges import NODE_TYPES, OWNERS
from gql.model import fields, inputs_of
from gql.packs import POLICIES, Pack, Packs
from gql.roles import Purpose, Role
from graph.vocabulary import Sensitivity

PACKS = Packs.read()
CASES = yaml.safe_load(Path(__file__).with_name("access_cases.yaml").read_text("utf-8"))


def pack_for(purpose: Purpose) -> Pack:
    return next(pack for pack in PACKS.packs if pack.protocol.purpose is purpose)


def plan_for(role: Role, purpose: Purpose) -> AccessPlan:
    return decide(PACKS, pack_for(purpose), frozenset({role}))


PLANS = {
    (role, pack.protocol.purpose): plan_for(role, pack.protocol.purpose)
    for pack in PACKS.packs
    for role in Role
}
CASE_ROWS = [
    (case["role"], case["purpose"], field, expected)
    for case in CASES
    for field, expected in case["sees"].items()
]


@pytest.mark.parametrize(("role", "purpose", "field", "expected"), CASE_ROWS)
def test_case(role: str, purpose: str, field: str, expected: str) -> None:
    kind, _, name = field.partition(".")
    rule = PLANS[Role(role), Purpose(purpose)].rule(kind, name)
    outcome, _, when = expected.partition(" when ")
    assert rule.outcome is Outcome(outcome)
    assert rule.condition.value == (when or ("never" if outcome == "hide" else "always"))


def test_every_role_appears_among_the_cases() -> None:
    assert {case["role"] for case in CASES} == set(Role)


@pytest.mark.parametrize(("role", "purpose"), list(product(Role, Purpose)))
def test_a_pack_permits_nothing_to_roles_it_does_not_list(role: Role, purpose: Purpose) -> None:
    plan = PLANS[role, purpose]
    assert plan.is_empty == (role not in pack_for(purpose).protocol.roles)
    if plan.is_empty:
        assert not plan.rules


@pytest.mark.parametrize(("role", "purpose"), list(product(Role, Purpose)))
def test_no_plan_reaches_beyond_the_items_of_its_protocol(role: Role, purpose: Purpose) -> None:
    items = pack_for(purpose).protocol.items
    shown = dict(PLANS[role, purpose].rules)
    for kind, field in fields():
        if (kind, field.name) in shown:
            assert inputs_of(field) <= items


def test_rows_as_delivered_are_shown_to_nobody() -> None:
    for plan in PLANS.values():
        assert plan.rule("Record", "original") == HIDDEN
        assert plan.rule("Record", "hash") == HIDDEN


def test_scores_help_and_outcomes_need_a_working_relationship_for_caseworkers() -> None:
    plan = PLANS[Role.CASEWORKER, Purpose.DIRECT_CARE]
    asked = {kind for kind in NODE_TYPES if plan.finds(kind) is Condition.WORKED_WITH}
    assert asked == {"Score", "Intervention", "Outcome"}


def test_two_roles_see_what_either_sees_under_one_pack() -> None:
    both = decide(PACKS, pack_for(Purpose.DIRECT_CARE), frozenset({Role.CASEWORKER, Role.SAFEGUARDING_LEAD}))
    assert both.finds("Score") is Condition.ALWAYS
    assert both.rule("Person", "ethnicity").condition is Condition.WORKED_WITH


def test_an_undecided_field_or_kind_is_hidden() -> None:
    plan = PLANS[Role.CASEWORKER, Purpose.DIRECT_CARE]
    assert plan.rule("Person", "shoeSize") == HIDDEN
    assert plan.finds("Passport") is Condition.NEVER


def test_the_unrestricted_plan_hides_nothing() -> None:
    plan = unrestricted()
    assert all(plan.shows(kind, field.name) for kind, field in fields())


def plan_under(folder: Path, rules: str) -> AccessPlan:
    """The caseworker's plan under other rules for direct care."""
    (folder / "access.cedarschema").write_text((POLICIES / "access.cedarschema").read_text("utf-8"), "utf-8")
    (folder / "direct_care.yaml").write_text((POLICIES / "direct_care.yaml").read_text("utf-8"), "utf-8")
    (folder / "direct_care.cedar").write_text(rules, "utf-8")
    packs = Packs.read(folder)
    return decide(packs, packs.packs[0], frozenset({Role.CASEWORKER}))


def test_attack_13_a_forbid_without_its_fact_denies(tmp_path: Path) -> None:
    rules = """
    @id("all") permit (principal, action, resource);
    @id("only-worked-with") forbid (principal, action == Action::"find", resource)
    unless { resource has worked_with && resource.worked_with };
    """
    plan = plan_under(tmp_path, rules)
    for kind in NODE_TYPES:
        assert plan.finds(kind) is (Condition.WORKED_WITH if kind in OWNERS else Condition.NEVER)


def test_a_rule_that_would_show_only_those_not_worked_with_shows_nothing(tmp_path: Path) -> None:
    rules = """
    @id("strangers") permit (principal, action, resource)
    when { resource has worked_with && !resource.worked_with };
    """
    plan = plan_under(tmp_path, rules)
    assert plan.is_empty
    assert not plan.rules


def test_an_error_while_deciding_is_a_denial(tmp_path: Path) -> None:
    rules = """
    @id("all") permit (principal, action, resource);
    @id("overflows") permit (principal, action == Action::"find", resource)
    when { resource.name == "Person" && 9223372036854775807 + context.purpose.size() > 0 };
    """.replace("context.purpose.size()", '(if context.purpose == "direct_care" then 1 else 0)')
    plan = plan_under(tmp_path, rules)
    assert plan.finds("Person") is Condition.NEVER
    assert plan.finds("Address") is Condition.ALWAYS


INPUTS = st.sets(st.sampled_from([each.value for each in Sensitivity]), min_size=1)


@given(
    inputs=INPUTS,
    value=st.sampled_from(["text", "key", "edge", "postcode"]),
    has_fact=st.sampled_from([None, False]),
)
def test_attack_13_no_missing_fact_widens_what_a_caseworker_reads(
    inputs: set[str], value: str, has_fact: bool | None
) -> None:
    """A field of a person may be read without a working relationship only if it is in the plain list."""
    allowed = _reads(
        "caseworker", {"kind": "Person", "name": "x", "value": value, "inputs": sorted(inputs)}, has_fact
    )
    plain = set(Sensitivity) - {Sensitivity.CHARACTERISTIC, Sensitivity.ORIGINAL}
    assert allowed == (inputs <= plain)


def _reads(role: str, attributes: dict[str, Any], worked_with: bool | None) -> bool:
    fact = {} if worked_with is None else {"worked_with": worked_with}
    parent = {"type": "Role", "id": role}
    entities = [
        {"uid": parent, "attrs": {}, "parents": []},
        {"uid": {"type": "Caller", "id": "c"}, "attrs": {}, "parents": [parent]},
        {"uid": {"type": "Field", "id": "f"}, "attrs": {**attributes, **fact}, "parents": []},
    ]
    request = {
        "principal": 'Caller::"c"',
        "action": 'Action::"read"',
        "resource": 'Field::"f"',
        "context": {"purpose": "direct_care"},
    }
    rules = pack_for(Purpose.DIRECT_CARE).rules
    result = cedarpy.is_authorized(request, rules, json.dumps(entities), PACKS.schema)
    assert not result.diagnostics.errors
    return result.allowed
