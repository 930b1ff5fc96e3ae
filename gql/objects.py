"""A bound node as a list of its selected fields: values under their rules, and whatever its edges lead to.

Every node is matched under the rule for its kind; a hidden field is not in the statement at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gql.access import Condition, Outcome, Rule
from gql.builder import where
from gql.connections import Found, compile_connection
from gql.fields import Edge, End, Leaf
from gql.inputs import connected
from gql.listing import Listing
from gql.model import model
from gql.neighbourhood import compile_neighbourhood
from gql.orders import Key, in_order, keys_of, own_order
from gql.paths import Path
from gql.selection import Selected
from gql.shapes import (
    AS_IT_IS,
    FirstShape,
    JsonShape,
    ListShape,
    ObjectShape,
    Part,
    PseudonymShape,
    Shape,
    object_part,
)
from gql.values import noted, value_of
from graph.vocabulary import ValueType

# From a node to the person whose it is, where an answer can hold it without holding the person.
WHOSE = {"Person": "WITH {node} AS {person}", "Record": "MATCH ({node})-[:IS]->({person}:Person)"}


class Objects:
    """Compiles the objects of one question."""

    def __init__(self, lists: Listing) -> None:
        self._lists = lists
        self._builder = lists.builder
        self._plan = lists.builder.plan

    def object(self, kind: str, node: str, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """A node as a list of its selected fields."""
        parts = [self._field(kind, node, each) for each in inside]
        if kind in WHOSE:
            parts.append((self._told(kind, node), AS_IT_IS))
        return object_part(_keys(inside), parts, is_person=kind in WHOSE)

    def _told(self, kind: str, node: str) -> str:
        """What the audit is told of the person, or of the person whose record it is."""
        if kind == "Person":
            return self._builder.marked(node)
        person = self._builder.variable()
        way = WHOSE[kind].format(node=node, person=person)
        return f"head(COLLECT {{ {way} RETURN {self._builder.marked(person)} }})"

    def _field(self, kind: str, node: str, selected: Selected) -> Part:
        if selected.name == "__typename":
            return f"'{kind}'", AS_IT_IS
        if selected.name == "neighbourhood":
            return self._neighbourhood(node, selected)
        field = model()[kind].fields[connected(selected.name)]
        if isinstance(field, Edge):
            return self._edge(kind, node, field, selected)
        assert isinstance(field, Leaf)
        return self._leaf(kind, node, field)

    def _leaf(self, kind: str, variable: str, leaf: Leaf) -> Part:
        text, rule = value_of(self._builder, kind, variable, leaf)
        return text, AS_IT_IS if rule.condition is Condition.NEVER else _leaf_shape(leaf, rule)

    def _edge(self, kind: str, node: str, edge: Edge, selected: Selected) -> Part:
        is_page = selected.name != edge.name
        if edge.many:
            self._lists.check(selected)
        rule = noted(self._builder, kind, edge.name)
        kinds = [self._plan.finds(step.to) for step in edge.steps]
        if Condition.NEVER in {rule.condition, *kinds}:
            return self._nothing(edge, selected) if is_page else (("[]" if edge.many else "null"), AS_IT_IS)
        path = Path(self._builder, edge, node)
        wanted = [*path.predicates, *self._builder.holds(rule.condition, kind, node)]
        matched = f"MATCH {path.pattern} {where(wanted)} {path.carried}"
        if is_page:
            return self._page(edge, path, matched, selected)
        if not edge.many:
            returned, shape = self._row(edge, path, selected.inside)
            order = f"ORDER BY {', '.join(own_order(self._builder, edge, path))}" if path.is_ordered else ""
            return f"COLLECT {{ {matched} {order} LIMIT 1 {returned} }}", FirstShape(shape)
        kept = self._lists.kept(selected, edge.target, path.tie if edge.tie else path.node, path)
        order = f"ORDER BY {self._order(edge, path, selected)} LIMIT {self._lists.first(selected)}"
        returned, shape = self._row(edge, path, selected.inside)
        return f"COLLECT {{ {matched} {kept} {order} {returned} }}", ListShape(shape)

    def _page(self, edge: Edge, path: Path, matched: str, selected: Selected) -> Part:
        kept = self._lists.kept(selected, edge.target, path.tie if edge.tie else path.node, path)
        keys = keys_of(self._builder, self._lists.given(selected, "orderBy"), edge, path)
        found = Found(f"{matched} {kept}", edge.target, path.names, keys)
        rows = Rows(path.people, lambda inside: self._answered(edge, path, inside))
        return compile_connection(self._builder, selected, self._lists.variables, found, rows)

    def _nothing(self, edge: Edge, selected: Selected) -> Part:
        """A page with nothing on it, of what may never be seen."""
        found = Found("UNWIND [] AS nothing", edge.target, ("nothing",), [Key("nothing")])
        rows = Rows(
            (), lambda inside: object_part(_keys(inside), [("null", AS_IT_IS)] * len(inside), is_person=False)
        )
        return compile_connection(self._builder, selected, self._lists.variables, found, rows)

    def _row(self, edge: Edge, path: Path, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """The clauses that answer a row of an edge."""
        with self._builder.known.about(*path.people) as worked:
            item, shape = self._answered(edge, path, inside)
        return worked.returned(item), shape

    def _answered(self, edge: Edge, path: Path, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        if edge.tie is None:
            return self.object(edge.kind, path.node, inside)
        parts = [self._tie_field(edge.tie, path, each) for each in inside]
        return object_part(_keys(inside), parts, is_person=False)

    def _tie_field(self, tie: str, path: Path, selected: Selected) -> Part:
        if selected.name == "__typename":
            return f"'{tie}'", AS_IT_IS
        field = model()[tie].fields[selected.name]
        if isinstance(field, End):
            rule = noted(self._builder, tie, field.name)
            if rule.condition is Condition.NEVER:
                return "null", AS_IT_IS
            text, shape = self.object(field.kind, path.end(is_start=field.is_start), selected.inside)
            for predicate in self._builder.holds(rule.condition, tie, path.tie):
                text = f"CASE WHEN {predicate} THEN {text} END"
            return text, shape
        assert isinstance(field, Leaf)
        return self._leaf(tie, path.tie, field)

    def _order(self, edge: Edge, path: Path, selected: Selected) -> str:
        asked = self._lists.given(selected, "orderBy")
        if not asked:
            return ", ".join(own_order(self._builder, edge, path))
        return in_order(keys_of(self._builder, asked, edge, path))

    def _neighbourhood(self, node: str, selected: Selected) -> Part:
        return compile_neighbourhood(self, self._builder, node, selected)


@dataclass(frozen=True)
class Rows:
    """The rows of a connection, each compiled by the function given; `people` are variables of its people."""

    people: tuple[str, ...]
    compiled: Callable[[tuple[Selected, ...]], tuple[str, ObjectShape]]

    def item(self, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """A row as a list of its selected fields."""
        return self.compiled(inside)


def _keys(inside: tuple[Selected, ...]) -> tuple[str, ...]:
    return tuple(each.key for each in inside)


def _leaf_shape(leaf: Leaf, rule: Rule) -> Shape:
    if rule.outcome is Outcome.PSEUDONYM:
        return PseudonymShape()
    return JsonShape() if leaf.declared.type is ValueType.JSON else AS_IT_IS
