"""Layers stay equal to their tables by the smallest change."""

from typing import Any

import pyarrow as pa
import pytest

from graph.layer import Change, LinkLayer, NodeLayer, keep_links, keep_nodes
from graph.layer_cypher import Anchor, nodes_of
from graph.store import Store, Target
from tests.graph.derived_world import picture, with_store

SERVICE = NodeLayer("Service")
EPISODE = NodeLayer("Episode", (Anchor("HAD", "person"), Anchor("WITH", "service")))
STAY = LinkLayer("LIVED_AT")

pytestmark = pytest.mark.neo4j


def _table(columns: tuple[str, ...], *rows: tuple[Any, ...]) -> pa.Table:
    made = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(made, pa.schema({name: pa.string() for name in columns}))


def _episodes(*rows: tuple[Any, ...]) -> pa.Table:
    return _table(EPISODE.columns, *rows)


async def _ends(store: Store) -> list[tuple[str, str, str | None]]:
    rows = await store.read(
        "MATCH (p:Person)-[:HAD]->(e:Episode) OPTIONAL MATCH (e)-[:WITH]->(s:Service) "
        "RETURN e.id AS e, p.id AS p, s.id AS s ORDER BY e.id"
    )
    return [(row["e"], row["p"], row["s"]) for row in rows]


def test_nodes_and_their_anchors_follow_the_table(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write("CREATE (:Person {id: 'p1'}), (:Person {id: 'p2'})")
        await keep_nodes(store, SERVICE, _table(SERVICE.columns, ("s1", "Housing", "homelessness")))
        first = _episodes(
            ("e1", "crisis", "2024-01-01", None, None, "2024-01-02", "p1", "s1"),
            ("e2", "support", "2024-01-01", None, None, "2024-01-02", "p2", None),
        )
        assert await keep_nodes(store, EPISODE, first) == Change(2, 0)
        assert await _ends(store) == [("e1", "p1", "s1"), ("e2", "p2", None)]
        before = await picture(store)
        assert await keep_nodes(store, EPISODE, first) == Change(0, 0)
        assert await picture(store) == before
        second = _episodes(
            ("e1", "crisis", "2024-01-01", "2024-02-01", "settled", "2024-01-02", "p2", None),
            ("e3", "support", "2024-01-01", None, None, "2024-01-02", "p1", "s1"),
        )
        assert await keep_nodes(store, EPISODE, second) == Change(2, 1)
        assert await _ends(store) == [("e1", "p2", None), ("e3", "p1", "s1")]

    with_store(empty_database, work)


def test_links_follow_the_table_even_where_two_join_the_same_nodes(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write("CREATE (:Person {id: 'p1'}), (:Address {id: 'a1'})")
        twice = _table(
            STAY.columns,
            ("p1", "a1", "2020-01-01", "2021-01-01", "2020-01-01"),
            ("p1", "a1", "2023-01-01", None, "2023-01-01"),
        )
        assert await keep_links(store, STAY, twice) == Change(2, 0)
        assert await keep_links(store, STAY, twice) == Change(0, 0)
        closed = _table(
            STAY.columns,
            ("p1", "a1", "2020-01-01", "2021-01-01", "2020-01-01"),
            ("p1", "a1", "2023-01-01", "2024-01-01", "2023-01-01"),
        )
        assert await keep_links(store, STAY, closed) == Change(1, 1)
        rows = await store.read("MATCH ()-[r:LIVED_AT]->() RETURN r.to AS to ORDER BY to")
        assert [row["to"] for row in rows] == ["2021-01-01", "2024-01-01"]

    with_store(empty_database, work)


def test_names_outside_the_vocabulary_never_reach_a_statement() -> None:
    with pytest.raises(KeyError):
        nodes_of("Episode) DETACH DELETE (n", ())
    with pytest.raises(KeyError):
        nodes_of("Episode", (Anchor("IS", "person"),))
