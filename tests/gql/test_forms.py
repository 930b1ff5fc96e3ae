"""What is masked says something and does not tell the number: in no answer, filter, order or change."""

import asyncio
import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.access import AccessPlan, Condition, Outcome, Rule, decide
from gql.dimensions import DIMENSIONS
from gql.facts import STATES, Tie
from gql.fields import Leaf
from gql.forms import coarse, has_mask, masked
from gql.model import fields, model
from gql.roles import Purpose, Role
from gql.roots import SEARCH
from gql.search import searchable
from graph.store import Store, Target
from tests.gql.conftest import Served
from tests.gql.questions import PACKS, plan_of
from tests.gql.test_access import plan_under
from tests.gql.world import Asker

NUMBER = model()["Person"].leaves["nhsNumber"]
AMINAS = "9434765919"
STARS = "*******"
PEOPLE = "query ($where: PersonWhere) { peopleConnection(where: $where) { nodes { id nhsNumber } } }"
BREAK = """mutation ($key: String!, $number: String!) {
  breakGlass(key: $key, nhsNumber: $number, birthDate: "1984-02-03", reason: "somebody in danger") {
    __typename
  }
}"""


def lead(served: Served, team: str | None = None) -> Asker:
    """A safeguarding lead, who sees the numbers of their team's cases and masks the others."""
    return served.asker(Role.SAFEGUARDING_LEAD, team, Purpose.DIRECT_CARE)


@cache
def plan_of_leads(*others: Role) -> AccessPlan:
    pack = next(each for each in PACKS.packs if each.protocol.purpose is Purpose.DIRECT_CARE)
    return decide(PACKS, pack, frozenset({Role.SAFEGUARDING_LEAD, *others}))


def found(asker: Asker, where: dict[str, Any]) -> dict[str, str | None]:
    nodes = asker.data(PEOPLE, {"where": where})["peopleConnection"]["nodes"]
    return {each["id"]: each["nhsNumber"] for each in nodes}


def test_what_people_are_asked_for_is_masked_and_nothing_else() -> None:
    names = {each.name for _, each in fields() if isinstance(each, Leaf) and has_mask(each)}
    assert names == {"nhsNumber", "personalNumber", "phone", "uprn"}
    assert masked(model()["Person"].leaves["id"]) == masked(model()["Person"].leaves["givenName"]) == "null"
    assert coarse(NUMBER) == "null"


@pytest.mark.neo4j
def test_a_mask_tells_three_characters_and_no_length(neo4j_target: Target) -> None:
    values = [None, *("9" * length + "a1é" for length in range(30)), "", "x"]
    form = masked(NUMBER).format("value")
    row = "UNWIND range(0, size($values) - 1) AS n WITH n, $values[n] AS value"
    text = f"{row} RETURN {form} AS told ORDER BY n"

    async def told() -> list[str | None]:
        async with await Store.connect(neo4j_target) as store:
            return [row["told"] for row in await store.read(text, values=values)]

    assert asyncio.run(told()) == [None, *[STARS] * 5, *[f"{STARS}a1é"] * 25, STARS, STARS]


def test_a_lead_reads_the_numbers_of_cases_and_of_others_the_last_characters() -> None:
    rule = plan_of_leads().rule("Person", "nhsNumber")
    worked_with = Condition.where(each for each in STATES if each.tie is not Tie.NONE or each.glass)
    assert (rule.outcome, rule.condition) == (Outcome.MASK, Condition.ALWAYS)
    met = plan_of_leads().finds("Person")
    assert rule.whole & met is worked_with & met


def test_who_may_read_it_in_another_role_reads_it() -> None:
    assert plan_of_leads(Role.CASEWORKER).rule("Person", "nhsNumber") == Rule(Outcome.ALLOW, Condition.ALWAYS)


@given(st.sampled_from(STATES))
def test_a_rule_tells_at_each_state_what_becomes_of_the_field(state: Any) -> None:
    rule = plan_of_leads().rule("Person", "nhsNumber")
    assert rule.at(state) is (Outcome.ALLOW if state in rule.whole else Outcome.MASK)
    assert Rule(Outcome.MASK, Condition.NEVER).at(state) is Outcome.HIDE


def test_what_has_no_masked_form_is_hidden(tmp_path: Path) -> None:
    rules = """
    @id("kinds") @clause("1.1") permit (principal, action == Action::"find", resource);
    @id("fields") @clause("1.1") permit (principal, action == Action::"mask", resource);
    """
    plan = plan_under(tmp_path, rules)
    shown = {name for (_, name), rule in plan.rules.items() if rule.outcome is Outcome.MASK}
    assert shown == {name for _, name in plan.rules} == {"nhsNumber", "phone", "uprn"}


