"""Scores: one a person, model and day; the latest can be found."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from graph.scores import latest_score, write_scores
from graph.store import Store, Target
from tests.graph.derived_world import picture, with_store

pytestmark = pytest.mark.neo4j


def _score(person: str, as_of: date, probability: float) -> dict[str, Any]:
    return {
        "person": person,
        "probability": probability,
        "band": "raised",
        "as_of": as_of,
        "window_from": date(2026, 7, 1),
        "window_to": date(2026, 10, 1),
        "model": "hops 1",
        "reasons": "[]",
    }


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def test_scores_are_written_once_and_the_latest_is_found(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write("CREATE (:Person {id: 'p1'}), (:Person {id: 'p2'})")
        january = _table(_score("p1", date(2026, 1, 1), 0.25), _score("unknown", date(2026, 1, 1), 0.5))
        assert await write_scores(store, january) == 1
        before = await picture(store)
        assert await write_scores(store, january) == 0
        assert await picture(store) == before
        await write_scores(store, _table(_score("p1", date(2026, 2, 1), 0.125)))
        latest = await latest_score(store, "p1")
        assert latest is not None
        assert (latest["as_of"], latest["probability"], latest["band"]) == ("2026-02-01", 0.125, "raised")
        assert await latest_score(store, "p2") is None

    with_store(empty_database, work)


def test_a_score_computed_anew_replaces_that_of_the_same_model_and_day(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write("CREATE (:Person {id: 'p1'})")
        await write_scores(store, _table(_score("p1", date(2026, 1, 1), 0.25)))
        assert await write_scores(store, _table(_score("p1", date(2026, 1, 1), 0.5))) == 1
        rows = await store.read("MATCH (s:Score) RETURN s.probability AS probability")
        assert rows == [{"probability": 0.5}]

    with_store(empty_database, work)
