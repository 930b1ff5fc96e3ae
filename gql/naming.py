"""Which fields a plan lets be named in a filter or an order, and the refusal of those that it does not.

A name that a role's schema does not have is refused as one that no schema has, before the database is asked:
in the document as an invalid document, in a variable as an invalid variable.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)
from graphql.execution.values import VariableValues

from gql.access import AccessPlan, Outcome
from gql.comparisons import comparison_of
from gql.document import Document
from gql.errors import InvalidDocumentError, InvalidVariablesError
from gql.fields import Edge, End, Leaf
from gql.model import model
from gql.schema import full_schema

WHERE, ORDER = "Where", "OrderField"
JOINING = ("and", "or", "not")


def is_shown(plan: AccessPlan, kind: str, name: str) -> bool:
    """Whether a field of a type ever answers anything but null or nothing."""
    declared = model()[kind].fields[name]
    kinds = [step.to for step in declared.steps] if isinstance(declared, Edge) else []
    kinds += [declared.kind] if isinstance(declared, End) else []
    return plan.shows(kind, name) and not any(plan.finds(each).is_never for each in kinds)


def is_filtered(plan: AccessPlan, kind: str, name: str) -> bool:
    """Whether rows of a type may be kept by a field, or by what an edge leads to."""
    declared = model()[kind].fields[name]
    return is_shown(plan, kind, name) and (not isinstance(declared, Leaf) or bool(comparison_of(declared)))


def is_sorted_by(plan: AccessPlan, kind: str, name: str) -> bool:
    """Whether rows of a type may be sorted by a field; never by what is masked or known by a pseudonym."""
    declared = model()[kind].fields[name]
    has_order = isinstance(declared, Leaf) and comparison_of(declared) is not None
    outcome = plan.rule(kind, name).outcome
    return has_order and is_shown(plan, kind, name) and outcome not in {Outcome.PSEUDONYM, Outcome.MASK}


def is_named(plan: AccessPlan, input_type: str, name: str) -> bool:
    """Whether a part of an input, or a value of an enum, may be named."""
    kind = input_type.removesuffix(WHERE)
    if input_type.endswith(WHERE) and kind in model():
        return name in JOINING or is_filtered(plan, kind, name)
    kind = input_type.removesuffix(ORDER)
    return not (input_type.endswith(ORDER) and kind in model()) or is_sorted_by(plan, kind, name)


def check_document(document: Document, plan: AccessPlan) -> None:
    """See that no filter or order written in a document names what the plan hides.

    Raises:
        InvalidDocumentError: one does.
    """
    if _names_hidden(document.ast, plan):
        raise InvalidDocumentError


def check_variables(document: Document, plan: AccessPlan, variables: VariableValues) -> None:
    """See that no filter or order in the variables names what the plan hides.

    Raises:
        InvalidVariablesError: one does.
    """
    for declared in document.operation.variable_definitions or ():
        type_ = type_from_ast(full_schema(), declared.type)
        value = variables.coerced.get(declared.variable.name.value)
        for input_type, name in _named(type_, value):
            if not is_named(plan, input_type, name):
                raise InvalidVariablesError


def _names_hidden(ast: DocumentNode, plan: AccessPlan) -> bool:
    info = TypeInfo(full_schema())
    naming = _Naming(info, plan)
    visit(ast, TypeInfoVisitor(info, naming))
    return naming.is_hidden


class _Naming(Visitor):
    """Looks at every part of an input, and every value of an enum, that a document holds."""

    def __init__(self, info: TypeInfo, plan: AccessPlan) -> None:
        super().__init__()
        self._info = info
        self._plan = plan
        self.is_hidden = False

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        parent = get_named_type(self._info.get_parent_input_type())
        self._see(getattr(parent, "name", ""), node.name.value)

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        self._see(getattr(get_named_type(self._info.get_input_type()), "name", ""), node.value)

    def _see(self, input_type: str, name: str) -> None:
        self.is_hidden = self.is_hidden or not is_named(self._plan, input_type, name)


def _named(type_: Any, value: Any) -> Iterator[tuple[str, str]]:
    """The parts of inputs, and the values of enums, that a coerced value holds."""
    if isinstance(type_, GraphQLNonNull):
        yield from _named(type_.of_type, value)
    elif isinstance(type_, GraphQLList) and isinstance(value, list):
        for each in value:
            yield from _named(type_.of_type, each)
    elif isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        for name, each in value.items():
            yield type_.name, name
            yield from _named(type_.fields[name].type, each)
    elif isinstance(type_, GraphQLEnumType) and value is not None:
        yield type_.name, str(value)
