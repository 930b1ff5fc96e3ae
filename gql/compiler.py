"""From a selection and an access plan to one parameterised Cypher statement and the shape of its row.

Every node is matched under the rule for its kind, wherever it appears; every field looks up the
same entry of the plan, whether it is answered, sorted by or searched. A hidden field is not in the
statement at all: it answers null, or an empty list, exactly as an absent one does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql.execution.values import VariableValues

from gql.access import AccessPlan, Condition, Outcome, Rule
from gql.builder import Asking, Builder, ParameterSource, where
from gql.connections import Found, compile_connection
from gql.courier import Parcel
from gql.inputs import CONNECTION
from gql.listing import Listing
from gql.objects import WHOSE, Objects, Rows
from gql.orders import in_order, keys_of_people
from gql.roots import ROOTS, Root, Start
from gql.search import match_people
from gql.selection import Selected
from gql.shapes import (
    AS_IT_IS,
    FirstShape,
    ListShape,
    Part,
    Shape,
    ShuffledShape,
)
from gql.statistics import ROOT as STATISTICS
from gql.statistics import compile_statistics


@dataclass(frozen=True)
class Compiled:
    """A question, ready to be asked again and again with other variables.

    Attributes:
        text: the statement; it returns one list, with a list for each asking in $asked.rows: its number, a
            value for each root field and, last, those asked for by id who are hidden (`gql.marks`).
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
    compiling = _Roots(Builder(plan), variables, under)
    parts = [compiling.root(number, each) for number, each in enumerate(roots)]
    builder = compiling.builder
    returned = ", ".join(f"{text} AS r{number}" for number, (text, _) in enumerate(parts))
    names = ", ".join(f"r{number}" for number in range(len(parts)))
    hidden = ", ".join(f"CASE WHEN r{number} = [] THEN {text} END" for number, text in compiling.hidden)
    return Compiled(
        f"UNWIND $asked.rows AS q WITH q, {returned} RETURN collect([q[0], {names}, [{hidden}]]) AS answers",
        builder.shared,
        tuple(builder.row),
        tuple((each.key, shape) for each, (_, shape) in zip(roots, parts, strict=True)),
        tuple(builder.asked),
        tuple(sorted(builder.used)),
        tuple(sorted(builder.hidden)),
    )


class _Roots:
    def __init__(self, builder: Builder, variables: VariableValues, under: str | None) -> None:
        self._under = under
        self.hidden: list[tuple[int, str]] = []
        self.builder = builder
        self._plan = builder.plan
        self._variables = variables
        self._lists = Listing(builder, variables)
        self._objects = Objects(self._lists)

    def root(self, number: int, selected: Selected) -> Part:
        """The root field of this number, as text and shape."""
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
        with self.builder.known.about(*[node] * (root.kind == "Person")) as worked:
            wanted = where([*self.builder.visible(root.kind, node), *self._permitted(root.kind, node)])
            item, shape = self._objects.object(root.kind, node, selected.inside)
        if wanted and root.kind in WHOSE and self._under is None:
            self.hidden.append((number, self._hidden(root.kind, identifier)))
        found = f"{lookup(root.kind, node, identifier)} WITH {node} LIMIT 1"
        return f"COLLECT {{ {found} {worked.returned(item, wanted)} }}", FirstShape(shape)

    def _hidden(self, kind: str, identifier: str) -> str:
        """The expression for whoever is hidden behind an id that nobody was found by, for the audit alone."""
        node, person = self.builder.variable(), self.builder.variable()
        found = f"{lookup(kind, node, identifier)} {WHOSE[kind].format(node=node, person=person)}"
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
        item, shape = self._objects.object(root.kind, node, selected.inside)
        key = f"{node}.`name`"
        text = f"COLLECT {{ MATCH ({node}:{root.kind}) {wanted} WITH {node} ORDER BY {key} RETURN {item} }}"
        return text, ListShape(shape)

    def _people(self, selected: Selected) -> Part:
        self._lists.check(selected)
        node = self.builder.variable()
        match = match_people(self.builder, selected, node, self._variables)
        if self._plan.finds("Person") is Condition.NEVER:
            return "[]", AS_IT_IS
        asked, kept = self._lists.given(selected, "orderBy"), self._lists.kept(selected, "Person", node)
        order = f"ORDER BY {in_order(keys_of_people(self.builder, asked, node))}" if asked else ""
        match = f"{match} WITH {node} {kept}" if kept else match
        with self.builder.known.about(node) as worked:
            item, shape = self._objects.object("Person", node, selected.inside)
        first = f"{order} LIMIT {self._lists.first(selected)}"
        text = f"COLLECT {{ {match} WITH {node} {first} {worked.returned(item)} }}"
        is_pseudonymous = self._plan.rule("Person", "id").outcome is Outcome.PSEUDONYM and not asked
        return text, ShuffledShape(shape) if is_pseudonymous else ListShape(shape)

    def _pages_of_people(self, selected: Selected) -> Part:
        self._lists.check(selected)
        node = self.builder.variable()
        kept = self._lists.kept(selected, "Person", node)
        if self._lists.given(selected, "search") is None:
            # What only compares is asked where people are found, so that an index may find them.
            found_by = [kept.removeprefix("WHERE ")] if kept.startswith("WHERE ") else []
            kept = "" if found_by else kept
            visible = self.builder.visible("Person", node)
            match = f"MATCH ({node}:Person) {where([*visible, *found_by])} WITH {node}"
        else:
            match = f"{match_people(self.builder, selected, node, self._variables)} WITH {node}"
        if self._plan.finds("Person") is Condition.NEVER:
            match = f"UNWIND [] AS {node} WITH {node}"
        keys = keys_of_people(self.builder, self._lists.given(selected, "orderBy"), node)
        found = Found(f"{match} {kept}", "Person", (node,), keys)
        rows = Rows((node,), lambda inside: self._objects.object("Person", node, inside))
        return compile_connection(self.builder, selected, self._variables, found, rows)


def lookup(kind: str, node: str, identifier: str, row: str = "q") -> str:
    """What matches a node by its id; a person by any id that they had. It imports `row`, which has it."""
    found = f"MATCH ({node}:{kind} {{id: {identifier}}})"
    if kind != "Person":
        return found
    survivor = f"MATCH (:RetiredPerson {{id: {identifier}}})-[:MERGED_INTO]->({node}:Person)"
    return f"CALL ({row}) {{ {found} RETURN {node} UNION {survivor} RETURN {node} }}"


def _id_source(selected: Selected, rule: Rule) -> ParameterSource:
    given = selected.argument("id")

    def plain(asking: Asking) -> str | None:
        return str(given(asking.variables))

    def revealed(asking: Asking) -> str | None:
        return asking.reveal(str(given(asking.variables)))

    return revealed if rule.outcome is Outcome.PSEUDONYM else plain
