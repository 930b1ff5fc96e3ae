"""A question's document: scanned, parsed, measured and validated once, each before the next.

Whatever is sent, each step ends within its limits, so that a refusal costs a few milliseconds at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
)
from graphql.language import DocumentNode

from gql.errors import InvalidDocumentError, TooCostlyError
from gql.limits import Limits, check
from gql.overlap import check_overlap, unfolded
from gql.scan import scan
from gql.schema import full_schema
from gql.validation import is_valid

_META = {"__schema", "__type"}
_ANSWERED = frozenset({OperationType.QUERY, OperationType.MUTATION})


@dataclass(frozen=True)
class Document:
    """One operation of a valid document, with the fragments it may use."""

    ast: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    asks_for_schema: bool
    cost: int


def read_document(text: str, operation_name: str | None, limits: Limits) -> Document:
    """Parse, measure and validate a document that is to be answered once.

    Raises:
        InvalidDocumentError: it does not parse, does not fit the schema, is a subscription, or mixes
            a question for the schema with one for data.
        TooCostlyError: it is larger than the limits allow.
        SchemaNotListedError: it asks for the whole schema, which is not answered here.
    """
    ast = parse_document(text, limits)
    return checked_document(ast, operation_name, limits, full_schema(), _ANSWERED)


def parse_document(text: str, limits: Limits) -> DocumentNode:
    """The syntax of a document within the limits.

    Raises:
        InvalidDocumentError: it does not parse.
        TooCostlyError: it is larger than the limits allow.
    """
    scanned = scan(text, limits.tokens, limits.nesting)
    try:
        ast = parse(scanned.text, no_location=True, max_lexical_tokens=limits.tokens)
    except GraphQLError:
        raise InvalidDocumentError from None
    if len(ast.definitions) > limits.definitions:
        raise TooCostlyError
    return ast


def checked_document(
    ast: DocumentNode,
    operation_name: str | None,
    limits: Limits,
    schema: GraphQLSchema,
    kinds: frozenset[OperationType],
) -> Document:
    """One operation of a document, measured and valid.

    Raises:
        InvalidDocumentError: it does not fit the schema, or is not of the kinds asked for.
        TooCostlyError: it is larger than the limits allow.
        SchemaNotListedError: it asks for the whole schema, which is not answered here.
    """
    operation = _operation(ast, operation_name)
    if operation.operation not in kinds:
        raise InvalidDocumentError
    fragments = {
        node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)
    }
    measured = check(operation, fragments, limits)
    check_overlap(operation, fragments)
    if not is_valid(schema, ast):
        raise InvalidDocumentError
    return Document(ast, operation, fragments, _asks_for_schema(operation, fragments), measured.cost)


def _operation(ast: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    asked = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if len(asked) != 1:
        raise InvalidDocumentError
    return asked[0]


def _asks_for_schema(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> bool:
    """Whether all of it asks for the schema; a mixture is refused, since the two are answered apart."""
    asked = {node.name.value for node in unfolded([operation.selection_set], fragments)}
    if asked & _META and asked - _META:
        raise InvalidDocumentError
    return bool(asked & _META)
