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


class Watched(Courier):
    """Notes how many travelled together, way by way."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, 30.0)
        self.groups: list[int] = []

    async def _carried(self, parcels: list[Parcel]) -> list[list[Any]]:
        self.groups.append(len(parcels))
        return await super()._carried(parcels)

    async def asked(self, count: int, key: str = "a") -> None:
        """Ask so many times, each in a turn of its own."""
        tasks = []
        for _ in range(count):
            tasks.append(asyncio.create_task(self.ask(Parcel(ECHO, (("s0", key),), ("b",), 1))))
            for _ in range(3):
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)


def grouped(target: Target, work: Callable[[Watched], Awaitable[None]]) -> list[int]:
    """How many travelled together, way by way."""

    async def run(store: Store) -> list[int]:
        courier = Watched(store)
        await work(courier)
        return courier.groups

    found: list[int] = with_store(target, run)
    return found


def test_nobody_waits_who_is_alone(neo4j_target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.courier._MOMENT", 3600.0)

    async def work(courier: Watched) -> None:
        for _ in range(3):
            await courier.asked(1)

    assert grouped(neo4j_target, work) == [1, 1, 1]


async def _together(courier: Watched, count: int, key: str = "a") -> None:
    """Ask so many times in one turn."""
    await asyncio.gather(*(courier.asked(1, key) for _ in range(count)))


def test_as_many_as_went_together_go_together_again(
    neo4j_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.courier._MOMENT", 3600.0)

    async def work(courier: Watched) -> None:
        await _together(courier, 3)
        await courier.asked(3)

    assert grouped(neo4j_target, work) == [3, 3]


def test_company_that_does_not_come_is_waited_for_no_longer_than_a_moment(
    neo4j_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.courier._MOMENT", 0.0)

    async def work(courier: Watched) -> None:
        await _together(courier, 3)
        await courier.asked(1)
        monkeypatch.setattr("gql.courier._MOMENT", 3600.0)
        await courier.asked(1)

    assert grouped(neo4j_target, work) == [3, 1, 1]


def test_of_few_questions_it_is_known_how_many_went_together(
    neo4j_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.courier._MOMENT", 3600.0)
    monkeypatch.setattr("gql.courier._REMEMBERED", 1)

    async def work(courier: Watched) -> None:
        for key in ("first", "second"):
            await _together(courier, 2, key)
        await courier.asked(1, "first")
        await courier.asked(2, "second")

    assert grouped(neo4j_target, work) == [2, 2, 1, 2]


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
