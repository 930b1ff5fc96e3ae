"""Attack 12: the schema, a suggestion or an extension names what the role may not use.

Each role is told a schema of its own, in which nothing hidden has a name: no type, field, argument, part of
an input or value of an enum. Which names an answer knows is asked through the service itself.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from gql.edges import NODE_TYPES, TIE_TYPES
from gql.fields import Leaf
from gql.inputs import connected
from gql.model import fields, model
from gql.role_schema import role_schema
from gql.roles import Role
from gql.schema import full_schema
from tests.gql.conftest import Served
from tests.gql.questions import plan_of

pytestmark = pytest.mark.neo4j

SHOWN_TO = {role: plan_of(role) for role in Role}


@cache
def names_of(schema: GraphQLSchema) -> frozenset[tuple[str, ...]]:
    """Every name of a schema, with what it is a name of."""
    return frozenset(_names(schema))


def _names(schema: GraphQLSchema) -> Iterator[tuple[str, ...]]:
    for kind, declared in schema.type_map.items():
        if kind.startswith("__"):
            continue
        yield (kind,)
        for field, each in getattr(declared, "fields", {}).items():
            yield kind, field
            for argument in getattr(each, "args", ()):
                yield kind, field, argument
        for value in getattr(declared, "values", ()):
            yield kind, value


def told(served: Served, role: Role) -> GraphQLSchema:
    """The schema that the service tells a role."""
    document = get_introspection_query(descriptions=True, specified_by_url=True)
    return build_client_schema(served.asker(role).data(document))


@pytest.mark.parametrize("role", Role)
def test_the_schema_has_no_name_that_the_role_may_not_use(served: Served, role: Role) -> None:
    plan = SHOWN_TO[role]
    schema = told(served, role)
    assert names_of(role_schema(plan)) <= names_of(schema)
    for kind, field in ((kind, field.name) for kind, field in fields()):
        if not plan.shows(kind, field):
            assert (kind, field) not in names_of(schema)
    for kind in NODE_TYPES:
        if plan.finds(kind).is_never:
            assert not any(kind in name[0] for name in names_of(schema)), kind


@pytest.mark.parametrize("role", Role)
def test_no_part_of_an_input_and_no_value_of_an_enum_names_what_is_hidden(served: Served, role: Role) -> None:
    plan = SHOWN_TO[role]
    shown = {field.name for kind, field in fields() if plan.shows(kind, field.name)}
    hidden = {field.name for _, field in fields()} - shown
    schema = told(served, role)
    for kind, declared in schema.type_map.items():
        if kind.startswith(("__", "Statistics")) or hasattr(declared, "interfaces"):
            continue  # what is counted has rules of its own: attack 3
        named = {*getattr(declared, "fields", ()), *getattr(declared, "values", ())}
        assert not named & hidden, kind


@pytest.mark.parametrize("role", Role)
def test_a_type_is_there_by_name_only_for_who_may_find_it(served: Served, role: Role) -> None:
    plan, asker = SHOWN_TO[role], served.asker(role)
    question = "query Q($name: String!) { __type(name: $name) { name fields { name args { name } } } }"
    nobody = asker.data(question, {"name": "ThereIsNoSuchType"})
    for kind in (*NODE_TYPES, *TIE_TYPES):
        found = asker.data(question, {"name": kind})
        if kind in NODE_TYPES and plan.finds(kind).is_never:
            assert found == nobody
        elif found["__type"] is not None:
            listed = {connected(each["name"]) for each in found["__type"]["fields"]}
            assert listed <= {each for each in model()[kind].fields if plan.shows(kind, each)} | {
                "neighbourhood"
            }


WRONG = (
    "{ persn { id } }",
    '{ person(id: "a") { givenNam } }',
    '{ person(id: "a") { scor { band } } }',
    '{ people(search: {nhsNumbe: "1"}) { id } }',
    '{ people(search: {nhsNumber: "1"}) { id } }',
    '{ person(di: "a") { id } }',
    '{ person(id: "a") @incldue(if: true) { id } }',
    '{ person(id: "a") { ... on Scor { band } } }',
    "{ statistics { groups { riskBan people } } }",
)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_suggested_and_every_error_is_one_answer(served: Served, role: Role) -> None:
    answers = {str(served.asker(role).post(each)) for each in WRONG}
    assert len(answers) == 1
    (answer,) = answers
    assert "INVALID_DOCUMENT" in answer
    for name in ("givenName", "score", "search", "include", "person", "riskBand", "Did you mean"):
        assert name not in answer


@pytest.mark.parametrize("role", Role)
def test_an_answer_has_data_and_nothing_beside_it(served: Served, role: Role) -> None:
    """No tracing, no cost, no timing, no warning of what was left out."""
    body = {
        "query": '{ person(id: "p-amina") { id ethnicity nhsNumber } }',
        "extensions": {"tracing": True, "persistedQuery": {}, "debug": True},
    }
    headers = {**served.asker(role).headers(), "apollo-federation-include-trace": "ftv1", "X-Debug": "1"}
    told = served.client.post("/graphql", json=body, headers=headers)
    assert told.status_code == 200
    assert told.json().keys() == {"data"}
    assert not any("trac" in name or "timing" in name for name in told.headers)


@pytest.mark.parametrize("role", Role)
def test_the_directives_are_those_of_the_language(served: Served, role: Role) -> None:
    names = {each.name for each in told(served, role).directives}
    assert names <= {"include", "skip", "deprecated", "specifiedBy", "oneOf", "defer", "stream"}


def test_the_full_schema_is_not_told_to_anybody() -> None:
    whole = names_of(full_schema())
    assert all(whole - names_of(role_schema(plan)) for plan in SHOWN_TO.values())


@pytest.mark.parametrize("role", Role)
def test_meanings_do_not_speak_of_hidden_leaves(served: Served, role: Role) -> None:
    """A description is text, but never a name in the spelling of the schema."""
    plan = SHOWN_TO[role]
    shown = {field.name for kind, field in fields() if plan.shows(kind, field.name)}
    hidden = {each.name for _, each in fields() if isinstance(each, Leaf) and each.name not in shown}
    compound = {name for name in hidden if name != name.lower()}
    for text in _meanings(told(served, role)):
        assert not any(name in text for name in compound), text


def _meanings(schema: GraphQLSchema) -> Iterator[str]:
    for kind, declared in schema.type_map.items():
        if not kind.startswith("__"):
            held: list[Any] = [declared, *getattr(declared, "fields", {}).values()]
            yield from (each.description for each in held if each.description)
