"""The GraphQL schema, declared with strawberry from the model; no field has logic of its own.

Answers come from one compiled statement (`gql.compiler`), so that the functions below only declare
arguments. Every field may be null or an empty list, because a hidden value is answered as an absent one.
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import strawberry
from graphql import GraphQLSchema, assert_valid_schema, parse
from strawberry.scalars import JSON  # noqa: F401 - named by string in annotations
from strawberry.schema.config import StrawberryConfig

from gql.dimensions import DIMENSIONS
from gql.fields import Edge, End, Leaf, Type
from gql.inputs import with_inputs
from gql.model import model
from gql.roots import MOST, ROOTS, SEARCH, USUAL, Root, Start
from graph.vocabulary import ValueType

_COUNTS = "How many people there are, alone or in groups, without telling of any one of them."
# What a field is declared with: its type as text, its meaning, and a function that declares its arguments.
_Declared = tuple[str, str, Callable[..., Any] | None]
_FIRST = strawberry.argument(description=f"At most so many, from 1 to {MOST}.")
_LEAF_TYPES: dict[ValueType, str] = {
    ValueType.INTEGER: "int",
    ValueType.NUMBER: "float",
    ValueType.BOOLEAN: "bool",
    ValueType.JSON: "JSON",
}


@strawberry.input(description="What to search people by; every part given must hold.")
class PersonSearch:
    """The parts of a search; `gql.roots.SEARCH` says which fields each looks at."""

    name: str | None = strawberry.field(default=None, description=SEARCH["name"][1])
    given_name: str | None = strawberry.field(default=None, description=SEARCH["givenName"][1])
    family_name: str | None = strawberry.field(default=None, description=SEARCH["familyName"][1])
    birth_date: str | None = strawberry.field(default=None, description=SEARCH["birthDate"][1])
    birth_year: int | None = strawberry.field(default=None, description=SEARCH["birthYear"][1])
    postcode: str | None = strawberry.field(default=None, description=SEARCH["postcode"][1])


def _where_to_count() -> type:
    """The input of `statistics`: one part a dimension."""
    namespace: dict[str, Any] = {"__annotations__": {f"{name}_": "str | None" for name in DIMENSIONS}}
    for name, dimension in DIMENSIONS.items():
        namespace[f"{name}_"] = strawberry.field(default=None, name=name, description=dimension.meaning)
    made = type("StatisticsWhere", (), namespace)
    return strawberry.input(made, description="The sort of people to count; every part given must hold.")


StatisticsWhere = _where_to_count()


def _counted(where: Annotated[StatisticsWhere | None, strawberry.argument()] = None) -> None:  # type: ignore[valid-type]
    """Declare the argument of statistics."""


def _listed(first: Annotated[int, _FIRST] = MOST) -> None:
    """Declare the argument of a list."""


def _found_by_id(id: strawberry.ID) -> None:  # noqa: A002
    """Declare the argument of a look-up."""


def _searched(search: PersonSearch, first: Annotated[int, _FIRST] = USUAL) -> None:
    """Declare the arguments of the search for people."""


def _neighbouring(
    depth: Annotated[int, strawberry.argument(description="1, or 2 for neighbours of neighbours.")] = 1,
    first: Annotated[int, _FIRST] = MOST,
) -> None:
    """Declare the arguments of a neighbourhood."""


_STATISTICS: dict[str, _Declared] = {
    "people": ("int | None", "How many people there are; empty where they are few.", None),
    "groups": (
        "list[StatisticsGroup]",
        "The people in groups by the fields selected here; groups of few are left out.",
        None,
    ),
}
_STATISTICS_GROUP: dict[str, _Declared] = {
    **{name: ("str | None", each.meaning, None) for name, each in DIMENSIONS.items()},
    "people": ("int | None", "How many people are in the group, moved by a little noise and rounded.", None),
}
_NEIGHBOURHOOD: dict[str, _Declared] = {
    "people": ("list[Neighbour]", "The people found, nearest first.", None),
    "services": ("list[Service]", "Services that work or worked with the person or a neighbour.", None),
    "workers": ("list[Worker]", "Workers who work or worked with the person or a neighbour.", None),
}
_NEIGHBOUR: dict[str, _Declared] = {
    "ties": ("list[str]", "How they were reached: household, relative or address.", None),
    "distance": ("int | None", "1 for a neighbour, 2 for a neighbour's neighbour.", None),
    "person": ("Person | None", "Who it is.", None),
}


@cache
def full_schema() -> GraphQLSchema:
    """The schema of everything, against which documents are validated."""
    _declare("Neighbour", "Somebody close to a person.", _NEIGHBOUR)
    _declare("StatisticsGroup", "People who have values in common.", _STATISTICS_GROUP)
    _declare("Statistics", "How many people there are of a sort.", _STATISTICS)
    _declare("Neighbourhood", "Who and what surrounds a person.", _NEIGHBOURHOOD)
    for each in model().values():
        declared_fields = {field.name: _declared(field) for field in each.fields.values()}
        _declare(each.name, each.meaning, declared_fields | _more(each))
    roots = {root.name: _root(root) for root in ROOTS.values()}
    roots["statistics"] = ("Statistics | None", _COUNTS, _counted)
    query = _declare("Query", "Where a question starts.", roots)
    declared = strawberry.Schema(query=query, config=StrawberryConfig(disable_field_suggestions=True))
    plain = with_inputs(parse(declared.as_str(), no_location=True))
    assert_valid_schema(plain)
    return plain


def _declare(name: str, meaning: str, fields: dict[str, _Declared]) -> type:
    """Make a strawberry type; other types are named by string, since they refer to each other.

    Attributes end in an underscore, since `from` is a field and a word of Python.
    """
    annotations = {f"{field}_": annotation for field, (annotation, _, _) in fields.items()}
    namespace: dict[str, Any] = {"__annotations__": annotations, "__module__": __name__}
    resolver: Any
    for field, (_, description, resolver) in fields.items():
        namespace[f"{field}_"] = strawberry.field(resolver=resolver, name=field, description=description)
    made: type = strawberry.type(type(name, (), namespace), description=meaning)
    setattr(sys.modules[__name__], name, made)
    return made


def _declared(field: Leaf | Edge | End) -> _Declared:
    if isinstance(field, Leaf):
        return f"{_leaf_type(field)} | None", field.declared.meaning, None
    if isinstance(field, Edge) and field.many:
        return f"list[{field.target}]", field.meaning, _listed
    target = field.target if isinstance(field, Edge) else field.kind
    return f"{target} | None", field.meaning, None


def _leaf_type(leaf: Leaf) -> str:
    if leaf.name == "id":
        return "strawberry.ID"
    return _LEAF_TYPES.get(leaf.declared.type, "str")


def _more(declared: Type) -> dict[str, _Declared]:
    if declared.name != "Person":
        return {}
    return {"neighbourhood": ("Neighbourhood | None", "Who and what surrounds the person.", _neighbouring)}


def _root(root: Root) -> _Declared:
    if root.start is Start.BY_ID:
        return f"{root.kind} | None", root.meaning, _found_by_id
    resolver = _searched if root.start is Start.SEARCH else None
    return f"list[{root.kind}]", root.meaning, resolver
