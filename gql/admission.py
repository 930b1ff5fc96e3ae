"""Who asks, and whether they may ask now: token, revocation, budget, purpose and plan, in that order.

What is found out is written on the trail at once, so that a refusal too says who was refused, and for what.
"""

from dataclasses import dataclass

from gql.access import AccessPlan
from gql.allowance import Budgets
from gql.caller import Caller
from gql.errors import AccessError, BudgetSpentError, PurposeError, UnauthenticatedError
from gql.plans import Plans
from gql.revocation import Revocations
from gql.roles import Purpose
from gql.token import Verifier
from gql.trail import Trail


@dataclass(frozen=True)
class Request:
    """What of an HTTP request is looked at: two headers, and the address that it comes from.

    Nothing is decided by the address but how often a token may be refused.
    """

    authorization: str | None
    purpose: str | None
    address: str | None = None


@dataclass(frozen=True)
class Admission:
    """Lets callers in, as far as their tokens, the packs and their budgets go."""

    verifier: Verifier
    revocations: Revocations
    budgets: Budgets
    plans: Plans

    def known(self, request: Request, trail: Trail) -> tuple[Caller, AccessPlan]:
        """Who asks, and what they may for the purpose that they state.

        Raises:
            UnauthenticatedError: there is no token, or none that is valid now.
            BudgetSpentError: they were refused too often.
            PurposeError: the purpose is not stated, or not theirs, or no live pack serves it.
        """
        caller = self.verified(request)
        trail.caller = caller
        self.budgets.admit(caller)
        trail.purpose = _purpose(request.purpose, caller)
        trail.plan = self.plans.plan(caller.roles, trail.purpose)
        return caller, trail.plan

    def verified(self, request: Request) -> Caller:
        """Of whom the token speaks, which is neither invalid nor revoked.

        Raises:
            UnauthenticatedError: it is, or there is none.
        """
        caller = self.verifier.verify(_bearer(request.authorization))
        self.revocations.check(caller)
        return caller

    def pay(self, trail: Trail, cost: float) -> None:
        """Take what a question costs.

        Raises:
            BudgetSpentError: it is more than the caller has for the purpose.
        """
        assert trail.caller is not None
        assert trail.purpose is not None
        self.budgets.pay(trail.caller, trail.purpose, cost)

    def refused(self, error: AccessError, trail: Trail, address: str | None) -> BudgetSpentError | None:
        """Count a refusal; what it is answered with instead, unrecorded, where an address has too many."""
        if trail.caller is not None:
            self.budgets.refused(trail.caller, error)
        elif isinstance(error, UnauthenticatedError):
            wait = self.budgets.stranger(address)
            return None if wait is None else BudgetSpentError(wait)
        return None


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError
    return token


def _purpose(stated: str | None, caller: Caller) -> Purpose:
    try:
        purpose = Purpose(stated or "")
    except ValueError:
        raise PurposeError from None
    if purpose not in caller.purposes:
        raise PurposeError
    return purpose
