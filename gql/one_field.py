"""A document that asks for one field of its root: a change, or a subscription.

What is selected inside that field is told apart from the graph (`gql.event_question`): some of it is known to
whoever answers, and some is held by the graph and asked of it as a question of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLSchema, OperationType
from graphql.execution.values import get_argument_values, get_variable_values

from gql.document import Document, checked_document
from gql.errors import InvalidDocumentError, InvalidVariablesError
from gql.event_question import Asked, event_question, id_variable, refuse_conditions
from gql.limits import Limits
from gql.overlap import unfolded
from gql.plans import Question
from gql.roles import Operation


@dataclass(frozen=True)
class OneField:
    """The field, and the document and variables that it was asked with."""

    node: FieldNode
    document: Document
    schema: GraphQLSchema
    given: Mapping[str, Any]

    @property
    def operation(self) -> Operation:
        """What the field does."""
        return Operation(self.node.name.value)

    @cached_property
    def inside(self) -> list[FieldNode]:
        """What is selected of its answer."""
        assert self.node.selection_set is not None
        return list(unfolded([self.node.selection_set], self.document.fragments))

    @property
    def type_name(self) -> str:
        """The type of its answer."""
        return str(self._root.fields[self.node.name.value].type)

    def arguments(self) -> dict[str, Any]:
        """Its arguments.

        Raises:
            InvalidVariablesError: the variables do not fit.
        """
        return arguments_of([self.node], self.document, self.schema, self.given)[0]

    def held(self, asked: Asked) -> list[FieldNode]:
        """What is selected that the graph holds."""
        return [node for node in self.inside if node.name.value == asked.held]

    def question(self, asked: Asked) -> tuple[str, dict[str, Any]]:
        """The text of the question about what the graph holds, and the caller's variables that it uses.

        Raises:
            InvalidDocumentError: the caller has a variable of a name that the question needs.
        """
        text, used = event_question(self.held(asked), asked, self.document)
        if used & {id_variable(number) for number in range(asked.count)}:
            raise InvalidDocumentError
        return text, {name: value for name, value in self.given.items() if name in used}

    @property
    def _root(self) -> Any:
        return self.schema.get_root_type(self.document.operation.operation)


def one_field(
    ast: DocumentNode, question: Question, limits: Limits, schema: GraphQLSchema, kind: OperationType
) -> OneField:
    """Read a document of one field.

    Raises:
        InvalidDocumentError: it does not fit the schema, is of another kind, asks for several fields or no
            part of one, or has a condition on a field of the answer.
        TooCostlyError: it is larger than the limits allow.
    """
    document = checked_document(ast, question.operation, limits, schema, frozenset({kind}))
    root = document.operation.selection_set
    nodes = list(unfolded([root], document.fragments))
    if len(nodes) != 1 or nodes[0].name.value == "__typename" or nodes[0].selection_set is None:
        raise InvalidDocumentError
    refuse_conditions(root, document.fragments)
    refuse_conditions(nodes[0].selection_set, document.fragments)
    return OneField(nodes[0], document, schema, question.variables)


def arguments_of(
    nodes: list[FieldNode], document: Document, schema: GraphQLSchema, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The arguments of each of some fields at the root of a document.

    Raises:
        InvalidVariablesError: the variables do not fit.
    """
    declared = document.operation.variable_definitions or ()
    values = get_variable_values(schema, declared, dict(given), max_errors=1, hide_suggestions=True)
    if isinstance(values, list):
        raise InvalidVariablesError
    root = schema.get_root_type(document.operation.operation)
    assert root is not None
    return [get_argument_values(root.fields[node.name.value], node, values) for node in nodes]
