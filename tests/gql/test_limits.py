"""What a document may cost is counted without unfolding it; attacks 18 and 20 ask how soon."""

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from gql.limits import Limits, Measure, check

LOOSE = Limits(selections=10**6, tokens=10**6, depth=10**6, aliases=10**300, fields=10**300, cost=10**300)


def measured(text: str, limits: Limits = LOOSE) -> Measure:
    ast = parse(text)
    operation = next(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {n.name.value: n for n in ast.definitions if isinstance(n, FragmentDefinitionNode)}
    return check(operation, fragments, limits)


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
