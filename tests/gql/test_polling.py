"""What is new is looked for once however many listen; each hears what they want, or that some is lost."""

import asyncio

import pytest

from gql.polling import Listener, LostError, Poller


class Numbers:
    """A source that has what is put into it, or fails once where that is an exception."""

    def __init__(self) -> None:
        self.begun = 0
        self.new = asyncio.Queue[list[int] | Exception]()
        self.asked = asyncio.Event()

    async def begin(self) -> None:
        self.begun += 1

    async def news(self) -> list[int]:
        self.asked.set()
        found = await self.new.get()
        if isinstance(found, Exception):
            raise found
        return found


def everything(_: int) -> bool:
    return True


async def heard(listener: Listener[int]) -> list[int]:
    async with asyncio.timeout(5):
        return await listener.next()


def test_each_listener_hears_what_it_wants() -> None:
    async def work() -> None:
        source = Numbers()
        poller = Poller(source, 0.0)
        async with poller.listen(everything) as one, poller.listen(lambda n: n % 2 == 0) as other:
            await source.new.put([1, 2, 3])
            assert await heard(one) == [1, 2, 3]
            assert await heard(other) == [2]
        assert source.begun == 1

    asyncio.run(work())


def test_nothing_is_looked_for_while_nobody_listens() -> None:
    async def work() -> None:
        source = Numbers()
        poller = Poller(source, 0.0)
        for _ in range(2):
            async with poller.listen(everything) as listener:
                await source.new.put([1])
                await heard(listener)
        source.asked.clear()
        await source.new.put([2])
        for _ in range(5):
            await asyncio.sleep(0)
        assert not source.asked.is_set()
        async with poller.listen(everything) as listener:
            assert await heard(listener) == [2]
        assert source.begun == 3

    asyncio.run(work())


@pytest.mark.parametrize("error", [OSError(), RuntimeError(), ValueError("what nobody expected")])
def test_an_error_is_over_the_next_time(error: Exception) -> None:
    async def work() -> None:
        source = Numbers()
        async with Poller(source, 0.0).listen(everything) as listener:
            await source.new.put(error)
            await source.new.put([1])
            assert await heard(listener) == [1]

    asyncio.run(work())


def test_an_error_at_the_beginning_is_told_and_the_next_begins_anew() -> None:
    class Late(Numbers):
        async def begin(self) -> None:
            await super().begin()
            if self.begun == 1:
                raise ConnectionError

    async def work() -> None:
        source = Late()
        poller = Poller(source, 0.0)
        with pytest.raises(ConnectionError):
            async with poller.listen(everything):
                pytest.fail("it began")
        async with poller.listen(everything) as listener:
            await source.new.put([1])
            assert await heard(listener) == [1]

    asyncio.run(work())


def _tell(listener: Listener[int], count: int) -> None:
    for number in range(count):
        listener.tell(number)


def test_who_does_not_keep_up_is_told_so_and_nothing_more_is_kept() -> None:
    async def work() -> None:
        listener: Listener[int] = Listener(everything)
        _tell(listener, 1000)
        assert len(await heard(listener)) == 1000
        _tell(listener, 1001)
        with pytest.raises(LostError):
            await heard(listener)

    asyncio.run(work())
