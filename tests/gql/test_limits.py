"""Attacks 18 and 20: what a document may cost is counted without unfolding it."""

import time

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st

from gql.document import read_document
from gql.errors import InvalidDocumentError, TooCostlyError
from gql.limits import Limits, Measure, check

LOOSE = Limits(selections=10**6, tokens=10**6, depth=10**6, aliases=10**300, fields=10**300, cost=10**300)


def measured(text: str, limits: Limits = LOOSE) -> Measure:
    ast = parse(text)
    operation = next(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {n.name.value: n for n in ast.definitions if isinstance(n, FragmentDefinitionNode)}
    return check(operation, fragments, limits)


def doubling(levels: int) -> str:
    """Fragments of which each spreads the next one twice."""
    spread = "\n".join(
        f"fragment F{n} on Person {{ household {{ members {{ ...F{n + 1} x: givenName ...F{n + 1} }} }} }}"
        for n in range(levels)
    )
    return f'{{ person(id: "a") {{ ...F0 }} }} {spread} fragment F{levels} on Person {{ id }}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ person(id: "a") { id } }', Measure(2, 2, 0, 2)),
        ('{ a: person(id: "a") { b: id } }', Measure(2, 2, 2, 2)),
        ('{ person(id: "a") { household { members { id } } } }', Measure(8, 4, 0, 4)),
        ('{ person(id: "a") { household { members(first: 50) { id } } } }', Measure(53, 4, 0, 4)),
        ('{ people(search: {name: "ab"}) { id } }', Measure(21, 2, 0, 2)),
        ('query Q($n: Int!) { people(search: {name: "ab"}, first: $n) { id } }', Measure(101, 2, 0, 2)),
        ('{ person(id: "a") { ...F ...F } } fragment F on Person { id sex }', Measure(5, 2, 0, 5)),
        ('{ person(id: "a") { ... on Person { id } ... { sex } } }', Measure(3, 2, 0, 3)),
        ('{ person(id: "a") { neighbourhood { people { person { id } } } } }', Measure(43, 5, 0, 5)),
        ('{ person(id: "a") { addresses { address { id } } } }', Measure(12, 4, 0, 4)),
        ("{ nothing { of { ours } } }", Measure(3, 3, 0, 3)),
    ],
)
def test_what_is_counted(text: str, expected: Measure) -> None:
    assert measured(text) == expected


def test_attack_18_cost_of_doubled_fragments_is_counted_in_linear_time() -> None:
    def seconds(levels: int) -> float:
        best = 1.0
        for _ in range(5):
            started = time.perf_counter()
            measured(doubling(levels))
            best = min(best, time.perf_counter() - started)
        return best

    assert measured(doubling(80)).cost > 2**80
    assert seconds(80) < 8 * seconds(20) + 0.01


def test_attack_18_doubled_fragments_are_refused() -> None:
    with pytest.raises(TooCostlyError):
        read_document(doubling(12), None, Limits())


@given(levels=st.integers(min_value=1, max_value=8))
def test_cost_is_that_of_the_unfolded_document(levels: int) -> None:
    unfolded = "id"
    for _ in range(levels):
        unfolded = f"household {{ members {{ {unfolded} x: givenName {unfolded} }} }}"
    assert measured(doubling(levels)) == measured(f'{{ person(id: "a") {{ {unfolded} }} }}')


REFUSED = {
    "aliases": "{ " + " ".join(f'a{n}: person(id: "a") {{ id }}' for n in range(31)) + " }",
    "aliases through fragments": '{ person(id: "a") { '
    + "...A " * 16
    + "} } fragment A on Person { a: id b: id }",
    "fields": '{ person(id: "a") { ' + "...A " * 110 + "} } fragment A on Person { " + "id " * 10 + "}",
    "depth": '{ person(id: "a") { ' + "household { members { " * 5 + "id" + " } }" * 5 + " } }",
    "cost": '{ people(search: {name: "ab"}, first: 100) { household { members(first: 100) { '
    "episodes(first: 100) { id } } } } }",
    "a great number": '{ people(search: {name: "ab"}, first: 999999999999999) { id } }',
    "directives": '{ person(id: "a") { id ' + "@include(if: true) " * 4 + "} }",
    "selections": '{ person(id: "a") { ' + "id " * 151 + "} }",
    "tokens": "{ " + "sources { name } " * 300 + "}",
    "comments": "#\n" * 1500 + "{ sources { name } }",
}


@pytest.mark.parametrize("name", REFUSED)
def test_attack_18_refused(name: str) -> None:
    with pytest.raises(TooCostlyError):
        read_document(REFUSED[name], None, Limits())


@pytest.mark.parametrize(
    "text",
    [
        '{ person(id: "a") { ...A } } fragment A on Person { ...A }',
        '{ person(id: "a") { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }',
        '{ person(id: "a") { ...Nowhere } }',
    ],
)
def test_attack_18_cycles_and_missing_fragments_are_invalid(text: str) -> None:
    with pytest.raises(InvalidDocumentError):
        read_document(text, None, Limits())
