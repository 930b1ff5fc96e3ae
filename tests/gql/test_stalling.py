"""A transport is given up when nothing is taken for long enough, and only then."""

import asyncio

from gql.stalling import Stall


class Transport(asyncio.WriteTransport):
    """Notes that it was given up."""

    is_aborted = False

    def abort(self) -> None:
        self.is_aborted = True


async def turns() -> None:
    """Let everything happen that is due."""
    for _ in range(3):
        await asyncio.sleep(0)


def test_given_up_when_nothing_is_taken() -> None:
    async def work() -> None:
        transport = Transport()
        Stall(transport, 0.0).begin()
        await turns()
        assert transport.is_aborted

    asyncio.run(work())


def test_kept_when_it_is_taken_in_time() -> None:
    async def work() -> None:
        transport = Transport()
        stall = Stall(transport, 0.0)
        for _ in range(3):
            stall.begin()
            stall.begin()
            stall.end()
            await turns()
        stall.end()
        assert not transport.is_aborted

    asyncio.run(work())
