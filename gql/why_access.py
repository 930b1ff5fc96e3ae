"""`whyAccess`: auditors ask why somebody may see something, of a person as they are held at this moment.

Whom the auditor may not find is answered as somebody whom there is not, so that nothing is told of who is
sealed; of such a person an auditor asks by describing how they are held.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, extend_schema, parse

from gql.access import AccessPlan
from gql.apart import Apart
from gql.caller import Caller
from gql.document import Document
from gql.errors import InvalidVariablesError, SettingsError, TooCostlyError
from gql.facts import Restriction, State, Tie
from gql.limits import Limits
from gql.marks import Marked
from gql.model import camel
from gql.packs import Packs
from gql.plans import Question
from gql.roles import Operation, Purpose, Role
from gql.schema import full_schema
from gql.standing import Somebody, standing
from gql.why import Asked, Reasons, Why, reasons_of
from graph.store import Store

FIELDS = (f"Query.{Operation.WHY_ACCESS}",)
_MOST = 20
_DECLARED = """
extend type Query {
  "Why a role sees a field for a purpose, or does not: of a person, or of whom is described."
  whyAccess(
    "Who asks."
    role: String!
    "What for."
    purpose: String!
    "A type; or do and an operation, such as do breakGlass."
    type: String!
    "A field of the type; that rows of it are found, where it is left out."
    field: String
    "Whose row it is; an id that was merged will do. Otherwise the row is as described."
    person: ID
    "With a person: the worker who asks."
    worker: String
    "With a person: the team of who asks."
    team: String
    "Without a person: own, team or none."
    tie: String
    "Without a person: none, sensitive, restricted or sealed."
    restriction: String
    "Without a person: whether they have said no to the purpose."
    dissent: Boolean
    "Whether the glass is taken for broken."
    glass: Boolean! = false
  ): WhyAccess
}
"Why somebody sees something."
type WhyAccess {
  "allowed, coarsened, pseudonym, masked or hidden."
  outcome: String!
  "The state of the row."
  state: RowState!
  "The pack that serves the purpose."
  pack: String
  "Its protocol."
  protocol: String
  "Who leads the protocol."
  leadBody: String
  "What it rests on."
  legalBasis: String
  "From this day on it permits nothing."
  reviewDate: String
  "What decided beside rules."
  because: [String!]!
  "The rules that decided."
  rules: [DecidingRule!]!
  "The nearest other states, and other roles and purposes, that are answered otherwise."
  wouldChange: [WhyChange!]!
}
"What a rule may ask of a row."
type RowState { tie: String! restriction: String! dissent: Boolean! glass: Boolean! }
"A rule that decided."
type DecidingRule { id: String! effect: String! about: String! clause: String! says: String! }
"Something that would change the answer, and the answer then."
type WhyChange { what: String! outcome: String! }
"""


@dataclass(frozen=True)
class WhyTold:
    """What is answered, the ids that were asked for, and the people found or hidden behind them."""

    data: dict[str, Any] | None
    asked: tuple[str, ...]
    people: tuple[str, ...]
    hidden: tuple[Marked, ...]


@dataclass(frozen=True)
class _Row:
    """What is asked, and the person whose row it is; None where it is described."""

    asked: Asked
    person: str | None
    worker: str | None
    team: str | None


@cache
def _apart() -> Apart:
    return Apart(Operation.WHY_ACCESS, with_why(full_schema()))


def with_why(schema: GraphQLSchema) -> GraphQLSchema:
    """A schema with the question."""
    return extend_schema(schema, parse(_DECLARED, no_location=True))


def why_asked(question: Question, plan: AccessPlan, limits: Limits) -> Document | None:
    """The document of such a question; none where it asks nothing of the kind, or may not.

    Raises:
        InvalidDocumentError: it is not valid, or asks something else too.
        TooCostlyError: it is larger than the limits allow.
    """
    return _apart().document(question, plan, limits)


@dataclass
class Explainer:
    """Answers such questions over a store, under packs whose plans are decided once a day."""

    store: Store
    packs: Packs
    _reasons: dict[date, Reasons] = field(default_factory=dict)

    async def told(
        self, document: Document, variables: Mapping[str, Any], caller: Caller, plan: AccessPlan
    ) -> WhyTold:
        """The answer to a question.

        Raises:
            InvalidVariablesError: an argument says nothing, or a person is given and described too.
            TooCostlyError: it asks for too much at once.
        """
        rows = {key: _read(each) for key, each in _apart().arguments(document, variables).items()}
        if len(rows) > _MOST:
            raise TooCostlyError
        named = {key: await self._described(row, caller, plan) for key, row in rows.items()}
        asked = {key: each for key, (each, _) in named.items() if each is not None}
        found = await asyncio.get_running_loop().run_in_executor(None, self._answers, asked)
        behind = [person for _, person in named.values() if person is not None]
        return WhyTold(
            _shaped(document, variables, found),
            tuple(row.person for row in rows.values() if row.person is not None),
            tuple(each for each in behind if isinstance(each, str)),
            tuple(each for each in behind if not isinstance(each, str)),
        )

    async def _described(
        self, row: _Row, caller: Caller, plan: AccessPlan
    ) -> tuple[Asked | None, Marked | None]:
        """What is asked with the person's own state, and who that is: None, where the caller finds nobody."""
        if row.person is None:
            return row.asked, None
        somebody = Somebody(row.worker, row.team, row.asked.purpose.value, row.asked.state.glass)
        found = await standing(self.store, row.person, somebody, caller, plan)
        asked = None if found.state is None else replace(row.asked, state=found.state)
        return asked, found.person

    def _answers(self, asked: Mapping[str, Asked]) -> dict[str, tuple[Asked, Why]]:
        today = datetime.now(UTC).date()
        if today not in self._reasons:
            self._reasons = {today: reasons_of(self.packs, today)}
        try:
            return {key: (each, self._reasons[today].why(each)) for key, each in asked.items()}
        except SettingsError:
            raise InvalidVariablesError from None


