"""What can be counted is a fixed and small number of populations: of three dimensions, joined by "and"."""

from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest

from gql.dimensions import DIMENSIONS, MOST_DIMENSIONS
from gql.errors import AccessError, InvalidDocumentError, InvalidVariablesError, TooCostlyError
from gql.roles import Role
from tests.gql.questions import plan_of, prepare, statement

PLAN = plan_of(Role.ANALYST)
NAMES = sorted(DIMENSIONS)
WHERE = "query ($where: StatisticsWhere) { statistics(where: $where) { %s } }"


def grouped(*names: str) -> str:
    return f"groups {{ people {' '.join(names)} }}"


def compiled(inside: str, **where: Any) -> str:
    return statement(WHERE % inside, PLAN, {"where": where})


def refusal(inside: str, **where: Any) -> type[AccessError] | None:
    try:
        compiled(inside, **where)
    except AccessError as error:
        return type(error)
    return None


@pytest.mark.parametrize("kept", range(len(NAMES) + 1))
def test_groups_and_filter_together_take_three_dimensions_at_most(kept: int) -> None:
    where = dict.fromkeys(NAMES[:kept], "a")
    for count in range(4):
        expected = TooCostlyError if kept + count > MOST_DIMENSIONS else None
        assert refusal(grouped(*NAMES[:count]), **where) is expected


def test_each_part_of_a_question_has_its_own_three() -> None:
    """Fields of `groups` under two keys are two questions, and neither may take more."""
    three, four = grouped(*NAMES[:3]), grouped(*NAMES[:4])
    assert refusal(f"people a: {three} b: {three}") is None
    assert refusal(f"people a: {three} b: {four}") is TooCostlyError


def test_a_dimension_that_is_named_twice_is_one() -> None:
    assert refusal("groups { people a: sex b: sex c: sex d: sex }") is None


@pytest.mark.parametrize("names", list(combinations(NAMES, 2)))
def test_the_order_of_names_makes_no_other_statement(names: tuple[str, str]) -> None:
    texts = {compiled(grouped(*each)) for each in permutations(names)}
    assert len(texts) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_a_parameter(name: str) -> None:
    hostile = "x'}) DETACH DELETE n //"
    assert hostile not in compiled("people", **{name: hostile})
    assert compiled("people", **{name: hostile}) == compiled("people", **{name: "a"})


def test_what_is_null_keeps_nobody_out() -> None:
    assert compiled("people", sex=None) == compiled("people")
    assert compiled("people", sex="female") != compiled("people")


@pytest.mark.parametrize(
    "where",
    [
        {"or": [{"sex": "a"}]},
        {"not": {"sex": "a"}},
        {"sex": {"in": ["a"]}},
        {"sex": {"startsWith": "a"}},
        {"sex": ["a", "b"]},
        {"restriction": "sealed"},
    ],
)
def test_values_are_joined_in_no_other_way(where: dict[str, Any]) -> None:
    assert refusal("people", **where) is InvalidVariablesError


@pytest.mark.parametrize("role", [each for each in Role if plan_of(each).counting is None])
def test_for_whom_nothing_is_counted_nothing_is_asked_of_the_graph(role: Role) -> None:
    inside = f"people {grouped(*NAMES)} __typename"
    prepared = prepare(WHERE % inside, plan_of(role), {"where": {"sex": "female"}})
    assert prepared.compiled is not None
    assert "Person" not in prepared.compiled.text
    assert "statistics" in prepared.compiled.hidden
    assert "statistics" not in prepared.compiled.fields


def test_a_dimension_that_is_not_shown_keeps_nobody() -> None:
    """Asked of a plan whose counting hides it; a role's own schema has no such name."""
    counting = PLAN.counting
    assert counting is not None
    rules = {field: rule for field, rule in counting.rules.items() if field != ("Person", "sex")}
    without = replace(PLAN, key="without sex", counting=replace(counting, key="no sex", rules=rules))
    with pytest.raises(InvalidDocumentError):
        statement(WHERE % "people", without, {"where": {"sex": "female"}})
    text = statement(WHERE % grouped("sex"), without, {"where": {}})
    assert "`sex`" not in text


def test_the_audit_is_told_what_was_counted_by() -> None:
    prepared = prepare(WHERE % grouped("service"), PLAN, {"where": {"sex": "female"}})
    assert prepared.compiled is not None
    assert {"statistics", "Person.sex", "Service.name"} <= set(prepared.compiled.fields)
