"""The arguments of every list have bounds, whether or not anything in the list may be seen."""

from typing import Any

import pytest

from gql.access import AccessPlan, unrestricted
from gql.errors import InvalidVariablesError, TooCostlyError
from gql.filters import MOST_NAMES
from gql.listing import MOST_ORDERS
from gql.roles import Role
from gql.roots import MOST
from tests.gql.questions import parcel, plan_of, prepare, statement

ALL = unrestricted()
LIST = """query ($first: Int! = 20, $where: EpisodeWhere, $orderBy: [EpisodeOrder!]) {
  person(id: "a") { episodes(first: $first, where: $where, orderBy: $orderBy) { id } } }"""
TWO = """query ($where: EpisodeWhere) {
  person(id: "a") { a: episodes(where: $where) { id } b: episodes(where: $where) { id } } }"""


def ordered(count: int) -> dict[str, Any]:
    return {"orderBy": [{"field": "start"}] * count}


def naming(count: int) -> dict[str, Any]:
    """A filter that holds so many names, two a comparison."""
    return {"where": {"and": [{"kind": {"eq": "crisis"}}] * ((count - 1) // 2)}}


@pytest.mark.parametrize("count", range(MOST_ORDERS + 2))
def test_a_list_is_sorted_by_so_much_at_most(count: int) -> None:
    if count <= MOST_ORDERS:
        assert statement(LIST, ALL, ordered(count))
        return
    with pytest.raises(InvalidVariablesError):
        statement(LIST, ALL, ordered(count))


@pytest.mark.parametrize("first", [-1, 0, 1, MOST, MOST + 1])
def test_how_many_rows_is_looked_at_whenever_it_is_asked(first: int) -> None:
    prepared = prepare(LIST, ALL, {"first": first})
    if 1 <= first <= MOST:
        assert first in dict(parcel(prepared).shared).values()
        return
    with pytest.raises(InvalidVariablesError):
        parcel(prepared)


def test_the_filters_of_a_document_are_measured_together() -> None:
    half = naming(MOST_NAMES // 2 + 1)
    assert statement(LIST, ALL, half)
    with pytest.raises(TooCostlyError):
        statement(TWO, ALL, half)


@pytest.mark.parametrize("plan", [ALL, plan_of(Role.CASEWORKER)], ids=lambda plan: plan.pack)
def test_bounds_are_of_the_document_and_not_of_what_may_be_seen(plan: AccessPlan) -> None:
    for given in (ordered(MOST_ORDERS + 1), naming(MOST_NAMES + 3)):
        with pytest.raises((InvalidVariablesError, TooCostlyError)):
            statement(LIST, plan, given)
