"""Decisions are superseded, never deleted, and a reviewer's stands above a model's."""

import pyarrow as pa
import pytest

from graph.decisions import DECISIONS, Making, keep_decisions, read_reviewed
from graph.layer import Change
from graph.store import Store, Target
from tests.graph.derived_world import picture, put_records, with_store

pytestmark = pytest.mark.neo4j

FIRST = Making("resolver 1/aa", "2026-01-01T00:00:00Z")
SECOND = Making("resolver 1/bb", "2026-02-01T00:00:00Z")
THIRD = Making("resolver 1/cc", "2026-03-01T00:00:00Z")


def _decisions(**weights: float) -> pa.Table:
    """A decision on each pair named by two letters; a match from ten bits on."""
    rows = [
        {
            "left": f"s/{pair[0]}",
            "right": f"s/{pair[1]}",
            "judgement": "match" if weight >= 10 else "unsure",
            "weight": weight,
            "probability": 0.5,
            "evidence": "[]",
        }
        for pair, weight in weights.items()
    ]
    return pa.Table.from_pylist(rows, DECISIONS)


async def _standing(store: Store) -> dict[str, float]:
    rows = await store.read(
        "MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record) "
        "WHERE d.superseded_at IS NULL AND a.id < b.id RETURN a.key + b.key AS pair, d.weight AS weight"
    )
    assert len({row["pair"] for row in rows}) == len(rows)
    return {row["pair"]: row["weight"] for row in rows}


async def _count(store: Store) -> int:
    count: int = (await store.read("MATCH (d:Decision) RETURN count(d) AS count"))[0]["count"]
    return count


def test_a_confirmed_decision_is_not_touched(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "abc"))
        assert await keep_decisions(store, _decisions(ab=12, bc=3), FIRST) == Change(2, 0)
        before = await picture(store)
        assert await keep_decisions(store, _decisions(ab=12.1, bc=3.2), SECOND) == Change(0, 0)
        assert await picture(store) == before

    with_store(empty_database, work)


def test_changed_decisions_are_superseded_and_kept(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "abc"))
        await keep_decisions(store, _decisions(ab=12, bc=3, ac=4), FIRST)
        assert await keep_decisions(store, _decisions(ab=8, bc=3), SECOND) == Change(1, 2)
        assert await _standing(store) == {"ab": 8, "bc": 3}
        assert await keep_decisions(store, _decisions(ab=12, bc=3), THIRD) == Change(1, 1)
        assert await _standing(store) == {"ab": 12, "bc": 3}
        assert await _count(store) == 5

    with_store(empty_database, work)


def test_two_decisions_left_by_a_broken_run_become_one(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "ab"))
        await keep_decisions(store, _decisions(ab=12), FIRST)
        await keep_decisions(store, _decisions(ab=3), SECOND)
        await store.write("MATCH (d:Decision) REMOVE d.superseded_at")
        await keep_decisions(store, _decisions(ab=3), THIRD)
        assert await _standing(store) == {"ab": 3}

    with_store(empty_database, work)


def test_the_latest_standing_judgement_of_a_reviewer_is_read(empty_database: Target) -> None:
    async def review(store: Store, at: str, **properties: str) -> None:
        await store.write(
            "MATCH (a:Record {id: 's/b'}), (b:Record {id: 's/a'}) "
            "CREATE (d:Decision)-[:ABOUT]->(a), (d)-[:ABOUT]->(b) SET d = $properties",
            properties={**properties, "made_at": at},
        )

    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "ab"))
        await review(store, FIRST.at, id="1", judgement="match", made_by="reviewer:x")
        await review(store, SECOND.at, id="2", judgement="no_match", made_by="reviewer:y")
        assert await read_reviewed(store) == {("s/a", "s/b"): "no_match"}
        await store.write("MATCH (d:Decision {id: '2'}) SET d.superseded_at = '2026-03-01T00:00:00Z'")
        assert await read_reviewed(store) == {("s/a", "s/b"): "match"}
        await keep_decisions(store, _decisions(), FIRST)
        assert await read_reviewed(store) == {("s/a", "s/b"): "match"}

    with_store(empty_database, work)
