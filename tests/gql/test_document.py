"""Attack 19: whatever is sent as a document is refused quickly and in one way, or is a valid query."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.document import read_document
from gql.errors import AccessError, InvalidDocumentError, SchemaNotListedError
from gql.limits import Limits
from tests.gql.measured import seconds_of


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{ }",
        '{ person(id: "a") { } }',
        "nonsense",
        "{ person }",
        "{ person(id: 1) }",
        "{ nobody { id } }",
        '{ person(id: "a") { passport } }',
        '{ person(id: "a", name: "b") { id } }',
        '{ person(id: "a") { id { id } } }',
        '{ person(id: "a") { household } }',
        '{ person(id: "a") { a: id a: sex } }',
        '{ person(id: "a") { id @deprecated } }',
        '{ person(id: "a") { ... on Household { id } } }',
        "query ($x: Int) { sources { name } }",
        "query A { sources { name } } query B { sources { name } }",
        "mutation { person(id: 1) { id } }",
        "subscription { sources { name } }",
        "fragment A on Person { id }",
        "type Query { a: Int }",
        '{ sources { name } __type(name: "Person") { name } }',
        "\ufeff\ufeff{ sources { name }",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(InvalidDocumentError):
        read_document(text, None, Limits())


def test_an_operation_is_chosen_by_its_name() -> None:
    text = "query A { sources { name } } query B { sources { trust } }"
    document = read_document(text, "B", Limits())
    assert document.operation.name is not None
    assert document.operation.name.value == "B"
    with pytest.raises(InvalidDocumentError):
        read_document(text, "C", Limits())


def test_a_question_for_the_schema_is_known() -> None:
    listed = Limits(schema_depth=16)
    assert read_document("{ __schema { queryType { name } } }", None, listed).asks_for_schema
    assert read_document('{ __type(name: "Person") { name } }', None, Limits()).asks_for_schema
    assert not read_document("{ __typename sources { name } }", None, Limits()).asks_for_schema


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { queryType { name } } }",
        "{ ...F } fragment F on Query { s: __schema { queryType { name } } }",
    ],
)
def test_the_whole_schema_is_answered_only_where_the_service_is_told_to(text: str) -> None:
    with pytest.raises(SchemaNotListedError):
        read_document(text, None, Limits())
    assert read_document(text, None, Limits(schema_depth=16)).asks_for_schema


HOSTILE = {
    "deep braces": "{a" * 30_000,
    "deep inline fragments": "{ ... " * 10_000 + "a" + "}" * 10_000,
    "deep lists": "{ person(id: " + "[" * 30_000 + "]" * 30_000 + ") { id } }",
    "many unknown fields": "{ " + " ".join(f"f{n}" for n in range(9000)) + " }",
    "many unknown fields within the limit": "{ " + " ".join(f"f{n}" for n in range(900)) + " }",
    "same field again": '{ person(id: "a") { ' + "id " * 900 + "} }",
    "comments": "#" * 60_000,
    "commas": "," * 60_000,
    "a long name": "{ " + "a" * 60_000 + " }",
    "a long text": '{ person(id: "' + "a" * 60_000 + '") { id } }',
    "variables": "query (" + " ".join(f"$v{n}: Int" for n in range(240)) + ") { sources { name } }",
    "null bytes": "\0" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_attack_19_is_over_soon(name: str) -> None:
    def refused() -> None:
        with pytest.raises(AccessError):
            read_document(HOSTILE[name], None, Limits())

    assert min(seconds_of(refused) for _ in range(3)) < 0.05


@given(text=st.text(alphabet='{}()[]:!$@#"\\ .,\n\0aidpersonQé…', max_size=120))
def test_any_text_is_a_document_or_is_refused(text: str) -> None:
    with suppress(AccessError):
        read_document(text, None, Limits())
