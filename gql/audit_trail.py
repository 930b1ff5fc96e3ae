"""`auditTrail`: the auditors' questions by GraphQL, answered from the log and from nothing else.

For a caller who may not ask them the field does not exist. It cannot be mixed with questions to the graph;
what it tells is recorded like any other answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, extend_schema, parse

from gql.access import AccessPlan
from gql.apart import Apart
from gql.audit import AuditIndex, LogFolder, Span
from gql.audit.index import people_of
from gql.document import Document
from gql.errors import InvalidVariablesError
from gql.limits import Limits
from gql.model import camel
from gql.plans import Question
from gql.roles import Operation
from gql.roots import MOST
from gql.schema import full_schema
from graph.held import ids_of
from graph.store import Store

FIELDS = (f"Query.{Operation.AUDIT_TRAIL}",)
_DECLARED = """
extend type Query {
  "Entries of the audit log, the latest first: of a person who was seen, or of somebody who asked."
  auditTrail(
    "Whoever saw this person, or asked for them in vain; an id that was merged will do."
    person: ID
    "Whatever this caller asked and did."
    subject: String
    "Not before this moment (ISO 8601; UTC where no offset is given)."
    since: String
    "Before this moment."
    until: String
    "At most so many, from 1 to 100."
    first: Int! = 100
  ): [AuditEntry!]!
}
"One answer, refusal or other event."
type AuditEntry {
  "Its number in the log, from 1."
  entry: Int!
  "When."
  at: String!
  "Who asked; none where there was no valid token."
  who: String
  "The caller's roles."
  roles: [String!]!
  "The caller's team."
  team: String
  "What was stated as the purpose."
  purpose: String
  "The pack that served it."
  pack: String
  "The hash of all packs."
  policy: String
  "Whether it was answered or refused."
  decision: String
  "Why it was refused."
  code: String
  "What it was, where it was no question."
  event: String
  "The hash of the question."
  document: String
  "Ids that were asked for."
  asked: [String!]!
  "Ids of the people in the answer."
  people: [ID!]!
  "The fields used."
  fields: [String!]!
  "Fields asked for and not shown."
  hidden: [String!]!
  "What the answer involved that somebody may have to look at."
  states: [AuditState!]!
  "Of an extract: what it is for and what it came to."
  extract: AuditExtract
}
"What an extract is for, and what it came to; numbers are none where it was only intended or refused."
type AuditExtract {
  "For whom the file is."
  recipient: String!
  "For what project."
  project: String!
  "The first and last day of its use, with a slash."
  period: String!
  "How many must be alike in what tells who and where they are."
  smallestCount: Int!
  "How many rows it has."
  rows: Int
  "How many of them lost what tells that."
  blanked: Int
  "How many were left out."
  leftOut: Int
}
"A state, and the people by whom an answer involved it."
type AuditState {
  "Which state."
  state: String!
  "Ids of the people."
  people: [ID!]!
}
"""


@dataclass(frozen=True)
class Told:
    """What a question to the log is answered, and the ids of all people whom that names."""

    data: dict[str, Any] | None
    people: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """One field of a question to the log."""

    key: str
    person: str | None
    subject: str | None
    span: Span


@cache
def _apart() -> Apart:
    return Apart(Operation.AUDIT_TRAIL, with_trail(full_schema()))


def with_trail(schema: GraphQLSchema) -> GraphQLSchema:
    """A schema with the auditors' questions."""
    return extend_schema(schema, parse(_DECLARED, no_location=True))


def trail_asked(question: Question, plan: AccessPlan, limits: Limits) -> Document | None:
    """The document of a question to the log; none where it asks nothing of the log, or may not.

    Raises:
        InvalidDocumentError: it is not valid, or asks something else too.
        TooCostlyError: it is larger than the limits allow.
    """
    return _apart().document(question, plan, limits)


async def trail_told(document: Document, variables: Mapping[str, Any], store: Store, log: LogFolder) -> Told:
    """The answer to a question to the log.

    Raises:
        InvalidVariablesError: an argument is out of its bounds; or neither a person nor a subject is
            given, or both are.
    """
    given = _apart().arguments(document, variables)
    asked = [_read(key, each) for key, each in given.items()]
    found = {each.key: await _entries(each, store, log) for each in asked}

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        if info.parent_type.name == "Query":
            return found[str(info.path.key)]
        return _value(source, info.field_name)

    result = execute_sync(
        _apart().schema, document.ast, variable_values=dict(variables), field_resolver=resolve
    )
    named = dict.fromkeys(person for told in found.values() for entry in told for person in people_of(entry))
    return Told(result.data, tuple(named))


def _read(key: str, found: Mapping[str, Any]) -> _Asked:
    person, subject = found.get("person"), found.get("subject")
    if (person is None) == (subject is None) or not 1 <= found["first"] <= MOST:
        raise InvalidVariablesError
    span = Span(_moment(found.get("since")), _moment(found.get("until")), found["first"])
    return _Asked(key, person, subject, span)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidVariablesError from None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


async def _entries(asked: _Asked, store: Store, log: LogFolder) -> list[dict[str, Any]]:
    ids = await ids_of(store, asked.person) if asked.person is not None else ()
    return await asyncio.get_running_loop().run_in_executor(None, _looked_up, asked, ids, log)


def _looked_up(asked: _Asked, ids: tuple[str, ...], log: LogFolder) -> list[dict[str, Any]]:
    with AuditIndex.open(log) as index:
        index.catch_up()
        if asked.subject is not None:
            return index.what_did(asked.subject, asked.span)
        return index.who_saw(ids, asked.span)


def _value(source: dict[str, Any], name: str) -> Any:
    """A field of an entry; entries of other events lack some."""
    if name == "states" and isinstance(source.get("states"), dict):
        return [{"state": state, "people": people} for state, people in source["states"].items()]
    if name == "extract" and isinstance(source.get("extract"), dict):
        return {camel(key): value for key, value in source["extract"].items()}
    is_list = name in {"roles", "asked", "people", "fields", "hidden", "states"}
    return source.get(name, [] if is_list else None)
