"""What is gathered while a document is compiled: variable names, parameters, and what was used.

Text from a caller never reaches the statement; it can only become the value of a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.values import VariableValues

from gql.access import AccessPlan, Condition
from gql.edges import OWNERS
from gql.errors import InvalidVariablesError
from gql.fields import Direction, Step
from gql.selection import Selected


@dataclass(frozen=True)
class Asking:
    """What a parameter's value may be taken from when a compiled question is asked."""

    variables: VariableValues
    team: str | None
    reveal: Callable[[str], str | None]


ParameterSource = Callable[[Asking], Any]


@dataclass
class Builder:
    """The state of one compilation.

    Attributes:
        row: the sources of the parameters that each asking has of its own; 0 is its number.
        shared: the sources of those that a statement needs before it has any row, such as limits.
        asked: positions in `row` of the ids asked for.
    """

    plan: AccessPlan
    row: list[ParameterSource] = field(default_factory=list)
    shared: dict[str, ParameterSource] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    _count: int = 0

    def variable(self) -> str:
        """A name that no other part of the statement uses."""
        self._count += 1
        return f"v{self._count}"

    def parameter(self, source: ParameterSource) -> str:
        """A parameter with a value taken from `source` each time the question is asked."""
        self.row.append(source)
        return f"q[{len(self.row)}]"

    @property
    def team(self) -> str:
        """The parameter that holds the caller's team."""
        if _team not in self.row:
            self.row.append(_team)
        return f"q[{self.row.index(_team) + 1}]"

    def bounded(self, selected: Selected, argument: str, most: int) -> str:
        """A parameter from a whole-number argument.

        When the question is asked it raises InvalidVariablesError unless 1 <= value <= most.
        """

        given = selected.argument(argument)

        def source(asking: Asking) -> int:
            value: int = given(asking.variables)
            if not 1 <= value <= most:
                raise InvalidVariablesError
            return value

        name = f"s{len(self.shared)}"
        self.shared[name] = source
        return f"${name}"

    def visible(self, kind: str, variable: str) -> list[str]:
        """The predicates under which a node may be found; the kind must not be one never found."""
        return self.holds(self.plan.finds(kind), kind, variable)

    def holds(self, condition: Condition, kind: str, variable: str) -> list[str]:
        """The predicates that say a condition about a node; false where it can never hold."""
        if condition is Condition.ALWAYS:
            return []
        if condition is Condition.NEVER or kind not in OWNERS:
            return ["false"]
        return [_worked_with(variable, OWNERS[kind], self.team)]


def _team(asking: Asking) -> str | None:
    return asking.team


def _worked_with(variable: str, owner: Step | None, team: str) -> str:
    """Whether the caller's team works now with the person whose node it is; false without a team."""
    path = f"({variable})" if owner is None else f"{hop(variable, owner, '', '')}"
    return (
        f"EXISTS {{ MATCH {path}<-[works:WORKS_WITH]-(:Worker)-[:IN_TEAM]->(:Team {{id: {team}}}) "
        "WHERE works.to IS NULL }"
    )


def hop(start: str, step: Step, tie: str, end: str) -> str:
    """A pattern that follows one step from a bound variable."""
    return f"({start}){arrow(step, tie)}({end}:{step.to})"


def arrow(step: Step, tie: str) -> str:
    """The relationship of a step, pointing its way."""
    relationship = f"[{tie}:{step.relationship}]"
    if step.direction is Direction.OUT:
        return f"-{relationship}->"
    return f"<-{relationship}-" if step.direction is Direction.IN else f"-{relationship}-"


def where(predicates: list[str]) -> str:
    """A WHERE clause, or nothing where there is nothing to hold."""
    return f"WHERE {' AND '.join(predicates)}" if predicates else ""
