"""What can be changed is declared, and each role's schema shows what the role may change and no more."""

from typing import Any

import pytest
from graphql import GraphQLSchema, parse, print_schema, validate

from gql.changes.declared import MUTATIONS, mutation_schema, with_mutations
from gql.role_schema import role_schema
from gql.roles import Operation, Role
from tests.gql.changes.acting import Acting, fresh
from tests.gql.changes.asked import DOCUMENTS, USUAL
from tests.gql.questions import plan_of

MAY = {
    Role.CASEWORKER: set(MUTATIONS) - {Operation.REVIEW_BREAK_GLASS, Operation.LOAD_RECORDS},
    Role.SAFEGUARDING_LEAD: set(MUTATIONS) - {Operation.REVIEW_BREAK_GLASS, Operation.LOAD_RECORDS},
    Role.INTEGRATOR: {Operation.LOAD_RECORDS},
    Role.AUDITOR: {Operation.REVIEW_BREAK_GLASS},
    Role.ADOPTION_OFFICER: {Operation.RECORD_EPISODE, Operation.RECORD_CONSENT},
}


def schema_of(role: Role) -> GraphQLSchema:
    plan = plan_of(role)
    return with_mutations(role_schema(plan), plan)


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_what_it_may_change(role: Role) -> None:
    mutation = schema_of(role).mutation_type
    assert set(mutation.fields if mutation else {}) == {each.value for each in MAY.get(role, ())}


@pytest.mark.parametrize("role", Role)
def test_nothing_else_is_in_its_schema(role: Role) -> None:
    text = print_schema(schema_of(role))
    absent = {each.value for each in set(MUTATIONS) - MAY.get(role, set())}
    assert not [name for name in absent if f"{name}(" in text]
    if role is not Role.INTEGRATOR:
        assert "RecordsLoaded" not in text
    if role in {Role.INTEGRATOR, Role.AUDITOR}:
        assert "EpisodeInput" not in text


@pytest.mark.parametrize("operation", MUTATIONS)
def test_every_document_of_the_tests_fits(operation: Operation) -> None:
    assert validate(mutation_schema(), parse(DOCUMENTS[operation])) == []


def test_every_field_and_argument_says_what_it_is() -> None:
    schema = mutation_schema()
    assert schema.mutation_type is not None
    for field in schema.mutation_type.fields.values():
        assert field.description
        assert field.args["key"].description


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "document",
    [
        "mutation {{ {one} {two} }}",
        "mutation {{ __typename }}",
        "mutation {{ {one} __typename }}",
        "mutation M($yes: Boolean = true) {{ {one} @skip(if: $yes) }}",
        "mutation {{ one: {one} }} mutation Two {{ {two} }}",
        "mutation {{ noSuchChange(key: 1) {{ ids }} }}",
        'mutation {{ loadRecords(key: "1", contract: "c", rows: []) {{ ids }} }}',
    ],
)
def test_one_change_a_document_without_conditions(changes: Acting, document: str) -> None:
    outcome = '{kind: "tenancy", value: "kept", at: "2026-03-01"}'
    one, two = (
        f'recordOutcome(key: "{fresh()}", person: "p-amina", outcome: {outcome}) {{ ids }}' for _ in range(2)
    )
    actor = changes.actor(Role.CASEWORKER, "North")
    assert actor.code(document.format(one=one, two=f"b: {two}")) == "INVALID_DOCUMENT"
    assert changes.read("MATCH (c:KithChange) RETURN c.id") == []


@pytest.mark.neo4j
def test_an_answer_that_would_cost_too_much_is_refused_before_anything_is_written(changes: Acting) -> None:
    many = "household { members(first: 100) { %s } }"
    deep = many % (many % (many % "id"))
    text = f"""mutation M($key: ID!, $person: ID!, $outcome: OutcomeInput!) {{
      recordOutcome(key: $key, person: $person, outcome: $outcome) {{ person {{ {deep} }} }} }}"""
    actor = changes.actor(Role.CASEWORKER, "North")
    given: dict[str, Any] = USUAL[Operation.RECORD_OUTCOME]
    assert actor.code(text, key=fresh(), person="p-amina", **given) == "TOO_COSTLY"
    assert changes.read("MATCH (c:KithChange) RETURN c.id") == []


@pytest.mark.neo4j
def test_fragments_aliases_and_type_names(changes: Acting) -> None:
    text = """mutation M($key: ID!, $person: ID!, $outcome: OutcomeInput!) {
      made: recordOutcome(key: $key, person: $person, outcome: $outcome) { ...Made } }
      fragment Made on PersonChanged { __typename what: ids who: person { ...Who } again: person { id } }
      fragment Who on Person { name: givenName }"""
    actor = changes.actor(Role.CASEWORKER, "North")
    told = actor.data(text, key=fresh(), person="p-amina", **USUAL[Operation.RECORD_OUTCOME])
    assert told["__typename"] == "PersonChanged"
    assert (told["who"], told["again"]) == ({"name": "Amina"}, {"id": "p-amina"})
    assert len(told["what"]) == 2
