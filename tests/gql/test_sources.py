"""What is new in the change feed and in the queue of reviewers, against a real database."""

import pytest

from gql.sources import FeedSource, QueueSource, Waiting, survivors
from graph.store import Store, Target
from tests.graph.derived_world import put_records, with_store

pytestmark = pytest.mark.neo4j
_ENTER = """
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
WITH feed, feed.position AS before UNWIND range(1, $count) AS n
CREATE (:FeedEntry {sequence: before + n, at: '2026-11-24T00:00:00Z', person: 'p' + n, what: 'changed',
  moved: 0, by: 'test', unit: before + n})
WITH feed, max(before + n) AS position SET feed.position = position
"""
_DOUBT = """
MATCH (a:Record {id: 's/a'}), (b:Record {id: $other})
CREATE (a)<-[:ABOUT]-(d:Decision {id: $other, judgement: 'unsure', weight: 1.0, probability: 0.5,
  made_by: 'model', made_at: '2026-01-01T00:00:00Z', evidence: '[]'})-[:ABOUT]->(b)
"""


def test_a_flood_of_changes_is_read_in_order_without_a_gap(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write(_ENTER, count=5)
        source = FeedSource(store)
        await source.begin()
        assert await source.news() == []
        await store.write(_ENTER, count=12_345)
        first, rest = await source.news(), await source.news()
        assert [entry.sequence for entry in first + rest] == list(range(6, 12_351))
        assert len(first) == 10_000
        assert await source.news() == []

    with_store(empty_database, work)


def test_pairs_come_and_go(empty_database: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.sources._REST", 0)

    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "abc"))
        await store.write(_DOUBT, other="s/b")
        source = QueueSource(store)
        await source.begin()
        assert await source.news() == []
        await store.write(_DOUBT, other="s/c")
        assert await source.news() == [Waiting("s/a", "s/c", waits=True)]
        await store.write("MATCH (d:Decision {id: 's/b'}) DETACH DELETE d")
        assert await source.news() == [Waiting("s/a", "s/b", waits=False)]

    with_store(empty_database, work)


def test_what_leaves_no_mark_is_found_in_a_while(
    empty_database: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.sources._REST", 0)

    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "ab"))
        await store.write(_DOUBT, other="s/b")
        source = QueueSource(store)
        await source.begin()
        await store.write("MATCH (d:Decision) SET d.superseded_at = '2026-02-01T00:00:00Z'")
        found = [await source.news() for _ in range(15)]
        assert found == [*([[]] * 14), [Waiting("s/a", "s/b", waits=False)]]

    with_store(empty_database, work)


def test_ids_that_were_merged_away_have_a_survivor(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write("CREATE (:RetiredPerson {id: 'p1'})-[:MERGED_INTO]->(:Person {id: 'p2'})")
        assert await survivors(store, ["p1", "p2", "nobody"]) == {"p1": "p2"}

    with_store(empty_database, work)
