"""Attack 4: a count, the length of a page, or a gap in one tells of rows that are hidden.

Rows are taken away before they are counted out, so that a list of `first` is full as long as anybody is left.
"""

from pathlib import Path
from typing import Any

import pytest

from gql.roles import Role
from graph.store import Target
from tests.gql.redaction.asking import Put
from tests.gql.redaction.comparing import Comparison, some
from tests.gql.redaction.graphs import random_graph

pytestmark = pytest.mark.neo4j

FIRST = (1, 2, 3, 5, 8, 13, 100)
SEARCHES: tuple[dict[str, Any], ...] = (
    {"name": "kh"},
    {"familyName": "evans"},
    {"birthDate": "19"},
    {"birthYear": 1984},
    {"postcode": "RM10"},
    {"postcode": "RM10 8AA"},
)
LISTS = """query ($id: ID!, $first: Int!) {
  household(id: $id) { size members(first: $first) { id } }
  address(id: $id) { residents(first: $first) { from } }
}"""
AROUND = """query ($id: ID!, $first: Int!) { person(id: $id) {
  records(first: $first) { id } related(first: $first) { kind } scores(first: $first) { id } recordCount
} }"""
NEAR = """query ($id: ID!, $first: Int!) {
  person(id: $id) { neighbourhood(first: $first) { people { distance } } }
}"""
PEOPLE = """query ($search: PersonSearch!, $first: Int!) {
  people(search: $search, first: $first, orderBy: [{field: createdAt}]) { id }
}"""


@pytest.mark.parametrize("role", Role)
def test_lists_are_as_if_the_hidden_were_not_there(
    empty_database: Target, tmp_path: Path, role: Role
) -> None:
    comparison = Comparison(empty_database, tmp_path, role)
    graph = random_graph(4)
    put = []
    if comparison.plan.shows("Person", "birthDate"):
        put += [Put(PEOPLE, {"search": search, "first": first}) for search in SEARCHES for first in FIRST]
    for kind, question in (("Household", LISTS), ("Address", LISTS), ("Person", AROUND), ("Person", NEAR)):
        keys = [comparison.known(kind, node.key) for node in graph.of(kind)]
        put += [Put(question, {"id": key, "first": first}) for key in some(keys, 8) for first in (1, 2, 100)]
    told = comparison.over(graph, put)
    for search in SEARCHES:
        full(told, put, search)


def full(told: list[Any], put: list[Put], search: dict[str, Any]) -> None:
    """No list is shorter than asked while there is more to tell."""
    lengths = {}
    for question, ((status, body), *_) in zip(put, told, strict=True):
        if question.values.get("search") == search and status == 200:
            lengths[question.values["first"]] = len(body["data"]["people"])
    for first, length in lengths.items():
        assert length == min(first, lengths[100])
