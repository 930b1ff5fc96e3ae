"""Subscriptions: what may be subscribed to, and how one is read into the question that each event asks.

An event is never answered from what it carries. It names ids, and its selection is asked of the graph as
a question of its own, under the plan of that moment; whoever may not see what it is about gets no event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLSchema, OperationType, extend_schema, parse

from gql.document import parse_document
from gql.errors import InvalidVariablesError
from gql.event_question import Asked, held_under, id_variable, key_of
from gql.limits import Limits
from gql.one_field import OneField, one_field
from gql.plans import Question
from gql.roles import Operation
from gql.schema import full_schema

MOST_IDS = 100
_ASKED = {
    Operation.ENTITY_CHANGES: Asked("person", 1, "person"),
    Operation.REVIEW_QUEUE: Asked("record", 2, "records"),
}
_TYPES = {
    Operation.ENTITY_CHANGES: "EntityChange",
    Operation.REVIEW_QUEUE: "ReviewChange",
    Operation.ALERTS: "AlertRaised",
}
_DECLARED = """
extend schema { subscription: Subscription }
"What is told as it happens."
type Subscription {
  "The people of these ids, now and whenever what you see of them has changed; at most 100."
  entityChanges(ids: [ID!]!): EntityChange
  "Pairs of records that begin or cease to wait for a reviewer."
  reviewQueue: ReviewChange
  "What an information-governance officer is to look at."
  alerts: AlertRaised
}
"Somebody of whom something has changed."
type EntityChange {
  "The id that was subscribed to."
  id: ID!
  "When it was noticed."
  at: String!
  "Who it is, as they are now."
  person: Person
}
"A pair of records in the queue of reviewers."
type ReviewChange {
  "When it was noticed."
  at: String!
  "Whether the pair waits; otherwise it was decided, or nothing is left to decide."
  waits: Boolean!
  "The two records."
  records: [Record!]!
}
"An alert."
type AlertRaised {
  "Which of the five kinds it is of."
  kind: String!
  "When it was raised."
  at: String!
  "Who asked."
  who: String
  "What for."
  purpose: String
  "Ids of the people whom it is about."
  subjects: [ID!]!
}
"""


@dataclass(frozen=True)
class Subscription:
    """A subscription that was read: what it follows, and what each event asks and holds.

    Attributes:
        key: the key that events are answered under.
        fields: the keys of an event and the field that each holds, in order.
        ids: the ids that it follows, where it follows ids.
        text: the question that each event asks; None where events hold nothing of the graph.
        variables: the values of the caller's own variables in that question.
    """

    operation: Operation
    key: str
    fields: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    text: str | None
    variables: Mapping[str, Any]

    def question(self, *ids: str) -> Question:
        """The question that an event about these ids asks."""
        assert self.text is not None
        about = {id_variable(number): each for number, each in enumerate(ids)}
        return Question(self.text, None, {**self.variables, **about}, under=self.operation.value)

    def event(self, told: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
        """An event, from what is told of it and what its question found."""
        told = {**told, "__typename": _TYPES[self.operation]}
        asked = _ASKED.get(self.operation)
        body = {
            key: told[name] if asked is None or name != asked.held else held_under(key, asked, found)
            for key, name in self.fields
        }
        return {self.key: body}


@cache
def subscription_schema() -> GraphQLSchema:
    """The full schema, with what may be subscribed to."""
    return extend_schema(full_schema(), parse(_DECLARED, no_location=True))


def read_subscription(question: Question, limits: Limits) -> Subscription:
    """Read a subscription.

    Raises:
        InvalidDocumentError: it is none, does not fit the schema, or has a condition on a field of events.
        InvalidVariablesError: its variables or ids do not fit.
        TooCostlyError: it is larger than the limits allow.
    """
    ast = parse_document(question.text, limits)
    root = one_field(ast, question, limits, subscription_schema(), OperationType.SUBSCRIPTION)
    asked = _ASKED.get(root.operation)
    ids = _ids(root)
    text, own = (None, {}) if asked is None else root.question(asked)
    fields = tuple((key_of(node), node.name.value) for node in root.inside)
    return Subscription(root.operation, key_of(root.node), fields, ids, text, own)


def _ids(root: OneField) -> tuple[str, ...]:
    """The ids that are followed, each once; none where the subscription follows no ids."""
    arguments = root.arguments()
    if "ids" in arguments and not 1 <= len(arguments["ids"]) <= MOST_IDS:
        raise InvalidVariablesError
    return tuple(dict.fromkeys(arguments.get("ids", ())))
