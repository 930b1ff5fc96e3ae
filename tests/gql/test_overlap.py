"""One key, one field: the same verdict as GraphQL's own rule, in linear time."""

from collections.abc import Callable
from functools import partial

import pytest
from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from gql.errors import InvalidDocumentError
from gql.overlap import check_overlap
from gql.schema import full_schema
from tests.gql.measured import times_as_long


def is_refused(text: str) -> bool:
    ast = parse(text, no_location=True)
    operation = next(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {n.name.value: n for n in ast.definitions if isinstance(n, FragmentDefinitionNode)}
    try:
        check_overlap(operation, fragments)
    except InvalidDocumentError:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ person(id: "a") { id } person(id: "a") { sex } }', False),
        ('{ person(id: "a") { id } person(id: "b") { id } }', True),
        ('{ a: person(id: "a") { id } a: household(id: "a") { id } }', True),
        ('{ person(id: "a") { x: id ... on Person { x: sex } } }', True),
        ('{ person(id: "a") { x: id ...F } } fragment F on Person { x: sex }', True),
        ('{ person(id: "a") { household { x: id } } person(id: "a") { household { x: size } } }', True),
        (
            '{ people(search: {name: "a"}, first: 1) { id } people(first: 1, search: {name: "a"}) { id } }',
            False,
        ),
        ("query ($a: ID!) { person(id: $a) { id } person(id: $a) { id } }", False),
    ],
)
def test_verdicts(text: str, expected: bool) -> None:
    assert is_refused(text) is expected


_FIELD = st.sampled_from(["id", "x: id", "x: sex", "...F", "... on Person { x: id sex }", "sex"])
_BODY = st.lists(_FIELD, min_size=1, max_size=4).map(" ".join)


@given(first=_BODY, second=_BODY, inside=_BODY.filter(lambda body: "...F" not in body))
def test_the_verdict_is_that_of_the_rule_it_replaces(first: str, second: str, inside: str) -> None:
    related = " ".join(f"related {{ other {{ {body} }} }}" for body in (second, first))
    text = f'{{ person(id: "a") {{ ...F {first} {related} }} }} fragment F on Person {{ {inside} }}'
    errors = validate(full_schema(), parse(text), [OverlappingFieldsCanBeMergedRule])
    assert is_refused(text) is bool(errors)


def test_attack_19_time_is_linear_in_the_fields_of_one_key() -> None:
    def checked(count: int) -> Callable[[], object]:
        text = '{ person(id: "a") { ' + "household { members { id } } " * count + "} }"
        ast = parse(text, no_location=True)
        operation = ast.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        return partial(check_overlap, operation, {})

    assert times_as_long(checked(4000), checked(1000), enough=8) < 8
