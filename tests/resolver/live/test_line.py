"""The line: the next portion is judged while one is written, and a portion that fails leaves no trace."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from graph.errors import DatabaseUnavailableError, GraphError, MovedOnError, QueryError
from graph.store import Target
from resolver.live.desk import Desk
from resolver.live.live import Answer, Live
from tests.resolver.live.town_hall import TOWN, TownHall, contract_of, in_town_hall
from tests.resolver.people import Row

pytestmark = pytest.mark.neo4j

HEALTH = contract_of("health")
ROWS: list[Row] = [
    {**known, "key": f"n{number}-{copy}", "source": None, "phone": f"+447700900{3 * number + copy:03}"}
    for copy in range(3)
    for number, known in enumerate(TOWN.slice(0, 24).to_pylist())
]


async def send(live: Live, rows: Sequence[Row]) -> list[Answer | BaseException]:
    """All of them at the same moment."""
    return await asyncio.gather(*(live.arrive(HEALTH, [row]) for row in rows), return_exceptions=True)


def test_the_next_is_judged_while_one_is_written(empty_database: Target, tmp_path: Path) -> None:
    events: list[str] = []
    look, write = Desk.look, Desk.write

    async def looked(desk: Desk, *given: Any, **named: Any) -> Any:
        events.append("looks aside" if named["aside"] else "looks")
        return await look(desk, *given, **named)

    async def written(desk: Desk, *given: Any) -> None:
        events.append("writes")
        await write(desk, *given)
        events.append("has written")

    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            with patch.object(Desk, "look", looked), patch.object(Desk, "write", written):
                answers = await send(live, ROWS)
        assert [type(answer) for answer in answers] == [Answer] * len(ROWS)
        first = events.index("writes")
        assert events[first + 1] == "looks aside"
        live_picture = await hall.picture()
        await hall.resolve()
        assert await hall.picture() == live_picture

    in_town_hall(empty_database, tmp_path, work)


@pytest.mark.parametrize(
    ("which", "failure", "refused"),
    [
        (0, MovedOnError("others were quicker"), False),
        (1, MovedOnError("others were quicker"), False),
        (0, QueryError("Neo.TransientError.Transaction.DeadlockDetected"), False),
        (0, DatabaseUnavailableError("bolt://somewhere"), True),
    ],
)
def test_a_portion_that_cannot_be_written_leaves_no_trace(
    empty_database: Target, tmp_path: Path, which: int, failure: GraphError, refused: bool
) -> None:
    write, portions = Desk.write, list[int]()

    async def failing(desk: Desk, *given: Any) -> None:
        portions.append(len(portions))
        if portions[-1] == which:
            await asyncio.sleep(0)
            raise failure
        await write(desk, *given)

    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            with patch.object(Desk, "write", failing):
                answers = await send(live, ROWS)
            lost = [row for row, told in zip(ROWS, answers, strict=True) if isinstance(told, Exception)]
            assert bool(lost) is refused
            assert all(told is failure for told in answers if isinstance(told, Exception))
            again = await send(live, lost)
        assert [type(answer) for answer in again] == [Answer] * len(lost)
        assert len(portions) > which
        assert None not in await hall.persons([f"health/{row['key']}" for row in ROWS])
        live_picture = await hall.picture()
        await hall.resolve()
        assert await hall.picture() == live_picture

    in_town_hall(empty_database, tmp_path, work)


def test_whoever_leaves_while_the_next_waits_for_the_writing_is_not_held_up(
    empty_database: Target, tmp_path: Path
) -> None:
    look, write = Desk.look, Desk.write

    async def work(hall: TownHall) -> None:
        may_write, has_judged, looks = asyncio.Event(), asyncio.Event(), list[int]()

        async def looked(desk: Desk, *given: Any, **named: Any) -> Any:
            portion = await look(desk, *given, **named)
            looks.append(len(looks))
            if len(looks) == 2:
                has_judged.set()
            return portion

        async def written(desk: Desk, *given: Any) -> None:
            await may_write.wait()
            await write(desk, *given)

        async def let_write() -> None:
            for _ in range(20):  # until it leaves
                await asyncio.sleep(0)
            may_write.set()

        with patch.object(Desk, "look", looked), patch.object(Desk, "write", written):
            async with await Live.open(hall.premises) as live:
                waiting = [asyncio.create_task(live.arrive(HEALTH, [row])) for row in ROWS]
                await has_judged.wait()
                letting = asyncio.create_task(let_write())
            await letting
        told = [each for each in waiting if each.done()]
        assert 0 < len(told) < len(waiting)
        records = [arrived.record for each in told for arrived in each.result().arrived]
        assert None not in await hall.persons(records)
        for each in waiting:
            each.cancel()

    in_town_hall(empty_database, tmp_path, lambda hall: asyncio.wait_for(work(hall), 60))
