"""What one question may cost, counted before it is validated, in time linear in the document.

A fragment is measured once, however often and however deeply it is spread; its cost is then
multiplied, so that a document that would unfold to billions of fields is refused by arithmetic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gql.errors import InvalidDocumentError, SchemaNotListedError, TooCostlyError
from gql.fields import Edge, End
from gql.inputs import CONNECTION, connected
from gql.model import model
from gql.roots import MOST, ROOTS, USUAL, Start

_DIRECTIVES_EACH = 3


@dataclass(frozen=True)
class Limits:
    """The most that one document may hold.

    Attributes:
        nesting: how deeply brackets of any kind may nest.
        definitions: how many operations and fragments it may define.
        fields: how many fields it unfolds to.
        selections: how many selections may stand in one pair of braces.
        cost: how many values an answer may usually have.
        schema_depth: how many levels a question for the whole schema may have; 0 refuses any.
        seconds: how long the database may take.
    """

    body_bytes: int = 64 * 1024
    tokens: int = 500
    nesting: int = 40
    definitions: int = 16
    depth: int = 10
    aliases: int = 30
    fields: int = 1000
    selections: int = 150
    cost: int = 50_000
    schema_depth: int = 0
    seconds: float = 10.0


@dataclass(frozen=True)
class Measure:
    """What a selection set holds, fragments unfolded."""

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    fields: int = 0


_NOTHING = Measure()


def check(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limits: Limits,
) -> Measure:
    """Measure an operation.

    Raises:
        TooCostlyError: it holds more than the limits allow.
        InvalidDocumentError: its fragments form a cycle, or something selects nothing.
        SchemaNotListedError: it asks for the whole schema, which is not answered here.
    """
    measuring = _Measuring(fragments, limits.selections)
    found = measuring.selection_set(operation.selection_set, operation.operation.value.capitalize())
    if measuring.lists_schema and not limits.schema_depth:
        raise SchemaNotListedError
    within = (
        found.cost <= limits.cost
        and found.depth <= (limits.schema_depth if measuring.lists_schema else limits.depth)
        and found.aliases <= limits.aliases
        and found.fields <= limits.fields
    )
    if not within:
        raise TooCostlyError
    return found


class _Measuring:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], most: int) -> None:
        self._fragments = fragments
        self._most = most
        self._known: dict[str, Measure | None] = {}
        self.lists_schema = False

    def selection_set(self, selections: SelectionSetNode | None, kind: str) -> Measure:
        """What the selections of an object of a kind hold together; errors as in `check`."""
        if selections is None:
            return _NOTHING
        if not selections.selections:
            raise InvalidDocumentError
        if len(selections.selections) > self._most:
            raise TooCostlyError
        cost = depth = aliases = fields = 0
        for node in selections.selections:
            each = self._selection(node, kind)
            cost += each.cost
            depth = max(depth, each.depth)
            aliases += each.aliases
            fields += each.fields
        return Measure(cost, depth, aliases, fields)

    def _selection(self, node: object, kind: str) -> Measure:
        _check_directives(getattr(node, "directives", None) or ())
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.selection_set(node.selection_set, condition.name.value if condition else kind)
        assert isinstance(node, FieldNode)
        return self._field(node, kind)

    def _fragment(self, name: str) -> Measure:
        if name in self._known:
            measured = self._known[name]
            if measured is None:
                raise InvalidDocumentError
            return measured
        fragment = self._fragments.get(name)
        if fragment is None:
            raise InvalidDocumentError
        self._known[name] = None
        measured = self.selection_set(fragment.selection_set, fragment.type_condition.name.value)
        self._known[name] = measured
        return measured

    def _field(self, node: FieldNode, kind: str) -> Measure:
        self.lists_schema = self.lists_schema or (kind == "Query" and node.name.value == "__schema")
        target, usual = _target(kind, node.name.value)
        inside = self.selection_set(node.selection_set, target)
        rows = _rows(node, usual)
        return Measure(
            1 + rows * inside.cost + _sifting(node),
            1 + inside.depth,
            inside.aliases + (node.alias is not None),
            1 + inside.fields,
        )


def _check_directives(directives: Sequence[DirectiveNode]) -> None:
    """Few, and each once: no directive that this service knows may be repeated."""
    if len(directives) > _DIRECTIVES_EACH:
        raise TooCostlyError
    if len({each.name.value for each in directives}) != len(directives):
        raise InvalidDocumentError


def _target(kind: str, name: str) -> tuple[str, int]:
    """The type that a field leads to, and how many are usual; an unknown field is left to validation."""
    listed = connected(name)
    if listed != name:
        return f"{_led_to(kind, listed)[0]}{CONNECTION}", USUAL
    if kind.endswith((CONNECTION, _EDGE)):
        return _of_page(kind, name), 1
    return _led_to(kind, name)


def _led_to(kind: str, name: str) -> tuple[str, int]:
    """The same of a field that is no connection, nor of one."""
    if (kind, name) in _COUNTING:
        return _COUNTING[kind, name]
    if kind == "Query":
        root = ROOTS.get(name)
        return (root.kind, USUAL if root.start is not Start.BY_ID else 1) if root else ("", 1)
    if kind in {"Neighbourhood", "Neighbour"} or name == "neighbourhood":
        return _NEIGHBOURING.get((kind, name), ("", 1))
    declared = model().get(kind)
    field = declared.fields.get(name) if declared else None
    if isinstance(field, Edge):
        return field.target, field.expected if field.many else 1
    return (field.kind, 1) if isinstance(field, End) else ("", 1)


def _of_page(kind: str, name: str) -> str:
    """The type that a field of a connection, or of one of its edges, leads to."""
    if kind.endswith(_EDGE):
        return kind.removesuffix(_EDGE) if name == "node" else ""
    listed = connected(kind)
    return {"edges": f"{listed}{_EDGE}", "nodes": listed}.get(name, "")


def _sifting(node: FieldNode) -> int:
    """What it costs to look at rows that are then not answered: filtered away, or sorted behind."""
    given = {argument.name.value for argument in node.arguments or ()}
    return _SIFTED * len(given & {"where", "orderBy"}) + _ALL_PEOPLE * (node.name.value == _PAGES_OF_PEOPLE)


_EDGE = "Edge"
_SIFTED, _ALL_PEOPLE, _PAGES_OF_PEOPLE = 100, 1000, f"people{CONNECTION}"
_COUNTING = {("Query", "statistics"): ("Statistics", 1001), ("Statistics", "groups"): ("StatisticsGroup", 5)}
_NEIGHBOURING = {
    ("Person", "neighbourhood"): ("Neighbourhood", 1),
    ("Neighbourhood", "people"): ("Neighbour", 20),
    ("Neighbourhood", "services"): ("Service", 5),
    ("Neighbourhood", "workers"): ("Worker", 5),
    ("Neighbour", "person"): ("Person", 1),
}


def _rows(node: FieldNode, usual: int) -> int:
    """How many rows to count: `first` where it is written, the most where it is a variable."""
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            return int(value.value[:9]) if isinstance(value, IntValueNode) else MOST
    return usual
