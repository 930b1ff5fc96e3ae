"""The facts of a row that a rule may ask: how the caller stands to the person, and how the person is held.

A row of a person is in exactly one of the states; what is missing or unknown counts as the strictest.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Tie(StrEnum):
    """The working relationship: the caller's own case, a case of the caller's team, or neither."""

    OWN = "own"
    TEAM = "team"
    NONE = "none"


class Restriction(StrEnum):
    """How strictly a person is held, from the mildest to the strictest."""

    NONE = "none"
    SENSITIVE = "sensitive"
    RESTRICTED = "restricted"
    SEALED = "sealed"


@dataclass(frozen=True)
class State:
    """Everything about one person's row that a decision depends on.

    Attributes:
        tie: whether the caller, or somebody of the caller's team, works with the person now.
        restriction: the strictest of the person's records.
        dissent: the person has said no to sharing for the purpose stated.
        glass: the caller has broken the glass for the person, for the purpose stated.
    """

    tie: Tie = Tie.NONE
    restriction: Restriction = Restriction.NONE
    dissent: bool = False
    glass: bool = False


STATES: tuple[State, ...] = tuple(
    State(*each) for each in product(Tie, Restriction, (False, True), (False, True))
)
"""Every state, in one order."""

OPEN_STATE = State()
"""The state of what is nobody's, such as a service: nothing holds it back, and nobody works with it."""

FACTS = ("tie", "restriction", "dissent", "glass")
"""The names of the facts, as rules write them."""