def _read(given: Mapping[str, Any]) -> _Row:
    described = {
        name: given[name] for name in ("tie", "restriction", "dissent") if given.get(name) is not None
    }
    person, worker, team = given.get("person"), given.get("worker"), given.get("team")
    if (described and person is not None) or (person is None and (worker, team) != (None, None)):
        raise InvalidVariablesError
    what = given["type"] if given.get("field") is None else f"{given['type']}.{given['field']}"
    try:
        state = State(
            Tie(described.get("tie", Tie.NONE)),
            Restriction(described.get("restriction", Restriction.NONE)),
            described.get("dissent", False),
            given["glass"],
        )
        return _Row(Asked(Role(given["role"]), Purpose(given["purpose"]), what, state), person, worker, team)
    except ValueError:
        raise InvalidVariablesError from None


def _shaped(
    document: Document, variables: Mapping[str, Any], found: Mapping[str, tuple[Asked, Why]]
) -> dict[str, Any] | None:
    told = {key: dict(_told(*each)) for key, each in found.items()}

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        if info.parent_type.name == "Query":
            return told.get(str(info.path.key))
        return source[info.field_name] if isinstance(source, dict) else getattr(source, info.field_name)

    result = execute_sync(
        _apart().schema, document.ast, variable_values=dict(variables), field_resolver=resolve
    )
    return result.data


def _told(asked: Asked, why: Why) -> Iterator[tuple[str, Any]]:
    yield from {"outcome": why.outcome, "state": asked.state, "because": why.because}.items()
    yield from {"rules": why.rules, "wouldChange": why.would_change}.items()
    agreement = why.agreement
    yield "pack", None if agreement is None else agreement.pack
    yield "protocol", None if agreement is None else agreement.name
    for name in ("lead_body", "legal_basis", "review_date"):
        yield camel(name), None if agreement is None else str(getattr(agreement, name))
