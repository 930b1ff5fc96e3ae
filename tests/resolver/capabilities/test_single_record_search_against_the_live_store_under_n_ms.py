"""One record in, its person out, against the live store: found or created and in the graph, in milliseconds.

bench/live.py measures how many among a million records; here the bound allows for a busy machine.
"""

import statistics
import time
from pathlib import Path

import pytest

from graph.store import Target
from resolver.live.judgement import Outcome
from resolver.live.live import Live
from tests.resolver.live.town_hall import MAYA, TOWN, TownHall, contract_of, in_town_hall

pytestmark = pytest.mark.neo4j

N = 1000
ARRIVALS = 15


def test_each_arrival_is_answered_with_its_person_in_time(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        source, taken, answers = contract_of("health"), [], []
        async with await Live.open(hall.premises) as live:
            await live.arrive(source, [{"key": "warm", **MAYA}])
            for number, known in enumerate(TOWN.slice(0, ARRIVALS).to_pylist()):
                row = {name: value for name, value in known.items() if name != "source"}
                began = time.perf_counter()
                answer = await live.arrive(source, [{**row, "key": f"again-{number}"}])
                taken.append(1000 * (time.perf_counter() - began))
                answers += answer.arrived
        assert statistics.median(taken) < N
        assert Outcome.FOUND in {each.outcome for each in answers}
        assert await hall.persons([each.record for each in answers]) == [each.person for each in answers]

    in_town_hall(empty_database, tmp_path, work)
