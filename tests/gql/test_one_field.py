"""A document of one field: what else it asks, or leaves open, is refused."""

import pytest
from graphql import OperationType

from gql.changes.declared import mutation_schema
from gql.document import parse_document
from gql.errors import InvalidDocumentError, InvalidVariablesError
from gql.event_question import Asked
from gql.limits import Limits
from gql.one_field import OneField, one_field
from gql.plans import Question
from gql.roles import Operation

LIMITS = Limits()
PERSON = Asked("person", 1, "person")
CHANGE = 'endBreakGlass(key: "k", glass: "g") { ids }'
CONSENT = 'recordConsent(key: "k", person: "p", purpose: research, says: $says)'


def read(text: str, **variables: object) -> OneField:
    ast = parse_document(text, LIMITS)
    return one_field(ast, Question(text, None, variables), LIMITS, mutation_schema(), OperationType.MUTATION)


def test_the_one_field_is_found_through_fragments_and_aliases() -> None:
    found = read(f"mutation {{ ...M }} fragment M on Mutation {{ a: {CHANGE} }}")
    assert found.operation is Operation.END_BREAK_GLASS
    assert found.type_name == "GlassChanged"
    assert found.arguments() == {"key": "k", "glass": "g"}
    assert [each.name.value for each in found.inside] == ["ids"]


@pytest.mark.parametrize(
    "text",
    [
        f"mutation {{ a: {CHANGE} b: {CHANGE} }}",
        "mutation { __typename }",
        f"mutation {{ {CHANGE} __typename }}",
        f"mutation {{ ... @skip(if: false) {{ {CHANGE} }} }}",
        'mutation { endBreakGlass(key: "k", glass: "g") { ids @include(if: true) } }',
        'mutation { endBreakGlass(key: "k", glass: "g") { nothing } }',
        "{ sources { name } }",
    ],
)
def test_anything_beside_it_is_refused(text: str) -> None:
    with pytest.raises(InvalidDocumentError):
        read(text)


def test_the_question_takes_the_variables_that_it_uses_and_no_others() -> None:
    inside = "person { household { members(first: $n) { id } } }"
    found = read(f"mutation ($says: Consent!, $n: Int!) {{ {CONSENT} {{ {inside} }} }}", says="refuses", n=3)
    text, own = found.question(PERSON)
    assert own == {"n": 3}
    assert "$kith0: ID!" in text
    assert "says" not in text


def test_a_variable_that_the_question_needs_is_not_the_callers() -> None:
    inside = "person { records(first: $kith0) { id } }"
    found = read(
        f"mutation ($says: Consent!, $kith0: Int!) {{ {CONSENT} {{ {inside} }} }}", says="refuses", kith0=1
    )
    with pytest.raises(InvalidDocumentError):
        found.question(PERSON)


def test_variables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidVariablesError):
        read(f"mutation ($says: Consent!) {{ {CONSENT} {{ ids }} }}", says=[]).arguments()
