"""Who and what surrounds a person: household, relatives, the same address, and the services involved.

At most two hops, and a bounded number of people a hop, so that a hostel of hundreds costs no more
than a street. A tie is followed only where the plan lets the caller ask for that tie by itself.
"""

from dataclasses import dataclass
from typing import Protocol

from gql.access import OPEN, AccessPlan
from gql.builder import Builder, arrow, where
from gql.fields import Direction, Step
from gql.roots import DEEPEST_NEIGHBOURHOOD, MOST
from gql.selection import Selected
from gql.shapes import AS_IT_IS, FirstShape, ListShape, ObjectShape, Part, object_part

_A_HOP = 100


@dataclass(frozen=True)
class _Way:
    """One way from a person to others: its steps, and the ends of relationships that it must read."""

    steps: tuple[Step, ...]
    reads: tuple[tuple[str, str], ...] = ()


def _through(relationship: str, kind: str, tie: str) -> _Way:
    """From a person to those who are now at the same place."""
    there = Step(relationship, Direction.OUT, kind, present=True)
    back = Step(relationship, Direction.IN, "Person", present=True)
    return _Way((there, back), ((tie, "to"),))


_TIES = {
    "household": _through("MEMBER_OF", "Household", "MemberOf"),
    "relative": _Way((Step("RELATED", Direction.BOTH, "Person"),)),
    "address": _through("LIVED_AT", "Address", "LivedAt"),
}
_INVOLVED = {
    "services": _Way((Step("HAD", Direction.OUT, "Episode"), Step("WITH", Direction.OUT, "Service"))),
    "workers": _Way((Step("WORKS_WITH", Direction.IN, "Worker"),)),
}


class Objects(Protocol):
    """Compiles a bound node to the list of its selected fields."""

    def object(self, kind: str, node: str, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """The node as text and shape."""


def compile_neighbourhood(objects: Objects, builder: Builder, person: str, selected: Selected) -> Part:
    """The neighbourhood of the person bound to a variable."""
    builder.used.add("Person.neighbourhood")
    around = _Around(objects, builder, person)
    parts = [around.part(each) for each in selected.inside]
    keys = tuple(each.key for each in selected.inside)
    item, shape = object_part(keys, parts, is_person=False)
    return f"COLLECT {{ {around.found(selected)} RETURN {item} }}", FirstShape(shape)


class _Around:
    def __init__(self, objects: Objects, builder: Builder, person: str) -> None:
        self._objects = objects
        self._builder = builder
        self._person = person
        self._near = builder.variable()

    def found(self, selected: Selected) -> str:
        """Clauses that bind the people found, nearest first, as maps of node, ties and distance."""
        p, near = self._person, self._near
        first = self._builder.bounded(selected, "first", MOST)
        depth = self._builder.bounded(selected, "depth", DEEPEST_NEIGHBOURHOOD)
        if not self._ties():
            return f"WITH [] AS {near}"
        with self._builder.known.apart(p):
            nearest = self._hop(p)
        return (
            f"CALL ({p}, q) {{ CALL ({p}, q) {{ {nearest} }} "
            "RETURN collect({node: n, tie: tie, distance: 1}) AS ring } "
            f"CALL ({p}, q, ring) {{ UNWIND ring AS reached "
            f"WITH DISTINCT {p}, q, reached.node AS m WHERE {depth} = 2 "
            f"CALL (m, q) {{ {self._hop('m')} }} WITH {p}, n, tie WHERE n <> {p} LIMIT {_A_HOP * 5} "
            "RETURN collect({node: n, tie: tie, distance: 2}) AS further } "
            "CALL (ring, further) { UNWIND ring + further AS each "
            "WITH each.node AS n, min(each.distance) AS distance, collect(DISTINCT each.tie) AS ties "
            f"ORDER BY distance, n.id LIMIT {first} "
            f"RETURN collect({{node: n, distance: distance, ties: ties}}) AS {near} }}"
        )

    def part(self, selected: Selected) -> Part:
        """One field of the neighbourhood."""
        if selected.name == "__typename":
            return "'Neighbourhood'", AS_IT_IS
        return self._people(selected) if selected.name == "people" else self._involved(selected)

    def _people(self, selected: Selected) -> Part:
        each, node = self._builder.variable(), self._builder.variable()
        with self._builder.known.about(node) as worked:
            parts = [self._neighbour(each, node, inner) for inner in selected.inside]
        item, shape = object_part(tuple(inner.key for inner in selected.inside), parts, is_person=False)
        unwound = f"UNWIND {self._near} AS {each} WITH {each}, {each}.node AS {node}"
        return f"COLLECT {{ {unwound} {worked.returned(item)} }}", ListShape(shape)

    def _neighbour(self, each: str, node: str, selected: Selected) -> Part:
        if selected.name == "person":
            return self._objects.object("Person", node, selected.inside)
        if selected.name == "__typename":
            return "'Neighbour'", AS_IT_IS
        return f"{each}.{selected.name}", AS_IT_IS

    def _involved(self, selected: Selected) -> Part:
        way = _INVOLVED[selected.name]
        if not _is_open(self._builder.plan, way):
            return "[]", AS_IT_IS
        m, node = self._builder.variable(), self._builder.variable()
        pattern, wanted = self._passed(way, m, node)
        item, shape = self._objects.object(way.steps[-1].to, node, selected.inside)
        text = (
            f"UNWIND [{self._person}] + [each IN {self._near} | each.node] AS {m} "
            f"MATCH {pattern} {where(wanted)} "
            f"WITH DISTINCT {node} ORDER BY {node}.id LIMIT {MOST} RETURN {item}"
        )
        return f"COLLECT {{ {text} }}", ListShape(shape)

    def _ties(self) -> dict[str, _Way]:
        return {name: way for name, way in _TIES.items() if _is_open(self._builder.plan, way)}

    def _hop(self, start: str) -> str:
        """Everybody one tie away from a bound person, as `n` and `tie`."""
        return " UNION ".join(self._one(name, way, start) for name, way in self._ties().items())

    def _one(self, name: str, way: _Way, start: str) -> str:
        pattern, wanted = self._passed(way, start, "n")
        return f"MATCH {pattern} {where([f'n <> {start}', *wanted])} RETURN n, '{name}' AS tie LIMIT {_A_HOP}"

    def _passed(self, way: _Way, start: str, end: str) -> tuple[str, list[str]]:
        """The pattern of a way, and what must hold along it."""
        pattern, wanted, left = f"({start})", list[str](), start
        for number, step in enumerate(way.steps, 1):
            tie = self._builder.variable()
            node = end if number == len(way.steps) else self._builder.variable()
            pattern += f"{arrow(step, tie)}({node}:{step.to})"
            wanted += [f"{tie}.to IS NULL"] * step.present + self._builder.crossing(step, left, node)
            left = node
        return pattern, wanted


def _is_open(plan: AccessPlan, way: _Way) -> bool:
    """Whether the way can be followed for some people, and the ends of its relationships be read."""
    is_followed = not any(
        plan.follows(step.relationship).is_never or plan.finds(step.to).is_never for step in way.steps
    )
    return is_followed and all(plan.rule(*field) == OPEN for field in way.reads)
