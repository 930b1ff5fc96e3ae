"""A document's tokens: what is kept, what is refused, and that reading stops at the limits."""

import pytest
from graphql import GraphQLError, parse
from hypothesis import given
from hypothesis import strategies as st

from gql.errors import AccessError, InvalidDocumentError, TooCostlyError
from gql.scan import scan

VALID = [
    "{ a }",
    "query Q($a: [Int!]! = [1, -2.5e3], $b: String) @d(x: true) { a(b: $a) @skip(if: false) { ...F } }",
    "fragment F on T { ... on T { x: y } ... @include(if: true) { z } }",
    '{ a(b: "", c: "\\"#{", d: """ # { \\""" " """, e: {f: [null, ENUM]}) }',
    "mutation { a }",
]


@pytest.mark.parametrize("text", VALID)
def test_what_is_kept_means_the_same(text: str) -> None:
    spaced = f"# {{ a comment\n\ufeff,,\t{text},\r\n # and another"
    assert parse(scan(spaced, 200, 20).text, no_location=True) == parse(text, no_location=True)


@pytest.mark.parametrize(
    "text",
    ["", ",", "# nothing", "{", "}", "{ ( } )", "{ a ", "{ 1a }", "{ ' }", '{ a(b: "c) }', "{ a\0 }", "é"],
)
def test_refused_as_no_document(text: str) -> None:
    with pytest.raises(InvalidDocumentError):
        scan(text, 100, 10)


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "a " * 99 + "}",
        "#\n" * 101,
        "{" * 11,
        "{ " + "a" * 129 + " }",
        "{ a(b: " + "1" * 41 + ") }",
        '{ a(b: "' + "x" * 5000 + '") }',
        '{ a(b: """' + "x" * 5000 + '""") }',
    ],
)
def test_refused_as_too_much(text: str) -> None:
    with pytest.raises(TooCostlyError):
        scan(text, 100, 10)


def test_what_was_read_is_counted() -> None:
    scanned = scan("{ a(b: [1]) # c\n }", 100, 10)
    assert (scanned.text, scanned.tokens, scanned.nesting) == ("{ a ( b : [ 1 ] ) }", 11, 3)


@given(text=st.text(alphabet='{}()[]:!$@#"\\ .,\n1-aidéE|&=_', max_size=60))
def test_whatever_parses_is_read_with_the_same_meaning(text: str) -> None:
    try:
        expected = parse(text, no_location=True)
    except GraphQLError:
        return
    try:
        kept = scan(text, 1000, 100).text
    except AccessError:
        pytest.fail("a document was refused")
    assert parse(kept, no_location=True) == expected