def test_what_is_coarse_or_a_pseudonym_is_not_masked_beside(tmp_path: Path) -> None:
    rules = """
    @id("kinds") @clause("1.1") permit (principal, action == Action::"find", resource);
    @id("fields") @clause("1.1") permit (principal, action == Action::"mask", resource);
    @id("known") @clause("1.1") permit (principal, action == Action::"pseudonym", resource);
    """
    plan = plan_under(tmp_path, rules)
    assert {rule.outcome for rule in plan.rules.values()} == {Outcome.PSEUDONYM}


@pytest.mark.neo4j
def test_a_masked_number_is_answered_in_part_and_that_of_a_case_in_full(served: Served) -> None:
    asked = '{ person(id: "p-amina") { nhsNumber records { nhsNumber } } }'
    (mine, other) = (lead(served, team).data(asked)["person"] for team in ("North", "South"))
    assert mine["nhsNumber"] == AMINAS
    assert other["nhsNumber"] == f"{STARS}919"
    assert {each["nhsNumber"] for each in other["records"]} <= {None, f"{STARS}919"}


@pytest.mark.neo4j
@pytest.mark.parametrize("operator", ["eq", "startsWith", "contains", "gte", "in"])
def test_a_filter_by_the_number_finds_only_those_of_whom_it_is_read(served: Served, operator: str) -> None:
    value = {"eq": AMINAS, "startsWith": AMINAS[:6], "contains": AMINAS[2:8], "gte": AMINAS, "in": [AMINAS]}
    where = {"nhsNumber": {operator: value[operator]}}
    assert found(lead(served, "North"), where) == {"p-amina": AMINAS}
    assert found(lead(served, "South"), where) == {}
    assert "p-amina" in found(lead(served, "South"), {"not": where})
    assert found(lead(served, "South"), {"nhsNumber": {"eq": f"{STARS}919"}}) == {"p-amina": f"{STARS}919"}


@pytest.mark.neo4j
def test_nothing_is_sorted_or_counted_by_a_masked_number(served: Served) -> None:
    text = "{{ peopleConnection(orderBy: [{{field: {0}}}]) {{ nodes {{ id }} }} }}"
    asker = lead(served, "North")
    assert asker.post(text.format("nhsNumber")) == asker.post(text.format("nonsense"))
    assert asker.post(text.format("givenName"))[0] == 200


@pytest.mark.neo4j
def test_nobody_is_named_by_a_number_that_is_masked(served: Served) -> None:
    asker = lead(served, "South")
    told = [asker.post(BREAK, {"key": uuid.uuid4().hex, "number": each}) for each in (AMINAS, "9434765870")]
    assert told[0] == told[1]
    assert told[0][1]["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


@pytest.mark.neo4j
def test_the_schema_says_in_which_form_a_field_is_read(served: Served) -> None:
    asked = '{ __type(name: "Person") { fields { name description } } }'

    def described(asker: Asker) -> dict[str, str]:
        return {each["name"]: each["description"] for each in asker.data(asked)["__type"]["fields"]}

    assert "last three characters, and all of it of some" in described(lead(served))["nhsNumber"]
    assert "characters" not in described(lead(served))["phone"]
    scientist = described(served.asker(Role.DATA_SCIENTIST))
    assert "coarsely" in scientist["birthDate"]
    assert "pseudonym" in scientist["id"]
    assert "coarsely" not in described(served.asker(Role.CASEWORKER))["birthDate"]


@pytest.mark.parametrize("whole", [Condition.NEVER, Condition.ALWAYS])
def test_by_what_is_masked_nobody_is_searched_or_counted(whole: Condition) -> None:
    """No number is a part of a search or a dimension today; a rule that masks one of theirs would shut it."""
    plan, counted = plan_of_leads(Role.CASEWORKER), plan_of(Role.ANALYST).counting
    assert counted is not None
    for part, (looked_at, _) in SEARCH.items():
        assert searchable(plan, part) is Outcome.ALLOW
        assert searchable(_masking(plan, looked_at[0], whole), part) is Outcome.HIDE
    for dimension in DIMENSIONS.values():
        assert dimension.is_shown(counted)
        assert not dimension.is_shown(_masking(counted, (dimension.kind, dimension.field), whole))


def _masking(plan: AccessPlan, field: tuple[str, str], whole: Condition) -> AccessPlan:
    return replace(plan, rules={**plan.rules, field: Rule(Outcome.MASK, Condition.ALWAYS, whole)})
