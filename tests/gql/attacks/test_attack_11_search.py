"""Attack 11: a search over an index finds, ranks or marks people by a value that is hidden.

The index holds the three parts of a name and nothing else. Its score is neither answered nor sorted by, and
nobody is answered who may not be found.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gql.role_schema import role_schema
from gql.roles import Role
from gql.search import NAME_INDEX
from graph.store import Store, Target
from graph.vocabulary import vocabulary
from tests.gql.conftest import Served
from tests.gql.questions import plan_of
from tests.gql.redaction.asking import Put
from tests.gql.redaction.comparing import Comparison
from tests.gql.redaction.graphs import Graph, Node, random_graph
from tests.gql.sealed import take_out_sealed, write_sealed

pytestmark = pytest.mark.neo4j

NAMES = {"given_name", "middle_name", "family_name"}
WORD = "quizzical"
PEOPLE = """query ($search: PersonSearch!, $first: Int!) {
  people(search: $search, first: $first, orderBy: [{field: createdAt}]) { id }
}"""
SEARCHERS = [role for role in Role if plan_of(role).shows("Person", "familyName")]


def _run(served: Served, statement: str, **given: Any) -> list[Any]:
    async def run() -> list[Any]:
        async with await Store.connect(served.settings.target) as store:
            return list(await store.write(statement, **given))

    return asyncio.run(run())


def test_every_index_of_words_over_people_holds_names_alone(served: Served) -> None:
    found = _run(served, "SHOW INDEXES YIELD name, type, labelsOrTypes, properties WHERE type = 'FULLTEXT'")
    over_people = {
        each["name"]: set(each["properties"]) for each in found if "Person" in each["labelsOrTypes"]
    }
    assert over_people[NAME_INDEX] == NAMES
    assert all(properties <= NAMES for properties in over_people.values())


@pytest.fixture
def written_over(served: Served) -> Iterator[Served]:
    """The small graph, in which everything of somebody but the name is one strange word."""
    others = {
        name: WORD
        for name, each in vocabulary().kinds["Person"].properties.items()
        if each.type.value == "text" and name not in {"id", "restriction", *NAMES}
    }
    (kept,) = _run(served, "MATCH (p:Person {id: 'p-mary'}) RETURN properties(p) AS was")
    _run(served, "MATCH (p:Person {id: 'p-mary'}) SET p += $others", others=others)
    yield served
    _run(served, "MATCH (p:Person {id: 'p-mary'}) SET p = $was", was=kept["was"])


@pytest.mark.parametrize("role", SEARCHERS)
@pytest.mark.parametrize("part", ["name", "givenName", "familyName"])
def test_nobody_is_found_by_what_is_no_name(written_over: Served, role: Role, part: str) -> None:
    for text in (WORD, WORD[:4], f"mary {WORD}"):
        told = written_over.asker(role).data(PEOPLE, {"search": {part: text}, "first": 100})
        assert told == {"people": []}


@pytest.mark.parametrize("role", [each for each in SEARCHERS if each is not Role.ADOPTION_OFFICER])
def test_the_hidden_who_have_the_name_change_neither_who_is_found_nor_their_order(
    served: Served, role: Role
) -> None:
    target, asker = served.settings.target, served.asker(role)
    searches = [{"name": "a"}, {"name": "kh"}, {"name": "hid"}, {"familyName": "k"}, {"name": "ze kh"}]
    asked = [{"search": each, "first": first} for each in searches for first in (1, 2, 3, 100)]
    before = [asker.post(PEOPLE, each) for each in asked]
    write_sealed(target)
    _run(served, "MATCH (p:Person) WHERE p.restriction = 'sealed' SET p.given_name = 'Amina Khan Khalid'")
    try:
        assert [asker.post(PEOPLE, each) for each in asked] == before
    finally:
        take_out_sealed(target)


@pytest.mark.parametrize("role", Role)
def test_no_score_rank_or_highlight_is_in_the_schema(role: Role) -> None:
    words = {"rank", "relevance", "highlight", "distanceTo", "similarity", "matched", "explain"}
    for kind, declared in role_schema(plan_of(role)).type_map.items():
        names = set(getattr(declared, "fields", ()))
        assert not names & words, kind
        assert kind in {"Person", "PersonWhere"} or "score" not in names


@pytest.mark.parametrize("role", SEARCHERS)
def test_a_search_is_as_if_the_hidden_had_never_been(
    empty_database: Target, tmp_path: Path, role: Role
) -> None:
    """Half of everybody are called alike, so that the hidden would fill the first places."""
    graph = random_graph(11)
    alike = [_called(node, number) for number, node in enumerate(graph.nodes)]
    comparison = Comparison(empty_database, tmp_path, role)
    searches = (
        {"name": "am"},
        {"name": "k"},
        {"name": "amina kh"},
        {"familyName": "khan"},
        {"givenName": "am"},
    )
    put = [Put(PEOPLE, {"search": each, "first": first}) for each in searches for first in (1, 2, 4, 100)]
    comparison.over(Graph(alike, graph.ties), put)
    assert comparison.counts["told"] > 0


def _called(node: Node, number: int) -> Node:
    if node.kind != "Person" or number % 2:
        return node
    return node._replace(properties={**node.properties, "given_name": "Amina", "family_name": "Khan"})
