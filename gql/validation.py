"""Whether a document fits a schema: graphql-core's rules, without visiting what none of them could refuse.

Names are not visited, since no rule looks at one but through what it names. What is plain is shown to no
rule: a field that its type has, that needs no argument, has none and no directive, and selects something if
and only if it is an object; and an inline fragment of the type that it stands in. Nor is a document read a
second time for its variables. Most of any document is plain, and whoever sends a bad one would otherwise have
each of its fields looked at by thirty rules before it is refused.
"""

from functools import cache
from typing import Any

from graphql import (
    SKIP,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    ParallelVisitor,
    TypeInfo,
    TypeInfoVisitor,
    UniqueDirectivesPerLocationRule,
    ValidationContext,
    VariableNode,
    VariablesInAllowedPositionRule,
    Visitor,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    specified_rules,
    visit,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.validation.validation_context import VariableUsage

# The first compares every field with every other; `gql.overlap` stands for it, `gql.limits` for the second.
_REPLACED = (OverlappingFieldsCanBeMergedRule, UniqueDirectivesPerLocationRule)
_OF_VARIABLES = (NoUndefinedVariablesRule, NoUnusedVariablesRule, VariablesInAllowedPositionRule)
_RULES = tuple(rule for rule in specified_rules if rule not in {*_REPLACED, *_OF_VARIABLES})
_KEYS = {
    kind: tuple(key for key in keys if key not in {"name", "alias", "description"})
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}
_HEADS: dict[str, tuple[str, ...]] = {
    "document": ("definitions",),
    "operation_definition": ("variable_definitions",),
}

_Definition = OperationDefinitionNode | FragmentDefinitionNode
_Plain = dict[tuple[str, str], bool]


def is_valid(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Whether no rule of GraphQL is broken, but those of which `gql.limits` and `gql.overlap` take care.

    The document is one that `gql.limits` has measured, so that the fragments of its operation form no cycle.
    """
    types = TypeInfo(schema)
    context = _Context(schema, document, types)
    rules = [context.variables, *(rule(context) for rule in _RULES)]
    try:
        visit(document, _Typed(types, ParallelVisitor(rules), _plain(schema)), _KEYS)
        visit(document, ParallelVisitor([rule(context) for rule in _OF_VARIABLES]), _HEADS)
    except (_RefusedError, RecursionError):
        return False
    return True


class _RefusedError(Exception):
    """A rule is broken; which one is told to nobody."""


def _refuse(_: GraphQLError) -> None:
    raise _RefusedError


class _Variables(Visitor):
    """Notes where variables are used, and with which types, as a document is visited."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.used: dict[int, list[VariableUsage]] = {}
        self._types = types
        self._here: list[VariableUsage] = []

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """What is used from here on is used in this operation."""
        self._here = self.used[id(node)] = []

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        """What is used from here on is used in this fragment."""
        self._here = self.used[id(node)] = []

    def enter_variable_definition(self, *_: Any) -> Any:
        """What is declared is not used."""
        return SKIP

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note a use."""
        types = self._types
        expected, parent = types.get_input_type(), types.get_parent_input_type()
        self._here.append(VariableUsage(node, expected, parent, types.get_default_value(), None))


class _Context(ValidationContext):
    """What the rules ask about a document, whose variables were noted when it was visited."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, types: TypeInfo) -> None:
        super().__init__(schema, document, types, _refuse, hide_suggestions=True)
        self.variables = _Variables(types)

    def get_variable_usages(self, node: _Definition) -> list[VariableUsage]:
        """The variables used in an operation or a fragment."""
        return self.variables.used[id(node)]


class _Typed(TypeInfoVisitor):
    """Keeps track of types for another visitor, which is not shown what is plain."""

    def __init__(self, types: TypeInfo, inner: Visitor, plain: _Plain) -> None:
        super().__init__(types, inner)
        self._plain = plain

    def enter(self, node: Node, *args: Any) -> Any:
        """Skip a plain leaf, note the type of what else is plain, or show the node."""
        if not self._is_plain(node):
            return super().enter(node, *args)
        if node.selection_set is None:  # type: ignore[attr-defined]
            return SKIP
        self.type_info.enter(node)
        return None

    def leave(self, node: Node, *args: Any) -> Any:
        """Leave what was entered in the same way."""
        if not self._is_plain(node):
            return super().leave(node, *args)
        self.type_info.leave(node)
        return None

    def _is_plain(self, node: Node) -> bool:
        parent = self.type_info.get_parent_type()
        if parent is None:
            return False
        if isinstance(node, FieldNode):
            is_bare = not (node.arguments or node.directives)
            is_leaf = node.selection_set is None
            return is_bare and self._plain.get((parent.name, node.name.value)) is is_leaf
        if isinstance(node, InlineFragmentNode) and not node.directives:
            condition = node.type_condition
            return condition is None or condition.name.value == parent.name
        return False


@cache
def _plain(schema: GraphQLSchema) -> _Plain:
    """The fields that need no arguments, each with its type: whether it is a leaf."""
    kinds = [
        kind
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    ]
    return {(kind.name, "__typename"): True for kind in kinds} | {
        (kind.name, name): is_leaf_type(get_named_type(field.type))
        for kind in kinds
        for name, field in kind.fields.items()
        if not any(is_required_argument(argument) for argument in field.args.values())
    }
