"""A condition: the set of states of a row in which something is permitted. Equal sets are one object."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import ClassVar

from gql.facts import STATES, State

_NUMBER = {state: number for number, state in enumerate(STATES)}
_ALL = (1 << len(STATES)) - 1


class Condition:
    """A set of states. There is one object for each set, so that `is` and `==` say the same.

    Attributes:
        mask: the set as bits, in the order of `gql.facts.STATES`.
    """

    __slots__ = ("mask",)
    ALWAYS: ClassVar["Condition"]
    NEVER: ClassVar["Condition"]
    mask: int

    @staticmethod
    def of(mask: int) -> "Condition":
        """The condition with these bits."""
        return _made(mask & _ALL)

    @staticmethod
    def where(states: Iterable[State]) -> "Condition":
        """The condition that holds in these states and no others."""
        return Condition.of(sum(1 << _NUMBER[state] for state in set(states)))

    @property
    def states(self) -> frozenset[State]:
        """The states in which it holds."""
        return frozenset(self)

    @property
    def is_always(self) -> bool:
        """Whether it holds in every state."""
        return self.mask == _ALL

    @property
    def is_never(self) -> bool:
        """Whether it holds in no state."""
        return self.mask == 0

    def within(self, base: "Condition") -> "Condition":
        """Itself, asked only about rows for which `base` holds: ALWAYS where it holds for all of them."""
        if base.mask and base.mask & ~self.mask == 0:
            return Condition.ALWAYS
        return self & base

    def __contains__(self, state: State) -> bool:
        return bool(self.mask >> _NUMBER[state] & 1)

    def __iter__(self) -> Iterator[State]:
        return (state for state in STATES if state in self)

    def __and__(self, other: "Condition") -> "Condition":
        return Condition.of(self.mask & other.mask)

    def __or__(self, other: "Condition") -> "Condition":
        return Condition.of(self.mask | other.mask)

    def __invert__(self) -> "Condition":
        return Condition.of(~self.mask)

    def __repr__(self) -> str:
        if self.is_always or self.is_never:
            return f"Condition.{'ALWAYS' if self.is_always else 'NEVER'}"
        return f"Condition.of({self.mask:#x})"

    def __reduce__(self) -> tuple[object, ...]:
        return Condition.of, (self.mask,)


@cache
def _made(mask: int) -> Condition:
    made = object.__new__(Condition)
    made.mask = mask
    return made


Condition.NEVER = Condition.of(0)
Condition.ALWAYS = Condition.of(_ALL)
