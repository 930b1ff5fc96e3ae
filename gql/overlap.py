"""Fields that are answered under one key must be the same field, asked in the same way.

The same is asked of a document by GraphQL's own rule, which compares every field with every other;
here the fields of one key are gathered first, so that each is compared once. It is stricter where a
type may be one of several: fields of different types may not share a key either.
"""

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gql.errors import InvalidDocumentError


def check_overlap(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> None:
    """Check every key of an operation whose fragments are known and form no cycle.

    Raises:
        InvalidDocumentError: two fields would be answered under one key and are not the same.
    """
    waiting = [[operation.selection_set]]
    while waiting:
        for nodes in _by_key(waiting.pop(), fragments).values():
            if any(not _are_the_same(nodes[0], node) for node in nodes[1:]):
                raise InvalidDocumentError
            inside = [node.selection_set for node in nodes if node.selection_set]
            if inside:
                waiting.append(inside)


def _by_key(
    sets: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    grouped: dict[str, list[FieldNode]] = {}
    for node in unfolded(sets, fragments):
        key = node.alias.value if node.alias else node.name.value
        grouped.setdefault(key, []).append(node)
    return grouped


def unfolded(
    sets: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """The fields of selection sets, fragments unfolded, each fragment once."""
    waiting, visited = list(sets), set[str]()
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                waiting.append(fragments[node.name.value].selection_set)


def _are_the_same(one: FieldNode, other: FieldNode) -> bool:
    return one.name.value == other.name.value and _arguments(one) == _arguments(other)


def _arguments(node: FieldNode) -> dict[str, object]:
    return {each.name.value: each.value for each in node.arguments or ()}
