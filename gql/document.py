"""A question's document: parsed and validated once, against limits first and the schema second."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.language import DocumentNode

from gql.errors import InvalidDocumentError, TooCostlyError
from gql.limits import Limits, check
from gql.schema import full_schema

_META = {"__schema", "__type"}


@dataclass(frozen=True)
class Document:
    """One operation of a valid document, with the fragments it may use."""

    ast: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    asks_for_schema: bool
    cost: int


def read_document(text: str, operation_name: str | None, limits: Limits) -> Document:
    """Parse, measure and validate a document.

    Raises:
        InvalidDocumentError: it does not parse, does not fit the schema, is not a query, or mixes
            a question for the schema with one for data.
        TooCostlyError: it is larger than the limits allow.
    """
    try:
        return _read(text, operation_name, limits)
    except RecursionError:
        raise TooCostlyError from None


def _read(text: str, operation_name: str | None, limits: Limits) -> Document:
    ast = _parsed(text, limits)
    operation = _operation(ast, operation_name)
    fragments = {
        node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)
    }
    measured = check(operation, fragments, limits)
    if validate(full_schema(), ast, max_errors=1, hide_suggestions=True):
        raise InvalidDocumentError
    return Document(ast, operation, fragments, _asks_for_schema(operation), measured.cost)


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, no_location=True, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLError as error:
        if "tokens" in error.message or "comments" in error.message:
            raise TooCostlyError from None
        raise InvalidDocumentError from None


def _operation(ast: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    asked = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if len(asked) != 1 or asked[0].operation is not OperationType.QUERY:
        raise InvalidDocumentError
    return asked[0]


def _asks_for_schema(operation: OperationDefinitionNode) -> bool:
    """Whether all of it asks for the schema; a mixture is refused, since the two are answered apart."""
    selections = operation.selection_set.selections
    meta = [isinstance(node, FieldNode) and node.name.value in _META for node in selections]
    if any(meta) and not all(meta):
        raise InvalidDocumentError
    return all(meta)
