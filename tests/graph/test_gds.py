"""Graph Data Science answers, from Cypher and through its Python client."""

import asyncio

import pytest
from graphdatascience import GraphDataScience

from graph.store import Store, Target

pytestmark = pytest.mark.neo4j


def test_its_version(neo4j_target: Target) -> None:
    async def ask() -> str:
        async with await Store.connect(neo4j_target) as store:
            rows = await store.read("RETURN gds.version() AS version")
            return str(rows[0]["version"])

    assert asyncio.run(ask()) == "2.26.0"


def test_components_through_the_client(empty_database: Target) -> None:
    target = empty_database
    with GraphDataScience(
        target.uri, auth=(target.user, target.password), database=target.database, show_progress=False
    ) as client:
        client.run_cypher("CREATE (:Team {id: 'a'})-[:NEAR]->(:Team {id: 'b'}), (:Team {id: 'c'})")
        teams, _ = client.graph.project.native("teams", "Team", "NEAR")
        components = client.wcc.stream(teams)
        teams.drop()
    assert sorted(components["componentId"].value_counts()) == [1, 2]
