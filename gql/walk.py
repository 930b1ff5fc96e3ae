"""The predicates under which a node is found, a field of it holds, and a relationship is followed.

A row about a person is judged by that person's facts, wherever it was come from. A household or an address
is found only through somebody who may be found and whose living there may be told: one of which every
resident is hidden is as if it were not there. A decision needs every person of its records.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_

from gql.access import AccessPlan
from gql.condition import Condition
from gql.edges import TIE_TYPES
from gql.fields import Direction, Step
from gql.guard import Facts, predicate
from gql.owners import DWELLINGS, OWNERS, has_facts, people_of
from graph.vocabulary import vocabulary

Said = Callable[[str], str]


class Walk:
    """Writes predicates for one plan, with the caller's facts as parameters.

    Args:
        owners: by the variables of rows, the variables of the people whose they are, as far as a row was come
            to from that person: of the others the person is looked for.
    """

    def __init__(self, plan: AccessPlan, facts: Facts, owners: Mapping[str, str]) -> None:
        self._plan = plan
        self._facts = facts
        self._owners = owners

    def found(self, kind: str, variable: str) -> list[str]:
        """That a node met without having come from anywhere may be found."""
        condition = self._plan.finds(kind)
        if kind in DWELLINGS and not condition.is_never:
            return self._lived_in(kind, variable)
        return self._said(condition, Condition.ALWAYS, kind, variable)

    def held(self, condition: Condition, kind: str, variable: str) -> list[str]:
        """That a condition holds for a node, or a relationship, that was found."""
        return self._said(condition, self._plan.meets(kind), kind, variable)

    def crossed(self, step: Step, start: str, end: str) -> list[str]:
        """That a relationship may be followed from a node that was found, and its end be found."""
        origin = _origin(step)
        if self._plan.follows(step.relationship).is_never or self._plan.finds(step.to).is_never:
            return ["false"]
        return [*self._left(step, origin, start), *self._entered(step, origin, end)]

    def _left(self, step: Step, origin: str, start: str) -> list[str]:
        """What following asks of the node that is left."""
        if not has_facts(origin) or _owner_is(origin, step):
            return []
        condition = self._plan.follows(step.relationship)
        if origin == "Person" and _owner_is(step.to, step):
            condition &= self._plan.finds(step.to)
        return self.held(condition.within(self._plan.meets(origin)), origin, start)

    def _entered(self, step: Step, origin: str, end: str) -> list[str]:
        """What following asks of the node that is come to, as far as the one left does not tell it."""
        if step.to == "Person" and not _owner_is(origin, step):
            condition = self._plan.finds("Person") & self._plan.follows(step.relationship)
            return self._said(condition, Condition.ALWAYS, "Person", end)
        is_told = (
            _owner_is(origin, step) or origin == "Person" or (origin, step.to) == ("Household", "Address")
        )
        return [] if is_told else self.found(step.to, end)

    def _lived_in(self, kind: str, variable: str) -> list[str]:
        """That somebody who may be found is known to have lived there, or in a household there."""
        found = self._plan.finds("Person")
        ways = [(way, reduce(and_, map(self._plan.follows, passed), found)) for way, passed in _WAYS[kind]]
        if any(condition.is_always for _, condition in ways):
            return []
        told = [self._resident(way, each, variable) for way, each in ways if not each.is_never]
        return [f"({' OR '.join(told)})" if told else "false"]

    def _resident(self, way: str, condition: Condition, variable: str) -> str:
        said = predicate(condition, Condition.ALWAYS, "owner", self._facts)
        return f"EXISTS {{ MATCH ({variable}){way}(owner:Person) WHERE {said} }}"

    def _said(self, condition: Condition, base: Condition, kind: str, variable: str) -> list[str]:
        if condition.within(base).is_always:
            return []
        if condition.is_never or not has_facts(kind):
            return ["false"]

        def said(person: str) -> str:
            return predicate(condition, base, person, self._facts)

        owner = self._owners.get(variable)
        return [_of_owners(kind, variable, said) if owner is None else said(owner)]


# How a dwelling is come to from the people in it, and the relationships that are passed.
_WAYS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Household": (("<-[:MEMBER_OF]-", ("MEMBER_OF",)),),
    "Address": (
        ("<-[:LIVED_AT]-", ("LIVED_AT",)),
        ("<-[:AT]-(:Household)<-[:MEMBER_OF]-", ("AT", "MEMBER_OF")),
    ),
}


def _origin(step: Step) -> str:
    declared = vocabulary().relationships[step.relationship]
    return declared.end if step.direction is Direction.IN else declared.start


def _owner_is(kind: str, step: Step) -> bool:
    """Whether a step is along the relationship by which a kind is somebody's."""
    owner = OWNERS.get(kind)
    return owner is not None and owner.relationship == step.relationship


def _of_owners(kind: str, variable: str, said: Said) -> str:
    """A predicate said of everybody whose a row is; false where it is nobody's."""
    if kind == "Person":
        return said(variable)
    if kind in TIE_TYPES:
        return _of_ends(TIE_TYPES[kind][0], variable, said)
    if kind == "Decision":
        missing = f"NOT {_of_owners('Record', 'about', said)}"
        return (
            f"(EXISTS {{ ({variable})-[:ABOUT]->(:Record) }} "
            f"AND NOT EXISTS {{ MATCH ({variable})-[:ABOUT]->(about:Record) WHERE {missing} }})"
        )
    owner = OWNERS[kind]
    assert owner is not None
    arrow = (
        f"<-[:{owner.relationship}]-" if owner.direction is Direction.IN else f"-[:{owner.relationship}]->"
    )
    return f"EXISTS {{ MATCH ({variable}){arrow}(owner:Person) WHERE {said('owner')} }}"


def _of_ends(relationship: str, variable: str, said: Said) -> str:
    is_start, is_end = people_of(relationship)
    ends = [f"startNode({variable})"] * is_start + [f"endNode({variable})"] * is_end
    return f"all(owner IN [{', '.join(ends)}] WHERE {said('owner')})"
