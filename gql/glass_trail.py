"""`brokenGlass`: whoever reviews broken glass reads who broke it, for whom, why, and what came of the review.

For a caller who may not review it the field does not exist. What it tells is recorded like any other answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, extend_schema, parse

from gql.access import AccessPlan
from gql.apart import Apart
from gql.document import Document
from gql.errors import InvalidVariablesError, UnavailableError
from gql.limits import Limits
from gql.plans import Question
from gql.roles import Operation
from gql.roots import MOST
from gql.schema import full_schema
from graph.errors import GraphError
from graph.store import Store

_FIELD = "brokenGlass"
FIELDS = (f"Query.{_FIELD}",)
_DECLARED = """
extend type Query {
  "Who has broken the glass, the latest first."
  brokenGlass(
    "Only what nobody has reviewed, or only what somebody has."
    isReviewed: Boolean
    "Only what this caller has broken."
    who: String
    "Only what was broken for this person."
    person: ID
    "At most so many, from 1 to 100."
    first: Int! = 20
  ): [BrokenGlass!]!
}
"Glass that somebody has broken."
type BrokenGlass {
  "What names it in a review."
  id: ID!
  "Who broke it."
  who: String!
  "For which purpose."
  purpose: String!
  "For whom."
  person: ID!
  "Why."
  reason: String!
  "When."
  at: String!
  "Until when it is, or was, broken."
  until: String!
  "Whether it is now."
  isOpen: Boolean!
  "Who has reviewed it."
  reviewedBy: String
  "When."
  reviewedAt: String
  "Whether there was reason."
  isJustified: Boolean
  "What the reviewer noted."
  note: String
}
"""
_READ = """
MATCH (g:KithGlass)
WHERE ($reviewed IS NULL OR (g.reviewed_at IS NOT NULL) = $reviewed)
  AND ($who IS NULL OR g.who = $who) AND ($person IS NULL OR g.person = $person)
WITH g ORDER BY g.at DESC, g.id LIMIT $first
RETURN g {.id, .who, .purpose, .person, .reason, .note, isOpen: g.until > timestamp(),
  reviewedBy: g.reviewed_by, isJustified: g.is_justified, at: toString(datetime({epochMillis: g.at})),
  until: toString(datetime({epochMillis: g.until})),
  reviewedAt: CASE WHEN g.reviewed_at IS NOT NULL THEN
    toString(datetime({epochMillis: g.reviewed_at})) END} AS glass
"""


@dataclass(frozen=True)
class GlassTold:
    """What is answered, and the ids of the people whom it names."""

    data: dict[str, Any] | None
    people: tuple[str, ...]


@cache
def _apart() -> Apart:
    return Apart(Operation.REVIEW_BREAK_GLASS, with_glass(full_schema()), _FIELD)


def with_glass(schema: GraphQLSchema) -> GraphQLSchema:
    """A schema with the question."""
    return extend_schema(schema, parse(_DECLARED, no_location=True))


def glass_asked(question: Question, plan: AccessPlan, limits: Limits) -> Document | None:
    """The document of such a question; none where it asks nothing of the kind, or may not.

    Raises:
        InvalidDocumentError: it is not valid, or asks something else too.
        TooCostlyError: it is larger than the limits allow.
    """
    return _apart().document(question, plan, limits)


async def glass_told(document: Document, variables: Mapping[str, Any], store: Store) -> GlassTold:
    """The answer to such a question.

    Raises:
        InvalidVariablesError: an argument is out of its bounds.
        UnavailableError: the database does not answer.
    """
    asked = _apart().arguments(document, variables)
    found = {key: await _found(store, given) for key, given in asked.items()}

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        return found[str(info.path.key)] if info.parent_type.name == "Query" else source[info.field_name]

    schema = _apart().schema
    result = execute_sync(schema, document.ast, variable_values=dict(variables), field_resolver=resolve)
    people = dict.fromkeys(glass["person"] for told in found.values() for glass in told)
    return GlassTold(result.data, tuple(people))


async def _found(store: Store, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not 1 <= given["first"] <= MOST:
        raise InvalidVariablesError
    named = {name: given.get(name) for name in ("who", "person")}
    try:
        rows = await store.read(_READ, first=given["first"], reviewed=given.get("isReviewed"), **named)
    except GraphError:
        raise UnavailableError from None
    return [row["glass"] for row in rows]
