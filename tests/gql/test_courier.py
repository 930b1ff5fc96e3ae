"""Questions that travel together come back apart: each caller gets their own row, trouble included."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gql.access import unrestricted
from gql.courier import Courier, Parcel
from gql.errors import AccessError, TimeBudgetError, UnavailableError
from graph.store import Store, Target
from tests.gql.questions import parcel, prepare

pytestmark = pytest.mark.neo4j
ECHO = "UNWIND $asked.rows AS q RETURN collect([q[0], q[1], $s0]) AS answers"
SPOILT = "UNWIND $asked.rows AS q RETURN collect([q[0], 10 / q[1]]) AS answers"


def with_store(target: Target, work: Callable[[Store], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(run())


def test_one_askings_trouble_is_not_its_companys(neo4j_target: Target) -> None:
    async def work(store: Store) -> list[Any]:
        courier = Courier(store, 30.0)
        asked = [courier.ask(Parcel(SPOILT, (), (each,), 1)) for each in (1, 2, 0, 5, 0, 10)]
        answers: list[Any] = await asyncio.gather(*asked, return_exceptions=True)
        return answers

    answers = with_store(neo4j_target, work)
    assert [each for each in answers if isinstance(each, list)] == [[10], [5], [2], [1]]
    assert [type(each) for each in answers if not isinstance(each, list)] == [AccessError, AccessError]


def test_attack_20_a_long_question_ends_at_the_budget(neo4j_target: Target) -> None:
    sums = "UNWIND range(1, 100000000) AS n WITH q, sum(n) AS s"
    text = f"UNWIND $asked.rows AS q {sums} RETURN collect([q[0], s]) AS answers"

    async def work(store: Store) -> None:
        with pytest.raises(TimeBudgetError):
            await Courier(store, 0.2).ask(Parcel(text, (), (), 1))
        running = await store.read(
            "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND $asked' RETURN 1"
        )
        assert not running

    with_store(neo4j_target, work)


def test_a_question_cannot_write(neo4j_target: Target) -> None:
    async def work(store: Store) -> None:
        made = "CREATE (n:Person {id: 'written'}) RETURN collect([q[0], n.id]) AS answers"
        text = f"UNWIND $asked.rows AS q {made}"
        with pytest.raises(AccessError):
            await Courier(store, 5.0).ask(Parcel(text, (), (), 1))

    with_store(neo4j_target, work)


def test_a_database_that_went_away_is_told_as_such(neo4j_target: Target) -> None:
    async def work(store: Store) -> None:
        await store.close()
        for cost in (1, 10**6):
            with pytest.raises(UnavailableError):
                await Courier(store, 5.0).ask(Parcel(ECHO, (("s0", 1),), ("a",), cost))

    with_store(neo4j_target, work)


def test_a_caller_who_leaves_does_not_hold_up_the_others(world: Target) -> None:
    question = parcel(prepare('{ person(id: "p-amina") { id } }', unrestricted()))

    async def work(store: Store) -> list[list[Any]]:
        courier = Courier(store, 30.0)
        tasks = [asyncio.create_task(courier.ask(question)) for _ in range(12)]
        await asyncio.sleep(0)
        for leaving in tasks[1:6]:
            leaving.cancel()
        return await asyncio.gather(*(tasks[:1] + tasks[6:]))

    answers = with_store(world, work)
    assert answers == [[[["p-amina", "p-amina"]], []]] * 7
