"""What a document selects once fragments are unfolded, conditions decided and equal fields merged."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values

from gql.document import Document
from gql.errors import InvalidVariablesError
from gql.schema import full_schema

ArgumentSource = Callable[[VariableValues], Any]
NO_VARIABLES = VariableValues({}, {})


@dataclass(frozen=True)
class Selected:
    """One field of an answer: the key it is answered under, and what is selected inside it."""

    key: str
    name: str
    parent: str
    node: FieldNode
    inside: tuple["Selected", ...]

    def argument(self, name: str) -> ArgumentSource:
        """Where the value of an argument comes from: worked out once unless it depends on variables.

        The source raises InvalidVariablesError where a variable does not fit.
        """

        declared = self._declared
        alone = GraphQLField(declared.type, {name: declared.args[name]})

        def coerced(variables: VariableValues) -> Any:
            try:
                return get_argument_values(alone, self.node, variables)[name]
            except (GraphQLError, KeyError):
                raise InvalidVariablesError from None

        given = next((each.value for each in self.node.arguments or () if each.name.value == name), None)
        if isinstance(given, VariableNode):
            return _variable(given.name.value, coerced)
        if isinstance(given, ObjectValueNode | ListValueNode):
            return coerced
        value = coerced(NO_VARIABLES)
        return lambda _: value

    def takes(self, name: str) -> bool:
        """Whether the field has an argument of this name."""
        return name in self._declared.args

    @property
    def _declared(self) -> GraphQLField:
        declared = full_schema().type_map[self.parent]
        assert isinstance(declared, GraphQLObjectType)
        field: GraphQLField = declared.fields[self.name]
        return field


def _variable(name: str, otherwise: ArgumentSource) -> ArgumentSource:
    """The value of a variable; a variable that is not given or null is left to the rules of coercion."""

    def source(variables: VariableValues) -> Any:
        value = variables.coerced.get(name)
        return otherwise(variables) if value is None else value

    return source


def select(document: Document, variables: VariableValues) -> tuple[Selected, ...]:
    """The root fields of a valid document."""
    selecting = _Selecting(document.fragments, variables)
    return selecting.fields([document.operation.selection_set], "Query")


class _Selecting:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues) -> None:
        self._fragments = fragments
        self._variables = variables

    def fields(self, sets: Iterable[SelectionSetNode], parent: str) -> tuple[Selected, ...]:
        grouped: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for each in sets:
            self._collect(each, grouped, visited)
        return tuple(self._selected(key, nodes, parent) for key, nodes in grouped.items())

    def _selected(self, key: str, nodes: list[FieldNode], parent: str) -> Selected:
        name = nodes[0].name.value
        sets = [node.selection_set for node in nodes if node.selection_set]
        inside = self.fields(sets, _type_of(parent, name)) if sets else ()
        return Selected(key, name, parent, nodes[0], inside)

    def _collect(
        self, each: SelectionSetNode, grouped: dict[str, list[FieldNode]], visited: set[str]
    ) -> None:
        for node in each.selections:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                grouped.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                self._collect(node.selection_set, grouped, visited)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                self._collect(self._fragments[node.name.value].selection_set, grouped, visited)

    def _is_included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and not (include is not None and not include["if"])


def _type_of(parent: str, name: str) -> str:
    declared = full_schema().type_map[parent]
    assert isinstance(declared, GraphQLObjectType)
    name_of_type: str = get_named_type(declared.fields[name].type).name
    return name_of_type
