"""Attack 18: alias floods, fragments that amplify or run in circles, directives and fields by the thousand.

Each family is refused in less than 10 ms of CPU at every size up to the limit of a body, and what a document
may cost is counted in time linear in the document.
"""

from functools import cache, partial

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st

from gql.access import AccessPlan
from gql.body import read_question
from gql.document import read_document
from gql.errors import AccessError, InvalidDocumentError, TooCostlyError
from gql.limits import Limits, Measure, check
from gql.plans import Plans
from gql.roles import Role
from tests.gql.hostile import BODY_BYTES, FAMILIES, Family
from tests.gql.measured import best_of, times_as_long
from tests.gql.questions import PACKS, PLANS, plan_of

LOOSE = Limits(selections=10**6, tokens=10**6, depth=10**6, aliases=10**300, fields=10**300, cost=10**300)
SIZES = (1024, 2048, 3072, 4096, 16384, BODY_BYTES)
# Small ones of these are good questions.
GOOD_WHEN_SMALL = {
    "a chain of fragments",
    "alias flood",
    "fields again",
    "fragments that all spread the last",
    "types by name",
}


@cache
def plan() -> AccessPlan:
    return plan_of(Role.CASEWORKER)


BOUND = 0.010


def refusal(body: bytes, plans: Plans = PLANS) -> str | None:
    """The code that a body is refused with, by all that comes before the database is asked."""
    try:
        plans.prepare(read_question(body), plan())
    except AccessError as error:
        return error.code
    return None


@pytest.mark.parametrize("name", FAMILIES)
def test_refused_in_less_than_ten_milliseconds_at_any_size(name: str) -> None:
    plan()
    refusals = [(size, *measured_refusal(FAMILIES[name], size)) for size in SIZES]
    assert refusals[-1][1] is not None
    if name.partition(": ")[2] not in GOOD_WHEN_SMALL:
        assert all(code is not None for _, code, _ in refusals)
    assert [each for each in refusals if each[2] >= BOUND] == []


def measured_refusal(family: Family, size: int) -> tuple[str | None, float]:
    """The code that a body is refused with, and the CPU seconds that it takes, the best of several.

    Nothing is remembered from one time to the next, so that good questions are measured too.
    """
    body = family(size)
    told: list[str | None] = []
    best = best_of(lambda: told.append(refusal(body, Plans(PACKS, Limits()))), BOUND)
    return told[-1], best


def measured(text: str, limits: Limits = LOOSE) -> Measure:
    ast = parse(text)
    operation = next(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {n.name.value: n for n in ast.definitions if isinstance(n, FragmentDefinitionNode)}
    return check(operation, fragments, limits)


def doubling(levels: int) -> str:
    """Fragments of which each spreads the next one twice."""
    spread = "\n".join(
        f"fragment F{n} on Person {{ household {{ members {{ ...F{n + 1} x: givenName ...F{n + 1} }} }} }}"
        for n in range(levels)
    )
    return f'{{ person(id: "a") {{ ...F0 }} }} {spread} fragment F{levels} on Person {{ id }}'


def test_cost_of_doubled_fragments_is_counted_in_linear_time() -> None:
    assert measured(doubling(80)).cost > 2**80
    much, little = (partial(measured, doubling(levels)) for levels in (80, 20))
    assert times_as_long(much, little, enough=8) < 8


def test_doubled_fragments_are_refused() -> None:
    with pytest.raises(TooCostlyError):
        read_document(doubling(12), None, Limits())


@given(levels=st.integers(min_value=1, max_value=8))
def test_cost_is_that_of_the_unfolded_document(levels: int) -> None:
    unfolded = "id"
    for _ in range(levels):
        unfolded = f"household {{ members {{ {unfolded} x: givenName {unfolded} }} }}"
    assert measured(doubling(levels)) == measured(f'{{ person(id: "a") {{ {unfolded} }} }}')


@pytest.mark.parametrize(
    "text",
    [
        '{ person(id: "a") { ...A } } fragment A on Person { ...A }',
        '{ person(id: "a") { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }',
        '{ person(id: "a") { ...Nowhere } }',
    ],
)
def test_cycles_and_missing_fragments_are_invalid(text: str) -> None:
    with pytest.raises(InvalidDocumentError):
        read_document(text, None, Limits())
