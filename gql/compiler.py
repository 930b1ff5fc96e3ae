"""From a selection and an access plan to one parameterised Cypher statement and the shape of its row.

Every node is matched under the rule for its kind, wherever it appears; every field looks up the
same entry of the plan, whether it is answered, sorted by or searched. A hidden field is not in the
statement at all: it answers null, or an empty list, exactly as an absent one does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from gql.access import AccessPlan, Condition, Outcome, Rule
from gql.builder import Asking, Builder, ParameterSource, where
from gql.connections import Found, compile_connection
from gql.courier import Parcel
from gql.errors import InvalidVariablesError, TooCostlyError
from gql.fields import Edge, End, Leaf
from gql.filters import MOST_NAMES, compile_where, measured
from gql.inputs import CONNECTION, connected
from gql.model import model
from gql.neighbourhood import compile_neighbourhood
from gql.orders import Key, in_order, keys_of, keys_of_people, own_order
from gql.paths import Path
from gql.roots import MOST, ROOTS, Root, Start
from gql.search import match_people
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
    ShuffledShape,
    object_part,
)
from gql.statistics import ROOT as STATISTICS
from gql.statistics import compile_statistics
from gql.values import noted, value_of
from graph.vocabulary import ValueType

MOST_ORDERS = 3
# From a node to the person whose it is, where an answer can hold it without holding the person.
_WHOSE = {"Person": "WITH {node} AS {person}", "Record": "MATCH ({node})-[:IS]->({person}:Person)"}


@dataclass(frozen=True)
class Compiled:
    """A question, ready to be asked again and again with other variables.

    Attributes:
        text: the statement; for each asking in $asked.rows it returns a row with the asking's number,
            one value for each root field and, last, those asked for by id who are hidden (`gql.marks`).
        asked: positions in a row of parameters of the ids asked for.
        fields: what the statement reads, as Type.field, for the audit.
        hidden: what was asked for and is not shown.
    """

    text: str
    shared: Mapping[str, ParameterSource]
    row: tuple[ParameterSource, ...]
    shapes: tuple[tuple[str, Shape], ...]
    asked: tuple[int, ...]
    fields: tuple[str, ...]
    hidden: tuple[str, ...]

    def bind(self, asking: Asking, cost: int) -> Parcel:
        """The statement with the values of all parameters."""
        shared = tuple((name, source(asking)) for name, source in self.shared.items())
        return Parcel(self.text, shared, tuple(source(asking) for source in self.row), cost)


def compile_selection(
    roots: tuple[Selected, ...], plan: AccessPlan, variables: VariableValues, under: str | None = None
) -> Compiled:
    """Compile the root fields of a document.

    Args:
        variables: the variables of the first asking; only which parts they have is used, since
            the caller compiles anew for variables of another form.
        under: an operation that must be permitted for whatever is asked for by id.

    Raises:
        NotSearchableError, EmptySearchError: the search cannot be done under the plan.
        InvalidVariablesError: an argument is out of its bounds.
    """
    compiling = _Compiling(Builder(plan), variables, under)
    parts = [compiling.root(number, each) for number, each in enumerate(roots)]
    builder = compiling.builder
    returned = ", ".join(f"{text} AS r{number}" for number, (text, _) in enumerate(parts))
    names = ", ".join(f"r{number}" for number in range(len(parts)))
    hidden = ", ".join(f"CASE WHEN r{number} = [] THEN {text} END" for number, text in compiling.hidden)
    return Compiled(
        f"UNWIND $asked.rows AS q WITH q, {returned} RETURN q[0] AS number, {names}, [{hidden}] AS hidden",
        builder.shared,
        tuple(builder.row),
        tuple((each.key, shape) for each, (_, shape) in zip(roots, parts, strict=True)),
        tuple(builder.asked),
        tuple(sorted(builder.used)),
        tuple(sorted(builder.hidden)),
    )


class _Compiling:
    def __init__(self, builder: Builder, variables: VariableValues, under: str | None) -> None:
        self._under = under
        self.hidden: list[tuple[int, str]] = []
        self.builder = builder
        self._plan = builder.plan
        self._variables = variables

    def root(self, number: int, selected: Selected) -> Part:
        if selected.name == "__typename":
            return "'Query'", AS_IT_IS
        if selected.name == STATISTICS:
            return compile_statistics(self.builder, selected, self._variables)
        if selected.name == f"people{CONNECTION}":
            return self._pages_of_people(selected)
        root = ROOTS[selected.name]
        if root.start is Start.SEARCH:
            return self._people(selected)
        if root.start is Start.ALL:
            return self._everything(root, selected)
        return self._by_id(number, root, selected)

    def _by_id(self, number: int, root: Root, selected: Selected) -> Part:
        rule = self._plan.rule(root.kind, "id")
        if self._plan.finds(root.kind) is Condition.NEVER or rule.condition is not Condition.ALWAYS:
            self.builder.hidden.add(f"{root.kind}.id")
            return "null", AS_IT_IS
        identifier = self.builder.parameter(_id_source(selected, rule))
        self.builder.asked.append(len(self.builder.row) - 1)
        node = self.builder.variable()
        wanted = where([*self.builder.visible(root.kind, node), *self._permitted(root.kind, node)])
        if wanted and root.kind in _WHOSE and self._under is None:
            self.hidden.append((number, self._hidden(root.kind, identifier)))
        item, shape = self.object(root.kind, node, selected.inside)
        text = (
            f"COLLECT {{ {lookup(root.kind, node, identifier)} WITH {node} LIMIT 1 {wanted} RETURN {item} }}"
        )
        return text, FirstShape(shape)

    def _hidden(self, kind: str, identifier: str) -> str:
        """The expression for whoever is hidden behind an id that nobody was found by, for the audit alone."""
        node, person = self.builder.variable(), self.builder.variable()
        found = f"{lookup(kind, node, identifier)} {_WHOSE[kind].format(node=node, person=person)}"
        told = f"[{person}.`id`, {person}.`restriction`]"
        return f"head(COLLECT {{ {found} WITH {person} LIMIT 1 RETURN {told} }})"

    def _permitted(self, kind: str, node: str) -> list[str]:
        """The predicates under which the operation that the question is asked for is permitted."""
        if self._under is None:
            return []
        return self.builder.holds(self._plan.does(self._under), kind, node)

    def _everything(self, root: Root, selected: Selected) -> Part:
        if self._plan.finds(root.kind) is Condition.NEVER:
            return "[]", AS_IT_IS
        node = self.builder.variable()
        wanted = where(self.builder.visible(root.kind, node))
        item, shape = self.object(root.kind, node, selected.inside)
        key = f"{node}.`name`"
        text = f"COLLECT {{ MATCH ({node}:{root.kind}) {wanted} WITH {node} ORDER BY {key} RETURN {item} }}"
        return text, ListShape(shape)

    def _people(self, selected: Selected) -> Part:
        self._check(selected)
        node = self.builder.variable()
        match = match_people(self.builder, selected, node, self._variables)
        if self._plan.finds("Person") is Condition.NEVER:
            return "[]", AS_IT_IS
        asked, kept = self._given(selected, "orderBy"), self._kept(selected, "Person", node)
        order = f"ORDER BY {in_order(keys_of_people(self.builder, asked, node))}" if asked else ""
        match = f"{match} WITH {node} {kept}" if kept else match
        item, shape = self.object("Person", node, selected.inside)
        text = f"COLLECT {{ {match} WITH {node} {order} LIMIT {self._first(selected)} RETURN {item} }}"
        is_pseudonymous = self._plan.rule("Person", "id").outcome is Outcome.PSEUDONYM and not asked
        return text, ShuffledShape(shape) if is_pseudonymous else ListShape(shape)

    def _pages_of_people(self, selected: Selected) -> Part:
        self._check(selected)
        node = self.builder.variable()
        kept = self._kept(selected, "Person", node)
        if self._given(selected, "search") is None:
            # What only compares is asked where people are found, so that an index may find them.
            found_by = [kept.removeprefix("WHERE ")] if kept.startswith("WHERE ") else []
            kept = "" if found_by else kept
            visible = self.builder.visible("Person", node)
            match = f"MATCH ({node}:Person) {where([*visible, *found_by])} WITH {node}"
        else:
            match = f"{match_people(self.builder, selected, node, self._variables)} WITH {node}"
        if self._plan.finds("Person") is Condition.NEVER:
            match = f"UNWIND [] AS {node} WITH {node}"
        keys = keys_of_people(self.builder, self._given(selected, "orderBy"), node)
        found = Found(f"{match} {kept}", "Person", (node,), keys)
        rows = _Rows(lambda inside: self.object("Person", node, inside))
        return compile_connection(self.builder, selected, self._variables, found, rows)

    def object(self, kind: str, node: str, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """A node as a list of its selected fields."""
        parts = [self._field(kind, node, each) for each in inside]
        if kind in _WHOSE:
            parts.append((self._told(kind, node), AS_IT_IS))
        return object_part(_keys(inside), parts, is_person=kind in _WHOSE)

    def _told(self, kind: str, node: str) -> str:
        """What the audit is told of the person, or of the person whose record it is."""
        if kind == "Person":
            return self.builder.marked(node)
        person = self.builder.variable()
        way = _WHOSE[kind].format(node=node, person=person)
        return f"head(COLLECT {{ {way} RETURN {self.builder.marked(person)} }})"

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
        text, rule = value_of(self.builder, kind, variable, leaf)
        return text, AS_IT_IS if rule.condition is Condition.NEVER else _leaf_shape(leaf, rule)

    def _edge(self, kind: str, node: str, edge: Edge, selected: Selected) -> Part:
        is_page = selected.name != edge.name
        if edge.many:
            self._check(selected)
        rule = noted(self.builder, kind, edge.name)
        kinds = [self._plan.finds(step.to) for step in edge.steps]
        if Condition.NEVER in {rule.condition, *kinds}:
            return self._nothing(edge, selected) if is_page else (("[]" if edge.many else "null"), AS_IT_IS)
        path = Path(self.builder, edge, node)
        wanted = [*path.predicates, *self.builder.holds(rule.condition, kind, node)]
        matched = f"MATCH {path.pattern} {where(wanted)} {path.carried}"
        if is_page:
            return self._page(edge, path, matched, selected)
        item, shape = self._answered(edge, path, selected.inside)
        if not edge.many:
            order = f"ORDER BY {', '.join(own_order(self.builder, edge, path))}" if path.is_ordered else ""
            return f"COLLECT {{ {matched} {order} LIMIT 1 RETURN {item} }}", FirstShape(shape)
        kept = self._kept(selected, edge.target, path.tie if edge.tie else path.node, path)
        order = f"ORDER BY {self._order(edge, path, selected)} LIMIT {self._first(selected)}"
        return f"COLLECT {{ {matched} {kept} {order} RETURN {item} }}", ListShape(shape)

    def _page(self, edge: Edge, path: Path, matched: str, selected: Selected) -> Part:
        kept = self._kept(selected, edge.target, path.tie if edge.tie else path.node, path)
        keys = keys_of(self.builder, self._given(selected, "orderBy"), edge, path)
        found = Found(f"{matched} {kept}", edge.target, path.names, keys)
        rows = _Rows(lambda inside: self._answered(edge, path, inside))
        return compile_connection(self.builder, selected, self._variables, found, rows)

    def _nothing(self, edge: Edge, selected: Selected) -> Part:
        """A page with nothing on it, of what may never be seen."""
        found = Found("UNWIND [] AS nothing", edge.target, ("nothing",), [Key("nothing")])
        rows = _Rows(
            lambda inside: object_part(_keys(inside), [("null", AS_IT_IS)] * len(inside), is_person=False)
        )
        return compile_connection(self.builder, selected, self._variables, found, rows)

    def _kept(self, selected: Selected, kind: str, variable: str, path: Path | None = None) -> str:
        """The clause that keeps the rows which a filter asks for."""
        given = selected.argument("where")
        return compile_where(self.builder, given, given(self._variables), kind, variable, path)

    def _check(self, selected: Selected) -> None:
        """See that a list is asked for within its bounds, whether or not anything of it may be seen."""
        self._first(selected)
        where, order = self._given(selected, "where"), self._given(selected, "orderBy")
        if len(order or ()) > MOST_ORDERS:
            raise InvalidVariablesError
        self.builder.names += 0 if where is None else measured(where)
        if self.builder.names > MOST_NAMES:
            raise TooCostlyError

    def _given(self, selected: Selected, argument: str) -> Any:
        return selected.argument(argument)(self._variables)

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
            rule = noted(self.builder, tie, field.name)
            if rule.condition is Condition.NEVER:
                return "null", AS_IT_IS
            text, shape = self.object(field.kind, path.end(is_start=field.is_start), selected.inside)
            for predicate in self.builder.holds(rule.condition, tie, path.tie):
                text = f"CASE WHEN {predicate} THEN {text} END"
            return text, shape
        assert isinstance(field, Leaf)
        return self._leaf(tie, path.tie, field)

    def _order(self, edge: Edge, path: Path, selected: Selected) -> str:
        asked = self._given(selected, "orderBy")
        if not asked:
            return ", ".join(own_order(self.builder, edge, path))
        return in_order(keys_of(self.builder, asked, edge, path))

    def _first(self, selected: Selected) -> str:
        return self.builder.bounded(selected, "first", MOST)

    def _neighbourhood(self, node: str, selected: Selected) -> Part:
        return compile_neighbourhood(self, self.builder, node, selected)


@dataclass(frozen=True)
class _Rows:
    """The rows of a connection, each compiled by the function given."""

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


def lookup(kind: str, node: str, identifier: str) -> str:
    """What matches a node by its id; a person by any id that they have had. It imports the row, `q`."""
    found = f"MATCH ({node}:{kind} {{id: {identifier}}})"
    if kind != "Person":
        return found
    survivor = f"MATCH (:RetiredPerson {{id: {identifier}}})-[:MERGED_INTO]->({node}:Person)"
    return f"CALL (q) {{ {found} RETURN {node} UNION {survivor} RETURN {node} }}"


def _id_source(selected: Selected, rule: Rule) -> ParameterSource:
    given = selected.argument("id")

    def plain(asking: Asking) -> str | None:
        return str(given(asking.variables))

    def revealed(asking: Asking) -> str | None:
        return asking.reveal(str(given(asking.variables)))

    return revealed if rule.outcome is Outcome.PSEUDONYM else plain
