"""Budgets: of questions by cost, of refusals, and of whoever has no valid token."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from gql.allowance import Allowance, Budgets
from gql.audit import entries
from gql.caller import Caller
from gql.errors import AccessError, BudgetSpentError, InvalidDocumentError, UnavailableError
from gql.roles import Purpose, Role
from gql.server import application
from tests.gql.conftest import Served
from tests.gql.world import Asker

CALLER = Caller("w-1", frozenset({Role.CASEWORKER}), frozenset(Purpose), None, 0)
OTHER = replace(CALLER, subject="w-2")


def test_each_caller_has_a_budget_for_each_purpose() -> None:
    budgets = Budgets(Allowance(cost=100))
    budgets.pay(CALLER, Purpose.DIRECT_CARE, 100)
    with pytest.raises(BudgetSpentError) as refused:
        budgets.pay(CALLER, Purpose.DIRECT_CARE, 50)
    assert refused.value.retry_after is not None
    assert 25 <= refused.value.retry_after <= 31
    budgets.pay(CALLER, Purpose.SAFEGUARDING, 100)
    budgets.pay(OTHER, Purpose.DIRECT_CARE, 100)


def test_even_the_smallest_question_costs_something() -> None:
    budgets = Budgets(Allowance(cost=100))
    for _ in range(10):
        budgets.pay(CALLER, Purpose.AUDIT, 1)
    with pytest.raises(BudgetSpentError):
        budgets.pay(CALLER, Purpose.AUDIT, 1)


@pytest.mark.parametrize(("error", "counts"), [(InvalidDocumentError(), True), (UnavailableError(), False)])
def test_refusals_count_where_they_are_the_callers_doing(error: AccessError, counts: bool) -> None:
    budgets = Budgets(Allowance(refusals=2))
    for _ in range(2):
        budgets.admit(CALLER)
        budgets.refused(CALLER, error)
    if counts:
        with pytest.raises(BudgetSpentError):
            budgets.admit(CALLER)
    else:
        budgets.admit(CALLER)
    budgets.admit(OTHER)


def test_being_refused_for_a_spent_budget_does_not_spend_more() -> None:
    budgets = Budgets(Allowance(refusals=1))
    for _ in range(5):
        budgets.refused(CALLER, BudgetSpentError())
    budgets.admit(CALLER)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        (None, "no address", True),
    ],
)
def test_an_address_has_a_budget_and_a_network_of_the_newer_kind_has_one(
    one: str | None, other: str, share: bool
) -> None:
    budgets = Budgets(Allowance(strangers=1))
    assert budgets.stranger(one) is None
    assert (budgets.stranger(other) is not None) == share


@pytest.fixture(scope="module")
def frugal(served: Served) -> Iterator[Served]:
    """The service with small budgets."""
    settings = replace(served.beside("frugal"), allowance=Allowance(cost=300, refusals=3, strangers=4))
    with TestClient(application(settings)) as client:
        yield Served(client, settings, served.key)


def asked(frugal: Served, query: str, headers: dict[str, str]) -> tuple[int, str | None, Any]:
    answer = frugal.client.post("/graphql", json={"query": query}, headers=headers)
    code = answer.json()["errors"][0]["extensions"]["code"] if "errors" in answer.json() else None
    return answer.status_code, code, answer.headers.get("retry-after")


LIST = '{ people(search: {name: "khan"}, first: 100) { id } }'


@pytest.mark.neo4j
def test_questions_are_paid_by_what_they_cost(frugal: Served) -> None:
    headers = frugal.asker(Role.CASEWORKER).headers()
    told = [asked(frugal, LIST, headers) for _ in range(4)]
    assert [each[0] for each in told[:2]] == [200, 200]
    status, code, wait = told[-1]
    assert (status, code) == (429, "BUDGET_SPENT")
    assert 1 <= int(wait) <= 60
    assert asked(frugal, LIST, frugal.asker(Role.SAFEGUARDING_LEAD).headers())[0] == 200
    assert list(entries(frugal.settings.audit))[-2]["code"] == "BUDGET_SPENT"


@pytest.mark.neo4j
def test_whoever_is_refused_again_and_again_is_not_read_for_a_while(frugal: Served) -> None:
    headers = frugal.asker(Role.INTEGRATOR).headers()
    assert [asked(frugal, "{ nonsense }", headers)[1] for _ in range(3)] == ["INVALID_DOCUMENT"] * 3
    assert asked(frugal, "{ nonsense }", headers)[:2] == (429, "BUDGET_SPENT")
    assert asked(frugal, "{ __typename }", headers)[:2] == (429, "BUDGET_SPENT")
    assert asked(frugal, "{ __typename }", frugal.asker(Role.AUDITOR).headers())[0] == 200


@pytest.mark.neo4j
def test_tokens_refused_in_floods_are_recorded_together_and_lock_nobody_out(frugal: Served) -> None:
    forged = {"Authorization": "Bearer a.b.c", "Kith-Purpose": "direct_care"}
    before = len(list(entries(frugal.settings.audit)))
    told = [asked(frugal, "{ __typename }", forged) for _ in range(40)]
    assert told[:4] == [(401, "UNAUTHENTICATED", None)] * 4
    assert {each[:2] for each in told[20:]} == {(429, "BUDGET_SPENT")}
    recorded = len(list(entries(frugal.settings.audit))) - before
    assert recorded <= 6
    honest = Asker(frugal.client, frugal.key, Role.ADOPTION_OFFICER)
    assert honest.data("{ __typename }") == {"__typename": "Query"}
