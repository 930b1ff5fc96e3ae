"""Questions that are answered apart from the graph of people: of one kind in a document, and of nothing else.

For a caller who may not ask them their field does not exist, so that asking is refused like an unknown field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLSchema, OperationType

from gql.access import AccessPlan
from gql.document import Document, checked_document, parse_document
from gql.errors import InvalidDocumentError
from gql.event_question import key_of
from gql.limits import Limits
from gql.one_field import arguments_of
from gql.overlap import unfolded
from gql.plans import Question
from gql.roles import Operation

_QUERIES = frozenset({OperationType.QUERY})


@dataclass(frozen=True)
class Apart:
    """A root field that is answered apart.

    Attributes:
        operation: what must be permitted.
        schema: a schema with the field.
        field: its name, where it is not that of the operation.
    """

    operation: Operation
    schema: GraphQLSchema
    field: str = ""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field or self.operation.value

    def document(self, question: Question, plan: AccessPlan, limits: Limits) -> Document | None:
        """The document of a question of the kind; none where it asks nothing of the kind, or may not.

        Raises:
            InvalidDocumentError: it is not valid, or asks something else too.
            TooCostlyError: it is larger than the limits allow.
        """
        name = self.name
        if plan.does(self.operation).is_never or name not in question.text:
            return None
        ast = parse_document(question.text, limits)
        document = checked_document(ast, question.operation, limits, self.schema, _QUERIES)
        names = {node.name.value for node in _nodes(document)}
        if name in names and names - {name, "__typename"}:
            raise InvalidDocumentError
        return document if name in names else None

    def arguments(self, document: Document, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The arguments of each such field, by the key of its answer.

        Raises:
            InvalidVariablesError: the variables do not fit.
        """
        nodes = [node for node in _nodes(document) if node.name.value == self.name]
        found = arguments_of(nodes, document, self.schema, given)
        return {key_of(node): each for node, each in zip(nodes, found, strict=True)}


def _nodes(document: Document) -> list[FieldNode]:
    """The fields at the root, out of their fragments."""
    return list(unfolded([document.operation.selection_set], document.fragments))
