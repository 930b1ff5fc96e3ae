"""Purses: what somebody may spend, renewed evenly while time goes by; no list of callers grows without end.

A purse that is full again is no different from one that was never opened, and is let go. Where more callers
than a table holds spend at the same time, those who come last share one purse, so that a flood of names
fills neither the memory nor anybody else's purse.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_CROWD = object()


@dataclass(frozen=True)
class Budget:
    """How much one caller may spend.

    Attributes:
        most: what a full purse holds, and what flows into an empty one in `seconds`.
    """

    most: float
    seconds: float = 60.0

    @property
    def a_second(self) -> float:
        """What flows into a purse in a second."""
        return self.most / self.seconds


class Purses:
    """The purses of all callers under one budget; times are seconds of a clock that never goes back."""

    def __init__(self, budget: Budget, callers: int = 100_000) -> None:
        self._budget = budget
        self._callers = callers
        self._open: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def wait(self, who: Hashable, cost: float, now: float) -> float:
        """After how many seconds somebody can pay; 0 for at once. Nothing is spent."""
        missing = min(cost, self._budget.most) - self._held(self._purse(who), now)
        return max(missing, 0.0) / self._budget.a_second if missing > 0 else 0.0

    def pay(self, who: Hashable, cost: float, now: float) -> float:
        """Spend, if it can be paid: 0; else nothing is spent, and it is after how many seconds it can be."""
        purse = self._purse(who)
        held = self._held(purse, now)
        due = min(cost, self._budget.most)
        if due > held:
            return (due - held) / self._budget.a_second
        self._open[purse] = (held - due, now)
        self._open.move_to_end(purse)
        self._let_go(now)
        return 0.0

    def _purse(self, who: Hashable) -> Hashable:
        is_one_too_many = who not in self._open and len(self._open) >= self._callers
        return _CROWD if is_one_too_many else who

    def _held(self, purse: Hashable, now: float) -> float:
        known = self._open.get(purse)
        if known is None:
            return self._budget.most
        held, at = known
        return min(held + (now - at) * self._budget.a_second, self._budget.most)

    def _let_go(self, now: float) -> None:
        """Close the purses that lay longest untouched, as far as they are full again; two at most."""
        for _ in range(2):
            oldest = next(iter(self._open))
            if now - self._open[oldest][1] < self._budget.seconds:
                return
            del self._open[oldest]
