"""What is gathered while a document is compiled: variable names, parameters, and what was used.

Text from a caller never reaches the statement; it can only become the value of a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.values import VariableValues

from gql.access import AccessPlan
from gql.condition import Condition
from gql.cursors import Cursors
from gql.errors import InvalidVariablesError
from gql.fields import Direction, Step
from gql.guard import Facts, predicate
from gql.known import Known
from gql.marks import marked
from gql.selection import Selected
from gql.walk import Walk


@dataclass(frozen=True)
class Asking:
    """What a parameter's value may be taken from when a compiled question is asked.

    Attributes:
        team: the caller's team; None for somebody in none.
        reveal: the identifier behind a pseudonym.
        worker: the caller's own reference as a worker.
        glass: ids of the people for whom the caller has broken the glass, for the purpose stated.
        cursors: what opens and seals the caller's cursors.
    """

    variables: VariableValues
    team: str | None
    reveal: Callable[[str], str | None]
    worker: str | None = None
    glass: tuple[str, ...] = ()
    cursors: Cursors | None = None


ParameterSource = Callable[[Asking], Any]


@dataclass
class Builder:
    """The state of one compilation.

    Attributes:
        row: the sources of the parameters that each asking has of its own; 0 is its number.
        shared: the sources of those that a statement needs before it has any row, such as limits.
        asked: positions in `row` of the ids asked for.
        names: how many names its filters hold.
        known: what is worked out of people once.
        owners: the variables of rows that were come to from the person whose they are, and of that person.
    """

    plan: AccessPlan
    row: list[ParameterSource] = field(default_factory=list)
    shared: dict[str, ParameterSource] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    names: int = 0
    known: Known = field(default_factory=Known)
    owners: dict[str, str] = field(default_factory=dict)
    _count: int = 0
    _bounded: dict[tuple[int, str], str] = field(default_factory=dict)

    def variable(self) -> str:
        """A name that no other part of the statement uses."""
        self._count += 1
        return f"v{self._count}"

    def parameter(self, source: ParameterSource) -> str:
        """A parameter with a value taken from `source` each time the question is asked."""
        self.row.append(source)
        return f"q[{len(self.row)}]"

    def bounded(self, selected: Selected, argument: str, most: int) -> str:
        """A parameter from a whole-number argument.

        When the question is asked it raises InvalidVariablesError unless 1 <= value <= most.
        """

        if (id(selected), argument) in self._bounded:
            return self._bounded[id(selected), argument]
        given = selected.argument(argument)

        def source(asking: Asking) -> int:
            value: int = given(asking.variables)
            if not 1 <= value <= most:
                raise InvalidVariablesError
            return value

        name = f"s{len(self.shared)}"
        self.shared[name] = source
        self._bounded[id(selected), argument] = f"${name}"
        return f"${name}"

    def visible(self, kind: str, variable: str) -> list[str]:
        """The predicates under which a node may be found that was come to by no relationship."""
        return self._walk.found(kind, variable)

    def holds(self, condition: Condition, kind: str, variable: str) -> list[str]:
        """The predicates that say a condition of a node that was found, or a relationship (by its type)."""
        return self._walk.held(condition, kind, variable)

    def crossing(self, step: Step, start: str, end: str) -> list[str]:
        """The predicates for following a relationship from a node that was found, either way.

        They say too that the node at the end may be found; `visible` need not be asked of it again.
        """
        return self._walk.crossed(step, start, end)

    def permits(self, condition: Condition, person: str) -> str:
        """The predicate that a condition holds of a person who need not be one that may be found."""
        return predicate(condition, Condition.ALWAYS, person, _Given(self))

    def marked(self, person: str) -> str:
        """What the audit is told of a person in the answer."""
        return marked(person, _Given(self), tells_ties=not self.plan.finds("Worker").is_never)

    @property
    def _walk(self) -> Walk:
        return Walk(self.plan, _Given(self), self.owners)

    def given(self, source: ParameterSource) -> str:
        """The parameter that holds what `source` takes, the same one each time."""
        if source not in self.row:
            self.row.append(source)
        return f"q[{self.row.index(source) + 1}]"


class _Given(Facts):
    """The caller's facts as parameters, which a statement has only where it asks for them."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    @property
    def purpose(self) -> str:
        return self._builder.plan.purpose

    @property
    def worker(self) -> str:
        return self._builder.given(_worker)

    @property
    def team(self) -> str:
        return self._builder.given(_team)

    @property
    def glass(self) -> str:
        return self._builder.given(_glass)

    def once(self, person: str, text: str, *, is_certain: bool) -> str:
        return self._builder.known.once(person, text, is_certain=is_certain)


def _team(asking: Asking) -> str | None:
    return asking.team


def _worker(asking: Asking) -> str | None:
    return asking.worker


def _glass(asking: Asking) -> list[str]:
    return list(asking.glass)


def arrow(step: Step, tie: str) -> str:
    """The relationship of a step, pointing its way."""
    relationship = f"[{tie}:{step.relationship}]"
    if step.direction is Direction.OUT:
        return f"-{relationship}->"
    return f"<-{relationship}-" if step.direction is Direction.IN else f"-{relationship}-"


def where(predicates: list[str]) -> str:
    """A WHERE clause, or nothing where there is nothing to hold."""
    return f"WHERE {' AND '.join(dict.fromkeys(predicates))}" if predicates else ""
