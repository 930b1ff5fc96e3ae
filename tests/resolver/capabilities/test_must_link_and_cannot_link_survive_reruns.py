"""What reviewers settled holds in every later run, by whichever model, and when new records come."""

from pathlib import Path

import pytest

from graph.feed import Act
from graph.store import Store, Target
from resolver.revise import revise
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

MUST, CANNOT = ("register/1", "register/12"), ("claims/5", "register/5")


async def _holds(council: Council) -> bool:
    must = [await council.person_of(record) for record in MUST]
    cannot = [await council.person_of(record) for record in CANNOT]
    return len(set(must)) == 1 and len(set(cannot)) == 2


def test_they_hold_in_every_later_run(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        assert not await _holds(council)
        await review(store, {MUST: "match", CANNOT: "no_match"})
        for uses_kept in (True, False, True):
            await council.resolve(uses_kept=uses_kept)
            assert await _holds(council)
        await council.deliver("claims", 5, key="5b")
        await council.resolve()
        assert await _holds(council)
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_a_revision_of_some_records_obeys_them_and_comes_to_what_a_whole_run_does(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await review(store, {MUST: "match", CANNOT: "no_match"})
        act = Act("2026-11-01T09:00:00Z", "resolver")
        await revise(store, MUST, council.learned, act, KEY)
        await revise(store, CANNOT, council.learned, act, KEY)
        assert await _holds(council)
        revised = await council.people()
        await council.resolve()
        assert await council.people() == revised

    with_store(empty_database, work)


def test_no_decision_of_the_model_stands_beside_a_reviewers(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await review(store, {CANNOT: "no_match"})
        await revise(store, CANNOT, council.learned, Act("2026-11-01T09:00:00Z"), KEY)
        standing = await store.read(
            "MATCH (a:Record {id: $left})<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record {id: $right}) "
            "WHERE d.superseded_at IS NULL RETURN d.judgement AS judgement, d.made_by AS by",
            left=CANNOT[0],
            right=CANNOT[1],
        )
        assert standing == [{"judgement": "no_match", "by": "reviewer:bob"}]

    with_store(empty_database, work)
