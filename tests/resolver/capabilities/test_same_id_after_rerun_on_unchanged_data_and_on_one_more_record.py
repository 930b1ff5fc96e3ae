"""Ids stay: in a second run on the same data, in one that learns anew, and when one more record comes."""

from pathlib import Path

import pytest

from graph.feed import feed_position, read_feed
from graph.store import Store, Target
from tests.graph.derived_world import with_store
from tests.resolver.life_world import Council

pytestmark = pytest.mark.neo4j


def test_a_second_run_changes_nothing_whether_it_learns_anew_or_not(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        people, position = await council.people(), await feed_position(store)
        for uses_kept in (True, False):
            assert (await council.resolve(uses_kept=uses_kept)).written == 0
            assert await council.people() == people
        assert await feed_position(store) == position

    with_store(empty_database, work)


@pytest.mark.parametrize("uses_kept", [True, False])
def test_one_more_record_changes_no_id(empty_database: Target, tmp_path: Path, uses_kept: bool) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        before, position = await council.people(), await feed_position(store)
        await council.deliver("claims", 7, key="0-first-in-order")
        await council.resolve(uses_kept=uses_kept)
        after = await council.people()
        person = await council.person_of("register/7")
        assert after[person] == before[person] | {"claims/0-first-in-order"}
        assert {id_: each for id_, each in after.items() if id_ != person} == {
            id_: each for id_, each in before.items() if id_ != person
        }
        assert [(e.person, e.what, e.moved) for e in await read_feed(store, after=position)] == [
            (person, "changed", 1)
        ]

    with_store(empty_database, work)
