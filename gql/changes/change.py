"""A change as it was asked for: one field of a document, its arguments, and the question of its answer.

The question is what is selected of people or records; it is asked once the change is made, as any other, so
that an answer to a change obeys the rules of questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, OperationType

from gql.access import AccessPlan
from gql.alerts import GLASS_BROKEN
from gql.changes.declared import mutation_schema
from gql.changes.done import Done
from gql.document import parse_document
from gql.errors import InvalidDocumentError
from gql.event_question import Asked, held_under, id_variable, key_of, refuse_conditions
from gql.limits import Limits
from gql.one_field import OneField, one_field
from gql.overlap import unfolded
from gql.plans import Question
from gql.roles import Operation

_PERSON, _RECORDS = Asked("person", 1, "person"), Asked("record", 2, "records")
_ASKED = {
    Operation.DECIDE_REVIEW: _RECORDS,
    Operation.WITHDRAW_DECISION: _RECORDS,
    Operation.END_BREAK_GLASS: None,
    Operation.REVIEW_BREAK_GLASS: None,
    Operation.LOAD_RECORDS: None,
}
EVENTS = {
    Operation.BREAK_GLASS: GLASS_BROKEN,
    Operation.END_BREAK_GLASS: "glass_ended",
    Operation.REVIEW_BREAK_GLASS: "glass_reviewed",
}


@dataclass(frozen=True)
class Change:
    """A change that was read.

    Attributes:
        key: the key that it is answered under.
        type: the type of its answer.
        fields: the keys of the answer, the field that each holds, and of a list of objects theirs, in order.
        text: the question of the answer; None where nothing of the graph is selected.
        variables: the values of the caller's own variables in that question.
    """

    operation: Operation
    key: str
    type: str
    arguments: Mapping[str, Any]
    fields: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    text: str | None
    variables: Mapping[str, Any]

    def question(self, ids: Sequence[str] = ("", "")) -> Question | None:
        """The question about these ids."""
        if self.text is None:
            return None
        about = {id_variable(number): each for number, each in enumerate(ids[: self._asked.count])}
        return Question(self.text, None, {**self.variables, **about})

    @property
    def named(self) -> tuple[str, ...]:
        """The ids that it names; a number by which somebody is looked for is none."""
        given = (self.arguments.get(name) for name in ("person", "left", "right", "glass"))
        return tuple(each for each in given if each is not None)

    @property
    def event(self) -> str | None:
        """The event that the audit is told of, where it is one that is looked for."""
        return EVENTS.get(self.operation)

    def answer(self, done: Done, found: Mapping[str, Any]) -> dict[str, Any]:
        """The data of the answer, from what came of the change and what its question found."""
        if not done.is_done:
            return {self.key: None}
        told = {**done.more, "ids": done.ids, "position": done.position, "__typename": self.type}
        return {
            self.key: {key: self._value(key, name, inside, told, found) for key, name, inside in self.fields}
        }

    @property
    def _asked(self) -> Asked:
        return _ASKED.get(self.operation, _PERSON) or _PERSON

    def _value(
        self,
        key: str,
        name: str,
        inside: Sequence[tuple[str, str]],
        told: Mapping[str, Any],
        found: Mapping[str, Any],
    ) -> Any:
        if name == self._asked.held:
            return held_under(key, self._asked, found)
        if not inside:
            return told[name]
        return [{own: each.get(field, "RowProblem") for own, field in inside} for each in told[name]]


def read_change(question: Question, plan: AccessPlan, limits: Limits) -> Change | None:
    """The change that a question asks for; none where it asks for none.

    Raises:
        InvalidDocumentError: it does not fit the schema, names no one field of it that the caller may use, or
            has a condition on a field of the answer.
        InvalidVariablesError: its variables or arguments do not fit.
        TooCostlyError: it is larger than the limits allow.
    """
    if "mutation" not in question.text:
        return None
    ast = parse_document(question.text, limits)
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    if not any(node.operation is OperationType.MUTATION for node in operations):
        return None
    root = one_field(ast, question, limits, mutation_schema(), OperationType.MUTATION)
    if plan.does(root.operation).is_never:
        raise InvalidDocumentError
    return _read(root)


def _read(root: OneField) -> Change:
    asked = _ASKED.get(root.operation, _PERSON)
    held = [] if asked is None else root.held(asked)
    text, own = root.question(asked) if held and asked is not None else (None, {})
    return Change(
        root.operation,
        key_of(root.node),
        root.type_name,
        root.arguments(),
        tuple((key_of(node), node.name.value, _inside(node, root, node in held)) for node in root.inside),
        text,
        own,
    )


def _inside(node: FieldNode, root: OneField, is_asked: bool) -> tuple[tuple[str, str], ...]:
    if is_asked or node.selection_set is None:
        return ()
    fragments = root.document.fragments
    refuse_conditions(node.selection_set, fragments)
    return tuple((key_of(each), each.name.value) for each in unfolded([node.selection_set], fragments))
