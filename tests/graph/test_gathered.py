"""Gathered parameters are asked for in one map, whatever they are called."""

import asyncio

import pytest

from graph.gathered import gathered
from graph.store import Store, Target

pytestmark = pytest.mark.neo4j
QUERY = "UNWIND $rows AS row RETURN row + $more_2 + $rows[0] AS sum"


def test_the_query_asks_for_the_same_values(neo4j_target: Target) -> None:
    async def work() -> None:
        async with await Store.connect(neo4j_target) as store:
            given = {"rows": [1, 2], "more_2": 10}
            alone = await store.read(QUERY, **given)
            assert alone == await store.read(gathered(QUERY, "all"), all=given) == [{"sum": 12}, {"sum": 13}]

    asyncio.run(work())
