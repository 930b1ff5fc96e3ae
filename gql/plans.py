"""Access plans and compiled questions, each made once and kept in bounded caches.

A plan's key holds roles, purpose, policy hash and hour; a compiled question's key adds the document
and the form of its variables, so that nothing made for one kind of caller is used for another.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from graphql import GraphQLEnumType
from graphql.execution.values import VariableValues, get_variable_values

from gql.access import AccessPlan, decide
from gql.compiler import Compiled, compile_selection
from gql.document import Document, read_document
from gql.errors import InvalidVariablesError, PurposeError
from gql.filters import MOST_LISTED
from gql.limits import Limits
from gql.naming import check_document, check_variables
from gql.packs import Packs
from gql.roles import Purpose, Role
from gql.schema import full_schema
from gql.selection import NO_VARIABLES, select

_PLANS = 64
_DOCUMENTS = 1024
_QUESTIONS = 4096
_LONGEST_LIST = 1000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """A cache that forgets what was used longest ago."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value for a key, made if it is not held; an error while making it is not kept."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        made = make()
        self._held[key] = made
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return made


@dataclass(frozen=True)
class Question:
    """A question as it was put: a document, which of its operations, and the variables.

    Attributes:
        document_id: what a trusted document is asked for by; its text is then not known yet.
        under: the subscription whose event asks it, which must be permitted for those it is about.
    """

    text: str
    operation: str | None
    variables: dict[str, Any]
    under: str | None = None
    document_id: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A valid document, its variables, and the compiled question unless it asks for the schema."""

    document: Document
    variables: VariableValues
    compiled: Compiled | None


class Plans:
    """Everything that is decided or compiled before the database is asked."""

    def __init__(self, packs: Packs, limits: Limits) -> None:
        self._packs = packs
        self._limits = limits
        self._plans: Bounded[Hashable, AccessPlan] = Bounded(_PLANS)
        self._documents: Bounded[Hashable, Document] = Bounded(_DOCUMENTS)
        self._questions: Bounded[Hashable, Compiled] = Bounded(_QUESTIONS)

    @property
    def packs(self) -> Packs:
        """The packs that plans are decided under."""
        return self._packs

    def plan(self, roles: frozenset[Role], purpose: Purpose, now: datetime | None = None) -> AccessPlan:
        """The access plan of a set of roles for a purpose.

        Raises:
            PurposeError: no live pack serves any of the roles for the purpose, or it permits nothing.
        """
        at = datetime.now(UTC) if now is None else now
        key = (roles, purpose, at.date(), at.hour)
        return self._plans.get(key, lambda: self._decided(roles, purpose, at))

    def _decided(self, roles: frozenset[Role], purpose: Purpose, at: datetime) -> AccessPlan:
        pack = self._packs.serving(purpose, roles, at.date())
        if pack is None:
            raise PurposeError
        plan = decide(self._packs, pack, roles)
        if plan.is_empty:
            raise PurposeError
        return plan

    def prepare(self, question: Question, plan: AccessPlan) -> Prepared:
        """Parse, validate, coerce and compile, as far as it was not done before.

        Raises:
            InvalidDocumentError, TooCostlyError: the document is refused.
            InvalidVariablesError: the variables do not fit.
            NotSearchableError, EmptySearchError: the search is refused.
        """
        document = self._documents.get(
            (question.text, question.operation),
            lambda: read_document(question.text, question.operation, self._limits),
        )
        variables = self._coerced(document, question, plan)
        if document.asks_for_schema:
            return Prepared(document, variables, None)
        key = (question.text, question.operation, question.under, plan.key, _form(variables.coerced))
        compiled = self._questions.get(key, lambda: _compiled(document, plan, variables, question.under))
        return Prepared(document, variables, compiled)

    def _coerced(self, document: Document, question: Question, plan: AccessPlan) -> VariableValues:
        try:
            return _coerced(document, question.variables)
        except InvalidVariablesError:
            check_document(document, plan)  # an invalid document is told first, as for everybody
            raise


def _compiled(document: Document, plan: AccessPlan, variables: VariableValues, under: str | None) -> Compiled:
    check_document(document, plan)
    check_variables(document, plan, variables)
    return compile_selection(select(document, variables), plan, variables, under)


def _coerced(document: Document, given: dict[str, Any]) -> VariableValues:
    declared = document.operation.variable_definitions or ()
    if not declared and not given:
        return NO_VARIABLES
    if _has_long_list(given):
        raise InvalidVariablesError
    found = get_variable_values(full_schema(), declared, given, max_errors=1, hide_suggestions=True)
    if isinstance(found, list):
        raise InvalidVariablesError
    return found


def _has_long_list(value: Any) -> bool:
    """Whether a list is longer than any that is taken, so that none is read item by item to be refused."""
    if isinstance(value, dict):
        return any(map(_has_long_list, value.values()))
    return isinstance(value, list) and (len(value) > _LONGEST_LIST or any(map(_has_long_list, value)))


def _form(value: Any) -> Hashable:
    """What of a value may change the statement: which parts there are, and what is true or false."""
    if isinstance(value, dict):
        return tuple(sorted((key, _form(each)) for key, each in value.items()))
    if isinstance(value, list) and len(value) > MOST_LISTED:
        return "a long list"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return tuple(map(_form, value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _enum_values():
        return value
    return type(value).__name__


@cache
def _enum_values() -> frozenset[str]:
    """What may stand for a value of an enum; a text that is one by chance is only compiled once more."""
    enums = [each for each in full_schema().type_map.values() if isinstance(each, GraphQLEnumType)]
    return frozenset(name for each in enums for name in each.values if not each.name.startswith("__"))
