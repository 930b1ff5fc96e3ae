"""Callers are let in by their token, purpose and budget; what is known of them is on the trail at once."""

from pathlib import Path

import pytest

from gql.admission import Admission, Request
from gql.allowance import Allowance, Budgets
from gql.errors import BudgetSpentError, PurposeError, TooCostlyError, UnauthenticatedError
from gql.keys import DevelopmentKey
from gql.revocation import FILE, Revocations, revoke
from gql.roles import Purpose, Role
from gql.token import Claims, Verifier, issue
from gql.trail import Trail
from tests.gql.questions import PLANS

CARE = Purpose.DIRECT_CARE


def admission(key: DevelopmentKey, allowance: Allowance | None = None, file: Path | None = None) -> Admission:
    revocations = Revocations(file)
    revocations.look()
    return Admission(Verifier(key.verifying()), revocations, Budgets(allowance or Allowance()), PLANS)


def request(key: DevelopmentKey, purpose: str | None = CARE.value, role: Role = Role.CASEWORKER) -> Request:
    token = issue(key, Claims("ann", frozenset({role}), frozenset({CARE, Purpose.AUDIT})))
    return Request(f"Bearer {token}", purpose)


def test_a_caller_and_their_plan_are_known(key: DevelopmentKey) -> None:
    trail = Trail()
    caller, plan = admission(key).known(request(key), trail)
    assert (caller.subject, plan.pack) == ("ann", "direct_care")
    assert (trail.caller, trail.purpose, trail.plan) == (caller, CARE, plan)


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c"])
def test_without_a_valid_token_nobody_is_known(key: DevelopmentKey, given: str | None) -> None:
    trail = Trail()
    with pytest.raises(UnauthenticatedError):
        admission(key).known(Request(given, CARE.value), trail)
    assert trail.caller is None


@pytest.mark.parametrize("purpose", [None, "", "DIRECT_CARE", "research", "audit"])
def test_a_purpose_that_is_not_theirs_is_refused_and_who_asked_is_known(
    key: DevelopmentKey, purpose: str | None
) -> None:
    """The last is on the token, but no pack serves the role for it."""
    trail = Trail()
    with pytest.raises(PurposeError):
        admission(key).known(request(key, purpose), trail)
    assert trail.caller is not None
    assert trail.plan is None


def test_a_revoked_token_is_verified_no_more(key: DevelopmentKey, tmp_path: Path) -> None:
    file, asked = tmp_path / FILE, request(key)
    revoke(file, "somebody-else", 0)
    door = admission(key, file=file)
    assert door.verified(asked).subject == "ann"
    revoke(file, "ann", 4_000_000_000)
    door.revocations.look()
    with pytest.raises(UnauthenticatedError):
        door.verified(asked)


def test_whoever_was_refused_too_often_is_not_let_in(key: DevelopmentKey) -> None:
    door, trail = admission(key, Allowance(refusals=2)), Trail()
    door.known(request(key), trail)
    for _ in range(2):
        assert door.refused(TooCostlyError(), trail, None) is None
    with pytest.raises(BudgetSpentError):
        door.known(request(key), Trail())


def test_an_address_of_too_many_strangers_is_told_to_wait(key: DevelopmentKey) -> None:
    door = admission(key, Allowance(strangers=2))
    told = [door.refused(UnauthenticatedError(), Trail(), "192.0.2.1") for _ in range(4)]
    assert told[:2] == [None, None]
    assert isinstance(told[3], BudgetSpentError)
    assert door.refused(UnauthenticatedError(), Trail(), "192.0.2.2") is None


def test_what_a_question_costs_is_paid_for_each_purpose(key: DevelopmentKey) -> None:
    door, trail = admission(key, Allowance(cost=1000)), Trail()
    door.known(request(key), trail)
    door.pay(trail, 900)
    with pytest.raises(BudgetSpentError):
        door.pay(trail, 900)
    trail.purpose = Purpose.AUDIT
    door.pay(trail, 900)
