"""Work beside a block: it is done meanwhile, ends with the block, and its failure is told."""

import asyncio

import pytest

from gql.beside import beside


def test_work_is_done_meanwhile_and_ends_with_the_block() -> None:
    async def within() -> list[str]:
        told, begun = [], asyncio.Event()

        async def work() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                told.append("ended")

        async with beside(work()):
            await begun.wait()
            told.append("inside")
        return told

    assert asyncio.run(within()) == ["inside", "ended"]


def test_a_failure_is_raised_at_the_end() -> None:
    async def within() -> None:
        async def work() -> None:
            raise LookupError

        async with beside(work()):
            await asyncio.sleep(0)

    with pytest.raises(LookupError):
        asyncio.run(within())
