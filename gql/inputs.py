"""What the schema has for filters, orders and pages, written from the model: inputs, enums and connections.

Each list has them, and beside each list is a connection, which tells the same in pages.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    parse,
)

from gql.comparisons import COMPARISONS, OPERATORS, Comparison, comparison_of
from gql.fields import Edge, End, Leaf, Type
from gql.model import model
from gql.roots import MOST, ROOTS, USUAL, Start

CONNECTION = "Connection"
"""What the name of a connection has beyond that of the list beside it; its type is named so too."""

_WHERE = '"Keep those for which it holds." where: {kind}Where = null'
_ORDER = '"Sort by these, the first first; at most 3." orderBy: [{kind}Order!] = null'
_PAGE = (
    f'"At most so many, from 1 to {MOST}." first: Int! = {USUAL} '
    '"Go on after this cursor." after: String = null'
)
_SEARCH = '"What to search people by; everybody where it is left out." search: PersonSearch = null'
_SHARED = """
"Which way to sort; what has no value comes last either way."
enum Direction { "The least first." ASC "The greatest first." DESC }
"Where a page lies."
type PageInfo {
  "Whether more follows."
  hasNextPage: Boolean!
  "Whether the page goes on after another."
  hasPreviousPage: Boolean!
  "The first cursor of the page."
  startCursor: String
  "The last cursor of the page, to go on after."
  endCursor: String
}
"""


def with_inputs(document: DocumentNode) -> GraphQLSchema:
    """The schema of a document of types, with filters, orders and pages wherever it has lists."""
    added = parse("\n".join(_written()), no_location=True)
    nodes = [_with_more(node) for node in document.definitions]
    return build_ast_schema(DocumentNode(definitions=(*nodes, *added.definitions)))


def listed(edge: Edge | End | Leaf) -> bool:
    """Whether a field is a list, and so has a connection beside it."""
    return isinstance(edge, Edge) and edge.many


def connected(name: str) -> str:
    """The field whose pages a connection tells."""
    return name.removesuffix(CONNECTION)


def _written() -> Iterator[str]:
    yield _SHARED
    led_to, in_lists = _led_to()
    filtered = [each for name, each in model().items() if name in led_to]
    used = {comparison_of(leaf) for each in filtered for leaf in each.leaves.values()}
    yield from (_comparison(each) for each in COMPARISONS if each in used)
    yield from map(_where, filtered)
    for each in filtered:
        if each.name in in_lists:
            yield from (_order(each), *_connection(each))


def _led_to() -> tuple[set[str], set[str]]:
    """The types that something leads to, and those of them that there are lists of."""
    roots = {root.kind for root in ROOTS.values() if root.start is Start.SEARCH}
    edges = [edge for each in model().values() for edge in each.edges.values()]
    ends = {end.kind for each in model().values() for end in each.ends.values()}
    return roots | ends | {edge.target for edge in edges}, roots | {
        edge.target for edge in edges if edge.many
    }


def _comparison(comparison: Comparison) -> str:
    operands = {"in": f"[{comparison.operand}!]", "isNull": "Boolean"}
    parts = (
        f'"{OPERATORS[each][1]}" {each}: {operands.get(each, comparison.operand)}'
        for each in comparison.operators
    )
    return f'"{comparison.meaning}" input {comparison.name} {{ {" ".join(parts)} }}'


def _where(declared: Type) -> str:
    kind = declared.name
    several = f'"All of these." and: [{kind}Where!] "Any of these." or: [{kind}Where!]'
    joined = f'{several} "Not this." not: {kind}Where'
    inside = " ".join([*map(_part, declared.fields.values()), joined])
    return f'"Which to keep; all that is given must hold." input {kind}Where {{ {inside} }}'


def _part(field: Leaf | Edge | End) -> str:
    if isinstance(field, Leaf):
        comparison = comparison_of(field)
        return (
            "" if comparison is None else f"{_said(field.declared.meaning)} {field.name}: {comparison.name}"
        )
    target = field.target if isinstance(field, Edge) else field.kind
    return f"{_said(field.meaning)} {field.name}: {target}Where"


def _order(declared: Type) -> str:
    kind = declared.name
    values = [
        f"{_said(each.declared.meaning)} {each.name}"
        for each in declared.leaves.values()
        if comparison_of(each) is not None
    ]
    return (
        f'"By what to sort." enum {kind}OrderField {{ {" ".join(values)} }} '
        f'"How to sort." input {kind}Order {{ "By what." field: {kind}OrderField! '
        f'"Which way." direction: Direction! = ASC }}'
    )


def _connection(declared: Type) -> Iterator[str]:
    kind = declared.name
    yield (
        f'"A page of a list." type {kind}{CONNECTION} {{ "Each with its cursor." edges: [{kind}Edge!]! '
        f'"Each without." nodes: [{kind}!]! "Where the page lies." pageInfo: PageInfo! }} '
        f'"One of a page." type {kind}Edge {{ '
        f'"To go on after it." cursor: String! "What it is." node: {kind}! }}'
    )


def _said(meaning: str) -> str:
    return f'"""{meaning}"""'


def _with_more(node: Any) -> Any:
    """A type with filters and orders on its lists, and a connection beside each."""
    if not isinstance(node, ObjectTypeDefinitionNode):
        return node
    fields: list[FieldDefinitionNode] = []
    for each in node.fields or ():
        target = _target(node.name.value, each.name.value)
        fields += [each] if target is None else [_list(each, target), _beside(each, target)]
    return _copied(node, fields=tuple(fields))


def _target(kind: str, name: str) -> str | None:
    """The type whose list a field is; None for what is no list, or has no filters."""
    if kind == "Query":
        root = ROOTS.get(name)
        return root.kind if root is not None and root.start is Start.SEARCH else None
    declared = model().get(kind)
    field = declared.edges.get(name) if declared is not None else None
    return field.target if field is not None and field.many else None


def _list(field: FieldDefinitionNode, target: str) -> FieldDefinitionNode:
    added = _arguments(f"{_WHERE} {_ORDER}".format(kind=target))
    made: FieldDefinitionNode = _copied(field, arguments=(*(field.arguments or ()), *added))
    return made


def _beside(field: FieldDefinitionNode, target: str) -> FieldDefinitionNode:
    is_root = any(each.name.value == "search" for each in field.arguments or ())
    arguments = f"{_SEARCH if is_root else ''} {_WHERE} {_ORDER} {_PAGE}".format(kind=target)
    meaning = f'"""{field.description.value} In pages."""' if field.description else ""
    name = f"{field.name.value}{CONNECTION}"
    return _field(f"{meaning} {name}({arguments}): {target}{CONNECTION}!")


def _arguments(text: str) -> tuple[Any, ...]:
    return tuple(_field(f"a({text}): Int").arguments or ())


def _field(text: str) -> FieldDefinitionNode:
    (declared,) = parse(f"type T {{ {text} }}", no_location=True).definitions
    assert isinstance(declared, ObjectTypeDefinitionNode)
    (field,) = declared.fields or ()
    return field


def _copied(node: Any, **changed: Any) -> Any:
    kept = {name: getattr(node, name) for name in node.keys if name != "loc"}
    return type(node)(**{**kept, **changed})
