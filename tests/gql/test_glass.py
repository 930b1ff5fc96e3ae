"""For whom the glass is broken: by whom, for which purpose, until when; and at no cost where none is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from gql.audit import entries
from gql.errors import UnavailableError
from gql.glass import Glass
from gql.roles import Role
from graph.store import Store, Target
from tests.gql.broken import expire, run, write_glass
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j

WHO, PURPOSE, PERSON = "caseworker-1", "direct_care", "p-mary"
MERGED = """
MERGE (f:KithFeed {name: 'people'}) ON CREATE SET f.position = 0
SET f.position = f.position + 1
CREATE (:FeedEntry {sequence: f.position, person: 'p-other', into: $person, what: $what})
"""
SEEN = "query Q($id: ID!) { person(id: $id) { givenName score { band } outcomes { value } } }"


async def broken(store: Store, who: str = WHO, purpose: str = PURPOSE) -> tuple[str, ...]:
    async with Glass(store).at_work() as glass:
        return await glass.of(who, purpose)


def over(target: Target, work: Callable[[Store], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(connected())


@pytest.fixture(autouse=True)
def _swept(world: Target) -> None:
    run(world, "MATCH (n) WHERE n:KithGlass OR n:FeedEntry OR n:KithFeed DETACH DELETE n")


def test_of_one_caller_for_one_purpose(world: Target) -> None:
    async def work(store: Store) -> None:
        await write_glass(store, WHO, PURPOSE, PERSON)
        await write_glass(store, WHO, PURPOSE, "p-john")
        await write_glass(store, WHO, PURPOSE, PERSON)
        assert await broken(store) == ("p-john", PERSON)
        assert await broken(store, who="caseworker-2") == ()
        assert await broken(store, purpose="safeguarding") == ()

    over(world, work)


def test_what_has_expired_opens_nothing_from_then_on(world: Target) -> None:
    async def work(store: Store) -> None:
        await write_glass(store, WHO, PURPOSE, PERSON)
        async with Glass(store).at_work() as glass:
            assert await glass.of(WHO, PURPOSE) == (PERSON,)
            await expire(store)
            assert await glass.of(WHO, PURPOSE) == ()

    over(world, work)


@pytest.mark.parametrize(("what", "opens"), [("merged", ()), ("split", (PERSON,))])
def test_a_record_that_grew_by_a_merge_is_wider_than_what_was_claimed(
    world: Target, what: str, opens: tuple[str, ...]
) -> None:
    async def work(store: Store) -> None:
        await store.write(MERGED, person=PERSON, what="merged")
        await write_glass(store, WHO, PURPOSE, PERSON)
        assert await broken(store) == (PERSON,)
        await store.write(MERGED, person=PERSON, what=what)
        assert await broken(store) == opens

    over(world, work)


def test_another_process_is_noticed(world: Target) -> None:
    async def work(store: Store) -> None:
        async with Glass(store).at_work() as glass:
            await write_glass(store, WHO, PURPOSE, PERSON)
            async with asyncio.timeout(10):
                while not await glass.of(WHO, PURPOSE):
                    await asyncio.sleep(0.05)

    over(world, work)


def test_whoever_has_broken_none_is_not_looked_for(world: Target) -> None:
    """The store is closed, so that any look at the database would fail."""

    async def work(store: Store) -> None:
        glass = Glass(store)
        await store.close()
        assert await glass.of(WHO, PURPOSE) == ()

    over(world, work)


def test_a_database_that_is_away(world: Target) -> None:
    async def work(store: Store) -> None:
        away = Store(store.driver, replace(store.target, database="nowhere"))
        glass = Glass(away)
        glass.notice(WHO, PURPOSE)
        with pytest.raises(UnavailableError):
            await glass.of(WHO, PURPOSE)

    over(world, work)


def test_questions_are_answered_through_broken_glass_and_marked(served: Served) -> None:
    asker = served.asker(Role.CASEWORKER, "North")
    before = asker.data(SEEN, {"id": PERSON})
    assert before["person"] == {"givenName": "Mary", "score": None, "outcomes": []}
    over(served.settings.target, lambda store: write_glass(store, WHO, PURPOSE, PERSON))
    served.client.app.state.service._glass.notice(WHO, PURPOSE)  # type: ignore[attr-defined]
    through = asker.data(SEEN, {"id": PERSON})
    assert through["person"]["score"] == {"band": "very_high"}
    assert list(entries(served.settings.audit))[-1]["states"] == {"glass": [PERSON]}
    over(served.settings.target, expire)
    assert asker.data(SEEN, {"id": PERSON}) == before
