"""Who may see what, decided per kind and field; anything missing, failing or unlisted is hidden."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import cedarpy
import pytest
import yaml

from gql.access import (
    HIDDEN,
    AccessPlan,
    Condition,
    decide,
    unrestricted,
)
from gql.edges import NODE_TYPES
from gql.facts import STATES, Restriction, State, Tie
from gql.model import fields, inputs_of
from gql.owners import OWNERS, has_facts
from gql.packs import POLICIES, Pack, Packs
from gql.roles import Operation, Purpose, Role
from gql.rules import Rules

PACKS = Packs.read()


def pack_for(purpose: Purpose) -> Pack:
    return next(pack for pack in PACKS.packs if pack.protocol.purpose is purpose)


def plan_for(role: Role, purpose: Purpose) -> AccessPlan:
    return decide(PACKS, pack_for(purpose), frozenset({role}))


PLANS = {
    (role, pack.protocol.purpose): plan_for(role, pack.protocol.purpose)
    for pack in PACKS.packs
    for role in Role
}


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
    stranger, worked_with = State(), State(tie=Tie.TEAM)
    asked = {
        kind for kind in NODE_TYPES if stranger not in plan.finds(kind) and worked_with in plan.finds(kind)
    }
    assert asked == {"Score", "Intervention", "Outcome"}


def test_two_roles_see_what_either_sees_under_one_pack() -> None:
    both = decide(PACKS, pack_for(Purpose.DIRECT_CARE), frozenset({Role.CASEWORKER, Role.SAFEGUARDING_LEAD}))
    assert State() in both.finds("Score")
    assert State() not in both.rule("Person", "ethnicity").condition
    assert State(tie=Tie.OWN) in both.rule("Person", "ethnicity").condition


@pytest.mark.parametrize(("role", "purpose"), list(PLANS))
def test_glass_gives_what_a_tie_would_give_and_no_more(role: Role, purpose: Purpose) -> None:
    plan = PLANS[role, purpose]
    conditions = {kind: plan.finds(kind) for kind in NODE_TYPES if has_facts(kind)}
    conditions |= {
        f"{kind}.{field}": rule.condition & plan.meets(kind)
        for (kind, field), rule in plan.rules.items()
        if has_facts(kind)
    }
    for name, condition in conditions.items():
        for state in condition:
            if state.glass:
                assert State(Tie.OWN, state.restriction, dissent=False) in condition, (name, state)


@pytest.mark.parametrize(("role", "purpose"), list(PLANS))
def test_a_sealed_person_is_found_for_one_purpose_only(role: Role, purpose: Purpose) -> None:
    plan = PLANS[role, purpose]
    sealed = Condition.where(state for state in STATES if state.restriction is Restriction.SEALED)
    found = {kind for kind in OWNERS if not (plan.finds(kind) & sealed).is_never}
    assert bool(found) == ((role, purpose) == (Role.ADOPTION_OFFICER, Purpose.ADOPTION))


@pytest.mark.parametrize(("role", "purpose"), list(PLANS))
def test_no_field_is_shown_beyond_the_rows_that_can_be_met(role: Role, purpose: Purpose) -> None:
    plan = PLANS[role, purpose]
    for (kind, _), rule in plan.rules.items():
        assert rule.condition is Condition.ALWAYS or (rule.condition & plan.meets(kind)) is rule.condition
        assert not plan.meets(kind).is_never


@pytest.mark.parametrize(("role", "purpose"), list(PLANS))
def test_what_is_somebodys_is_found_only_where_they_are(role: Role, purpose: Purpose) -> None:
    plan = PLANS[role, purpose]
    for kind in OWNERS:
        assert (plan.finds(kind) & plan.finds("Person")) is plan.finds(kind)


def test_an_undecided_field_or_kind_is_hidden() -> None:
    plan = PLANS[Role.CASEWORKER, Purpose.DIRECT_CARE]
    assert plan.rule("Person", "shoeSize") == HIDDEN
    assert plan.finds("Passport") is Condition.NEVER


def test_the_unrestricted_plan_hides_nothing() -> None:
    plan = unrestricted()
    assert all(plan.shows(kind, field.name) for kind, field in fields())
    assert all(plan.does(operation) is Condition.ALWAYS for operation in Operation)


def test_a_rule_may_show_strangers_only(tmp_path: Path) -> None:
    rules = """
    @id("strangers") @clause("1.1") permit (principal, action, resource)
    when { resource has tie && resource.tie == "none" };
    """
    plan = plan_under(tmp_path, rules)
    assert plan.finds("Person") is Condition.where(state for state in STATES if state.tie is Tie.NONE)


@pytest.mark.parametrize(("day", "is_found"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_rule_may_hold_until_a_day(tmp_path: Path, day: date, is_found: bool) -> None:
    rules = """
    @id("all") @clause("1.1") permit (principal, action, resource)
    when { context.day < datetime("2027-01-01") };
    """
    packs = packs_under(tmp_path, rules)
    plan = decide(packs, packs.packs[0], frozenset({Role.CASEWORKER}), day)
    assert plan.finds("Person").is_always == is_found


def test_an_error_while_deciding_is_a_denial() -> None:
    rules = """
    permit (principal, action, resource);
    permit (principal, action == Action::"find", resource)
    when { resource.name == "Person" && 9223372036854775807 + (if context.use == "row" then 1 else 0) > 0 };
    """
    parsed = Rules(cedarpy.PolicySet.from_str(rules), {}, frozenset({"Person", "row"}), frozenset())
    pack = replace(pack_for(Purpose.DIRECT_CARE), rules=parsed)
    plan = decide(PACKS, pack, frozenset({Role.CASEWORKER}))
    assert plan.finds("Person") is Condition.NEVER
    assert plan.finds("Address") is Condition.ALWAYS


def packs_under(folder: Path, rules: str) -> Packs:
    """The packs of a folder with other rules for direct care, which has one clause."""
    (folder / "access.cedarschema").write_text((POLICIES / "access.cedarschema").read_text("utf-8"), "utf-8")
    stated = yaml.safe_load((POLICIES / "direct_care.yaml").read_text("utf-8"))
    (folder / "direct_care.yaml").write_text(yaml.safe_dump(stated | {"clauses": {"1.1": "One."}}), "utf-8")
    (folder / "direct_care.cedar").write_text(rules, "utf-8")
    return Packs.read(folder)


def plan_under(folder: Path, rules: str) -> AccessPlan:
    """The caseworker's plan under other rules for direct care."""
    packs = packs_under(folder, rules)
    return decide(packs, packs.packs[0], frozenset({Role.CASEWORKER}))
