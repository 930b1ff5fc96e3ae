"""The question that an event or a change asks: what is selected of the graph, of ids that it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    print_ast,
)

from gql.document import Document
from gql.errors import InvalidDocumentError


@dataclass(frozen=True)
class Asked:
    """What of a graph an event asks.

    Attributes:
        root: the field of a question that each of its ids is asked with.
        count: how many ids an event is about.
        held: the field of an event that holds the answers.
    """

    root: str
    count: int
    held: str


def event_question(nodes: list[FieldNode], asked: Asked, document: Document) -> tuple[str, set[str]]:
    """The text of the question, and the names of the caller's variables that it uses.

    Each id is the variable `kith0`, `kith1`, …; it is asked for once for each of the nodes, as `k0_` and the
    node's key, and where there are none as `k0`, so that null always says that it may not be found.

    Args:
        nodes: the fields of the event that hold answers.
        document: the subscription.
    """
    selections = [
        _asking(asked.root, number, node.selection_set, f"k{number}_{key_of(node)}")
        for node in nodes
        for number in range(asked.count)
    ]
    if not nodes:
        selections = [_asking(asked.root, number, _TYPENAME, f"k{number}") for number in range(asked.count)]
    fragments, variables = _used(nodes, document.fragments)
    declared = document.operation.variable_definitions or ()
    query = OperationDefinitionNode(
        operation=OperationType.QUERY,
        variable_definitions=(
            *(each for each in declared if each.variable.name.value in variables),
            *(_declaration(number) for number in range(asked.count)),
        ),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )
    definitions = (query, *(document.fragments[name] for name in sorted(fragments)))
    return print_ast(DocumentNode(definitions=definitions)), variables


def id_variable(number: int) -> str:
    """The name of the variable that holds one of an event's ids."""
    return f"kith{number}"


def key_of(node: FieldNode) -> str:
    """The key that a field is answered under."""
    return node.alias.value if node.alias else node.name.value


def held_under(key: str, asked: Asked, found: Mapping[str, Any]) -> Any:
    """What a field that holds answers holds, from what the question found."""
    parts = [found[f"k{number}_{key}"] for number in range(asked.count)]
    return parts if asked.count > 1 else parts[0]


def refuse_conditions(selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
    """A field is there or is not; @skip and @include belong below it.

    Raises:
        InvalidDocumentError: a selection has a directive.
    """
    for node in selected.selections:
        if node.directives:
            raise InvalidDocumentError
        if isinstance(node, FragmentSpreadNode):
            refuse_conditions(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            refuse_conditions(node.selection_set, fragments)


_TYPENAME = SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")),))


def _asking(root: str, number: int, selected: SelectionSetNode | None, key: str) -> FieldNode:
    value = VariableNode(name=NameNode(value=id_variable(number)))
    return FieldNode(
        alias=NameNode(value=key),
        name=NameNode(value=root),
        arguments=(ArgumentNode(name=NameNode(value="id"), value=value),),
        selection_set=selected,
    )


def _declaration(number: int) -> VariableDefinitionNode:
    identifier = NamedTypeNode(name=NameNode(value="ID"))
    return VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=id_variable(number))), type=NonNullTypeNode(type=identifier)
    )


def _used(
    nodes: list[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[set[str], set[str]]:
    """The names of the fragments and of the variables that fields use, inside fragments too."""
    spread, variables = set[str](), set[str]()
    waiting: list[Any] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            variables.add(node.name.value)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
            spread.add(node.name.value)
            waiting.append(fragments[node.name.value])
        waiting += _children(node)
    return spread, variables


def _children(node: Node) -> list[Node]:
    values = [getattr(node, name, None) for name in node.keys]
    listed = [each for value in values if isinstance(value, tuple | list) for each in value]
    return [each for each in (*values, *listed) if isinstance(each, Node)]
