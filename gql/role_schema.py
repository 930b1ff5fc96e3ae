"""The schema that a role sees when it asks for the schema: without a trace of what it may not use."""

from collections.abc import Callable
from typing import Any

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    build_ast_schema,
    execute_sync,
    parse,
    print_schema,
)

from gql.access import AccessPlan, Condition, Outcome, Rule
from gql.audit_trail import with_trail
from gql.changes.declared import with_mutations
from gql.dimensions import is_counted
from gql.document import Document
from gql.edges import NODE_TYPES
from gql.glass_trail import with_glass
from gql.inputs import connected
from gql.model import model
from gql.naming import JOINING, is_named, is_shown
from gql.roles import Operation
from gql.roots import ROOTS, Start
from gql.schema import full_schema
from gql.search import searchable
from gql.why_access import with_why


def answer_about_schema(
    document: Document, plan: AccessPlan, variables: dict[str, Any]
) -> dict[str, Any] | None:
    """The answer to a question for the schema, as the role of the plan sees it."""
    seen = role_schema(plan)
    schema = seen if plan.does(Operation.AUDIT_TRAIL).is_never else with_trail(seen)
    schema = schema if plan.does(Operation.WHY_ACCESS).is_never else with_why(schema)
    schema = schema if plan.does(Operation.REVIEW_BREAK_GLASS).is_never else with_glass(schema)
    schema = with_mutations(schema, plan)
    result = execute_sync(schema, document.ast, variable_values=variables)
    return result.data


def role_schema(plan: AccessPlan) -> GraphQLSchema:
    """The full schema without the types, fields and search parts that the plan never shows."""
    document = parse(print_schema(full_schema()), no_location=True)
    kept = [_kept(node, plan) for node in document.definitions]
    return build_ast_schema(_reachable([node for node in kept if node is not None]))


def _kept(node: Any, plan: AccessPlan) -> Any:
    if isinstance(node, ObjectTypeDefinitionNode):
        return _kept_type(node, plan)
    if isinstance(node, EnumTypeDefinitionNode):
        return _only(node, "values", lambda name: is_named(plan, node.name.value, name))
    if not isinstance(node, InputObjectTypeDefinitionNode):
        return node
    if node.name.value == "StatisticsWhere":
        return _only(node, "fields", lambda name: is_counted("StatisticsGroup", name, plan))
    if node.name.value == "PersonSearch":
        return _only(node, "fields", lambda name: searchable(plan, name) is not Outcome.HIDE)
    kept = _only(node, "fields", lambda name: is_named(plan, node.name.value, name))
    return None if kept is None or {each.name.value for each in kept.fields} <= set(JOINING) else kept


def _only(node: Any, part: str, is_kept: Callable[[str], bool]) -> Any:
    """A definition with those of its parts that are kept; None where none is."""
    kept = tuple(each for each in getattr(node, part) or () if is_kept(each.name.value))
    return _changed(node, **{part: kept}) if kept else None


def _kept_type(node: ObjectTypeDefinitionNode, plan: AccessPlan) -> Any:
    kind = node.name.value
    if kind in NODE_TYPES and plan.finds(kind) is Condition.NEVER:
        return None
    kept = _only(node, "fields", lambda name: _is_shown(kind, name, plan))
    if kept is None or kind not in model():
        return kept
    return _changed(
        kept, fields=tuple(_described(each, plan.rule(kind, each.name.value)) for each in kept.fields)
    )


_FORMS = {
    Outcome.COARSEN: "You read it coarsely: of a date the year, of a postcode the first half.",
    Outcome.PSEUDONYM: "You know it by a pseudonym of your own.",
    Outcome.MASK: "You read its last three characters.",
}
_WHOLE = "You read its last three characters, and all of it of some people."


def _described(node: Any, rule: Rule) -> Any:
    """A field that says in which form it is read, where that is not in full."""
    if rule.outcome not in _FORMS:
        return node
    form = _FORMS[rule.outcome] if rule.whole.is_never else _WHOLE
    meaning = f"{node.description.value} {form}" if node.description else form
    return _changed(node, description=StringValueNode(value=meaning))


def _changed(node: Any, **changed: Any) -> Any:
    described = {name: getattr(node, name) for name in node.keys if name != "loc"}
    return type(node)(**{**described, **changed})


def _is_shown(kind: str, field: str, plan: AccessPlan) -> bool:
    if kind in {"Statistics", "StatisticsGroup"} or (kind, field) == ("Query", "statistics"):
        return is_counted(kind, field, plan)
    if kind == "Query":
        return _is_root_shown(field, plan)
    if kind not in model() or (kind, field) == ("Person", "neighbourhood"):
        return True
    return is_shown(plan, kind, connected(field))


def _is_root_shown(name: str, plan: AccessPlan) -> bool:
    root = ROOTS[connected(name)]
    if plan.finds(root.kind) is Condition.NEVER:
        return False
    if root.start is Start.SEARCH and name == root.name:
        return any(searchable(plan, part) is not Outcome.HIDE for part in _PARTS)
    return root.start is not Start.BY_ID or plan.shows(root.kind, "id")


_PARTS = ("name", "givenName", "familyName", "birthDate", "birthYear", "postcode")


def _reachable(nodes: list[Any]) -> DocumentNode:
    """The definitions without those that nothing leads to, and without fields that lead nowhere."""
    while True:
        names = {node.name.value for node in nodes}
        whole = [_without_dangling(node, names) for node in nodes]
        found = _reached({node.name.value: node for node in whole if node is not None})
        kept = [node for node in whole if node is not None and node.name.value in found]
        if len(kept) == len(nodes) and all(a is b for a, b in zip(kept, nodes, strict=True)):
            return DocumentNode(definitions=tuple(kept))
        nodes = kept


def _without_dangling(node: Any, names: set[str]) -> Any:
    """A definition without what is of a type that is not there."""
    if not isinstance(node, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode):
        return node
    given = node.fields or ()
    fields = [_within(each, names | _BUILT_IN) for each in given]
    if all(kept is each for kept, each in zip(fields, given, strict=True)):
        return node
    kept = tuple(each for each in fields if each is not None)
    return _changed(node, fields=kept) if kept else None


def _within(field: Any, known: set[str]) -> Any:
    """A field without arguments of other types; None where it, or one that it needs, is of another type."""
    if _type_name(field.type) not in known:
        return None
    arguments = getattr(field, "arguments", None) or ()
    kept = tuple(each for each in arguments if _type_name(each.type) in known)
    if len(kept) == len(arguments):
        return field
    is_whole = all(each in kept or not isinstance(each.type, NonNullTypeNode) for each in arguments)
    return _changed(field, arguments=kept) if is_whole else None


_BUILT_IN = {"Int", "Float", "String", "Boolean", "ID"}


def _named(field: FieldDefinitionNode) -> list[str]:
    return [_type_name(field.type), *(_type_name(each.type) for each in field.arguments or ())]


def _type_name(node: Any) -> str:
    while not hasattr(node, "name"):
        node = node.type
    name: str = node.name.value
    return name


def _reached(nodes: dict[str, Any]) -> set[str]:
    reached, waiting = set[str](), ["Query"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in nodes:
            continue
        reached.add(name)
        node = nodes[name]
        if isinstance(node, ObjectTypeDefinitionNode):
            waiting += [each for field in node.fields or () for each in _named(field)]
        elif isinstance(node, InputObjectTypeDefinitionNode):
            waiting += [_type_name(field.type) for field in node.fields or ()]
    return reached
