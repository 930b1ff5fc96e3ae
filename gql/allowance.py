"""What the service grants: to each caller for each purpose, and to whoever sends tokens that are not valid.

Questions are paid by what they cost, before the database is asked; refusals have a smaller budget of their
own, after which nothing more of the caller is read for a while. A token that is valid is never refused for
what others send from the same address: an address has a budget of refusals alone, after which refused
tokens are told so, and are recorded together instead of one by one.
"""

import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from gql.budget import Budget, Purses
from gql.caller import Caller
from gql.errors import AccessError, BudgetSpentError
from gql.roles import Purpose

_LEAST = 10
_ADDRESSES = 10_000
_NEIGHBOURS = 64


@dataclass(frozen=True)
class Allowance:
    """The sizes of the budgets.

    Attributes:
        cost: what the questions of a caller may cost in a minute, for each purpose.
        refusals: how many questions of a caller may be refused in a minute.
        strangers: how many requests without a valid token may come from one address in a minute.
        populations: of how many new populations a caller may be told statistics on one day.
    """

    cost: float = 1_000_000
    refusals: float = 120
    strangers: float = 300
    populations: int = 2000


UNBOUNDED = Allowance(math.inf, math.inf, math.inf)
"""For measurements of the service itself."""


class Budgets:
    """The budgets of one service."""

    def __init__(self, allowance: Allowance) -> None:
        self.populations = allowance.populations
        self._questions = _purses(allowance.cost)
        self._refusals = _purses(allowance.refusals)
        self._strangers = _purses(allowance.strangers, _ADDRESSES)
        self._unrecorded = 0

    def admit(self, caller: Caller) -> None:
        """Let somebody ask.

        Raises:
            BudgetSpentError: too much of what they asked lately was refused.
        """
        if self._refusals is not None:
            _refuse(self._refusals.wait(caller.subject, 1, time.monotonic()))

    def pay(self, caller: Caller, purpose: Purpose, cost: float) -> None:
        """Pay for a question.

        Raises:
            BudgetSpentError: the caller has not enough left for it.
        """
        if self._questions is not None:
            key = (caller.subject, purpose)
            _refuse(self._questions.pay(key, max(cost, _LEAST), time.monotonic()))

    def refused(self, caller: Caller, error: AccessError) -> None:
        """Take note of a refusal that was the caller's own doing."""
        is_theirs = 400 <= error.status < 500 and not isinstance(error, BudgetSpentError)
        if self._refusals is not None and is_theirs:
            self._refusals.pay(caller.subject, 1, time.monotonic())

    def stranger(self, address: str | None) -> int | None:
        """Take note of a token that is not valid.

        Returns:
            None where that was within the budget of the address, else after how many seconds it will be.
        """
        if self._strangers is None:
            return None
        wait = self._strangers.pay(_network(address), 1, time.monotonic())
        if wait <= 0:
            return None
        self._unrecorded += 1
        return math.ceil(wait)

    def unrecorded(self) -> int:
        """How many refusals were not recorded since this was last asked."""
        count, self._unrecorded = self._unrecorded, 0
        return count


def _purses(most: float, callers: int = 100_000) -> Purses | None:
    return Purses(Budget(most), callers) if math.isfinite(most) else None


def _refuse(wait: float) -> None:
    if wait > 0:
        raise BudgetSpentError(math.ceil(wait))


def _network(address: str | None) -> str:
    """What stands for an address: of the newer kind the network, since whoever has one has them all."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return known.packed[: _NEIGHBOURS // 8].hex()
    return str(known)
