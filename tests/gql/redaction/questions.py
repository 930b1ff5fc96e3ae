"""Questions at random over the schema that a role sees: made by hypothesis-graphql, with values of a graph.

Each value of an argument becomes a variable, so that one document is asked with many values; which parts
an argument has stays as it was made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    parse,
    parse_type,
    parse_value,
    print_ast,
)
from graphql.utilities import value_from_ast_untyped
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis_graphql import queries

from gql.model import model
from tests.gql.redaction.graphs import Graph

_PAGE = FieldNode(
    name=NameNode(value="pageInfo"),
    alias=NameNode(value="page"),
    arguments=(),
    directives=(),
    selection_set=SelectionSetNode(
        selections=tuple(
            FieldNode(name=NameNode(value=name), arguments=(), directives=())
            for name in ("hasNextPage", "endCursor")
        )
    ),
)
_OPERATORS = {"eq", "in", "lt", "lte", "gt", "gte", "startsWith", "isNull", "contains"}


@dataclass(frozen=True)
class Variable:
    """A variable in the place of a value: for which argument of which field, and the value that was made."""

    name: str
    type: Any
    argument: str
    field: str
    made: Any


@dataclass(frozen=True)
class Asked:
    """A document whose values are variables."""

    text: str
    variables: tuple[Variable, ...]

    @property
    def after(self) -> tuple[str, ...]:
        """The variables that take a cursor, in the order of the document."""
        return tuple(each.name for each in self.variables if each.argument == "after")


def documents(schema: GraphQLSchema, count: int, number: int) -> list[Asked]:
    """So many different documents over a schema; the number is the seed."""
    found: dict[str, Asked] = {}
    # Hypothesis makes variations of one document for a while, and different ones only between runs.
    for turn in range(10 * count):
        for text in _some(schema, number * 1_000_003 + turn):
            asked = _with_variables(parse(text), schema)
            found.setdefault(asked.text, asked)
        if len(found) >= count:
            break
    return list(found.values())[:count]


def _some(schema: GraphQLSchema, number: int) -> list[str]:
    made: list[str] = []

    @seed(number)
    @settings(
        max_examples=25,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(schema, allow_null=False))
    def collect(text: str) -> None:
        made.append(text)

    collect()
    return made


def _with_variables(document: DocumentNode, schema: GraphQLSchema) -> Asked:
    variables: list[Variable] = []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    query = schema.query_type
    assert query is not None
    inside = _selected(operation.selection_set, query, variables)
    defined = tuple(
        VariableDefinitionNode(variable=_variable(each.name), type=parse_type(str(each.type)), directives=())
        for each in variables
    )
    whole = OperationDefinitionNode(
        operation=operation.operation,
        name=None,
        variable_definitions=defined,
        directives=(),
        selection_set=inside,
    )
    return Asked(print_ast(DocumentNode(definitions=(whole,))), tuple(variables))


def _selected(
    selections: SelectionSetNode, parent: GraphQLObjectType, variables: list[Variable]
) -> SelectionSetNode:
    return SelectionSetNode(
        selections=tuple(_field(each, parent, variables) for each in selections.selections)
    )


def _field(node: Any, parent: GraphQLObjectType, variables: list[Variable]) -> Any:
    if not isinstance(node, FieldNode):
        raise TypeError(f"not expected in a made document: {type(node).__name__}")
    declared = parent.fields[node.name.value]
    given = [*(node.arguments or ()), *_order_of_people(node, declared)]
    arguments = tuple(
        _argument(each, node.name.value, declared.args[each.name.value], variables) for each in given
    )
    inner = get_named_type(declared.type)
    inside = node.selection_set
    if inside is not None:
        assert isinstance(inner, GraphQLObjectType)
        inside = _selected(inside, inner, variables)
    if inner.name.endswith("Connection"):
        assert inside is not None
        inside = SelectionSetNode(selections=(*inside.selections, _PAGE))
    return FieldNode(
        name=node.name, alias=node.alias, arguments=arguments, directives=(), selection_set=inside
    )


def _order_of_people(node: FieldNode, declared: Any) -> list[ArgumentNode]:
    """An order for people who are asked for without one: they come as the index has them, by chance."""
    names = {each.name.value for each in node.arguments or ()}
    if node.name.value != "people" or "orderBy" in names or "orderBy" not in declared.args:
        return []
    return [ArgumentNode(name=NameNode(value="orderBy"), value=parse_value("[]"))]


def _argument(
    node: ArgumentNode, field: str, declared: GraphQLArgument, variables: list[Variable]
) -> ArgumentNode:
    name = f"v{len(variables)}"
    made = value_from_ast_untyped(node.value)
    variables.append(Variable(name, declared.type, node.name.value, field, made))
    return ArgumentNode(name=node.name, value=_variable(name))


def _variable(name: str) -> VariableNode:
    return VariableNode(name=NameNode(value=name))


class Values:
    """Values for variables: mostly such as a graph holds, at times such as nothing holds."""

    def __init__(self, graph: Graph, schema: GraphQLSchema, hide: Any) -> None:
        self._graph = graph
        self._hide = hide
        self._held: dict[str, list[Any]] = {}
        query = schema.query_type
        assert query is not None
        self._kinds = {name: get_named_type(each.type).name for name, each in query.fields.items()}

    def bindings(self, asked: Asked, count: int, number: int) -> Iterator[dict[str, Any]]:
        """So many sets of values for the variables of a document."""
        random = Random(f"{asked.text}{number}")
        for _ in range(count):
            yield {each.name: self._value(each, random) for each in asked.variables}

    def _value(self, variable: Variable, random: Random) -> Any:
        if variable.argument == "after":
            return None
        if variable.argument in {"first", "depth"}:
            return random.choice((1, 2, 3, 5, 100)) if variable.argument == "first" else random.randint(1, 2)
        if variable.argument in {"id", "ids"}:
            return self._identifier(self._kinds.get(variable.field, "Person"), random)
        if (variable.field, variable.argument) == ("people", "orderBy") and not variable.made:
            return [{"field": "createdAt"}]
        return self._like(variable.type, variable.made, variable.argument, random)

    def _identifier(self, kind: str, random: Random) -> str:
        retired = [node.key for node in self._graph.of("RetiredPerson")] if kind == "Person" else []
        keys = [*(node.key for node in self._graph.of(kind)), *retired, "nothing"]
        return str(self._hide(kind, random.choice(keys)))

    def _like(self, type_: Any, made: Any, name: str, random: Random) -> Any:
        """A value of the same form as the one made, with scalars from the graph."""
        if made is None:
            return None
        if isinstance(type_, GraphQLNonNull):
            return self._like(type_.of_type, made, name, random)
        if isinstance(type_, GraphQLList):
            some = made if isinstance(made, list) else [made]
            return [self._like(type_.of_type, each, name, random) for each in some]
        if isinstance(type_, GraphQLInputObjectType):
            return {
                key: self._like(type_.fields[key].type, each, name if key in _OPERATORS else key, random)
                for key, each in made.items()
            }
        if isinstance(type_, GraphQLEnumType) or isinstance(made, bool):
            return made
        return self._scalar(type_.name, name, random)

    def _scalar(self, type_: str, name: str, random: Random) -> Any:
        if type_ in {"Int", "Float"} and name != "birthYear":
            return random.choice((0, 1, 2, 0.5)) if type_ == "Float" else random.randint(0, 3)
        if name == "birthYear":
            return random.randint(1940, 1999)
        value = str(random.choice(self._known(name)))
        if type_ == "ID":
            return str(self._hide("Person", value))
        return value[: random.randint(2, 4)] if random.random() < 0.2 else value

    def _known(self, name: str) -> list[Any]:
        if name not in self._held:
            stored = {
                leaf.stored for each in model().values() for leaf in each.leaves.values() if leaf.name == name
            }
            stored = stored if stored and name != "name" else {"given_name", "family_name"}
            values = [value for each in sorted(stored) for value in self._graph.values(each)]
            self._held[name] = [*values, "nothing"]
        return self._held[name]
