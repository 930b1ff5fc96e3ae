"""Planning: one asking of a new statement goes first, and whatever becomes of it nobody is left waiting."""

import asyncio

import pytest

from gql.planning import Planning


class Asking:
    """One asking of a statement, which holds its turn until it is told what to do."""

    def __init__(self, planning: Planning, text: str) -> None:
        self._planning, self._text = planning, text
        self.has_turn, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.is_planned = asyncio.Event()
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async with self._planning.turn(self._text) as planned:
            self.has_turn.set()
            await self.may_go_on.wait()
            planned()
            self.is_planned.set()

    async def succeed(self) -> None:
        self.may_go_on.set()
        await self.task


async def turns() -> None:
    """Let everybody run who can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_others_wait_until_it_is_planned_and_then_go_at_once() -> None:
    async def work() -> None:
        planning = Planning()
        first, *others = (Asking(planning, "a") for _ in range(4))
        another = Asking(planning, "b")
        await turns()
        assert first.has_turn.is_set()
        assert another.has_turn.is_set()
        assert not any(each.has_turn.is_set() for each in others)
        await first.succeed()
        await turns()
        assert all(each.has_turn.is_set() for each in others)
        await asyncio.gather(another.succeed(), *(each.succeed() for each in others))

    asyncio.run(work())


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_where_the_first_does_not_come_through_the_next_has_the_turn(ending: str) -> None:
    async def work() -> None:
        planning = Planning()

        async def fail() -> None:
            async with planning.turn("a"):
                raise ValueError("spoilt")

        if ending == "failed":
            with pytest.raises(ValueError, match="spoilt"):
                await fail()
            second = Asking(planning, "a")
        else:
            first, second = Asking(planning, "a"), Asking(planning, "a")
            await turns()
            first.task.cancel()
            await asyncio.wait([first.task])
        third = Asking(planning, "a")
        await turns()
        assert second.has_turn.is_set()
        assert not third.has_turn.is_set()
        await second.succeed()
        await third.succeed()

    asyncio.run(work())


def test_what_was_planned_long_ago_is_planned_again() -> None:
    async def work() -> None:
        planning = Planning()
        for number in range(1001):
            async with planning.turn(str(number)) as planned:
                planned()
        first, second = (Asking(planning, "0") for _ in range(2))
        await turns()
        assert first.has_turn.is_set()
        assert not second.has_turn.is_set()
        await first.succeed()
        await second.succeed()

    asyncio.run(work())


def test_so_it_is_while_the_first_still_reads_its_answer() -> None:
    async def work() -> None:
        planning = Planning()
        async with planning.turn("old") as planned:
            planned()
            for number in range(1000):
                async with planning.turn(str(number)) as also_planned:
                    also_planned()
            again = Asking(planning, "old")
            await turns()
            assert again.has_turn.is_set()
        await again.succeed()

    asyncio.run(work())
