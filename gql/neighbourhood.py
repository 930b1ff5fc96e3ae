"""Who and what surrounds a person: household, relatives, the same address, and the services involved.

At most two hops, and a bounded number of people a hop, so that a hostel of hundreds costs no more
than a street. A tie is followed only where the plan lets the caller ask for that tie by itself.
"""

from dataclasses import dataclass
from typing import Protocol

from gql.access import OPEN, AccessPlan, Condition
from gql.builder import Builder, where
from gql.roots import DEEPEST_NEIGHBOURHOOD, MOST
from gql.selection import Selected
from gql.shapes import AS_IT_IS, FirstShape, ListShape, ObjectShape, Part, object_part

_A_HOP = 100


@dataclass(frozen=True)
class _Way:
    """One way from a person to others: what the plan must show for it, its pattern, what must hold."""

    fields: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    pattern: str
    holds: tuple[str, ...] = ()


_TIES = {
    "household": _Way(
        (("Person", "household"), ("MemberOf", "to")),
        ("Household",),
        "({m})-[a:MEMBER_OF]->(:Household)<-[b:MEMBER_OF]-({n}:Person)",
        ("a.to IS NULL", "b.to IS NULL"),
    ),
    "relative": _Way((("Person", "related"),), (), "({m})-[:RELATED]-({n}:Person)"),
    "address": _Way(
        (("Person", "addresses"), ("LivedAt", "to")),
        ("Address",),
        "({m})-[a:LIVED_AT]->(:Address)<-[b:LIVED_AT]-({n}:Person)",
        ("a.to IS NULL", "b.to IS NULL"),
    ),
}
_INVOLVED = {
    "services": (
        "Service",
        _Way(
            (("Person", "episodes"), ("Episode", "service")),
            ("Episode", "Service"),
            "({m})-[:HAD]->(:Episode)-[:WITH]->({n}:Service)",
        ),
    ),
    "workers": (
        "Worker",
        _Way(
            (("Person", "workers"), ("WorksWith", "worker")),
            ("Worker",),
            "({m})<-[:WORKS_WITH]-({n}:Worker)",
        ),
    ),
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
        return (
            f"CALL ({p}, q) {{ CALL ({p}, q) {{ {self._hop(p)} }} "
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
        parts = [self._neighbour(each, node, inner) for inner in selected.inside]
        item, shape = object_part(tuple(inner.key for inner in selected.inside), parts, is_person=False)
        unwound = f"UNWIND {self._near} AS {each} WITH {each}, {each}.node AS {node}"
        return f"COLLECT {{ {unwound} RETURN {item} }}", ListShape(shape)

    def _neighbour(self, each: str, node: str, selected: Selected) -> Part:
        if selected.name == "person":
            return self._objects.object("Person", node, selected.inside)
        if selected.name == "__typename":
            return "'Neighbour'", AS_IT_IS
        return f"{each}.{selected.name}", AS_IT_IS

    def _involved(self, selected: Selected) -> Part:
        kind, way = _INVOLVED[selected.name]
        if not _is_open(self._builder.plan, way):
            return "[]", AS_IT_IS
        m, node = self._builder.variable(), self._builder.variable()
        wanted = where(self._builder.visible(kind, node))
        item, shape = self._objects.object(kind, node, selected.inside)
        text = (
            f"UNWIND [{self._person}] + [each IN {self._near} | each.node] AS {m} "
            f"MATCH {way.pattern.format(m=m, n=node)} {wanted} "
            f"WITH DISTINCT {node} ORDER BY {node}.id LIMIT {MOST} RETURN {item}"
        )
        return f"COLLECT {{ {text} }}", ListShape(shape)

    def _ties(self) -> dict[str, _Way]:
        return {name: way for name, way in _TIES.items() if _is_open(self._builder.plan, way)}

    def _hop(self, start: str) -> str:
        """Everybody one tie away from a bound person, as `n` and `tie`."""
        visible = self._builder.visible("Person", "n")
        return " UNION ".join(
            f"MATCH {way.pattern.format(m=start, n='n')} "
            f"{where([f'n <> {start}', *way.holds, *visible])} RETURN n, '{name}' AS tie LIMIT {_A_HOP}"
            for name, way in self._ties().items()
        )


def _is_open(plan: AccessPlan, way: _Way) -> bool:
    """Whether all that the way passes is shown for every row; a way shown for some rows is not followed."""
    kinds = all(plan.finds(kind) is Condition.ALWAYS for kind in way.kinds)
    return kinds and all(plan.rule(*field) == OPEN for field in way.fields)
