"""Planning: a statement that the database has not planned yet is sent by one asking at a time.

Invariant: while a statement is being planned nobody else sends it. The database plans a large statement for a
second or more, and of askings that arrive meanwhile it plans each anew: thirty people who open the same page
in the same moment of the morning would keep it busy for a minute.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_REMEMBERED = 1000  # as many as the database keeps plans


class Planning:
    """Knows which statements were planned lately."""

    def __init__(self) -> None:
        self._planned: OrderedDict[str, None] = OrderedDict()
        self._under_way: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def turn(self, text: str) -> AsyncIterator[Callable[[], None]]:
        """Wait until a statement is planned, or is nobody else's to plan.

        Yields what is to be called as soon as the database has planned it. Where the block ends without that,
        the turn is the next one's.
        """
        while text not in self._planned and text in self._under_way:
            await self._under_way[text].wait()
        if text in self._planned:
            self._planned.move_to_end(text)
            yield _nothing
            return
        self._under_way[text] = ended = asyncio.Event()

        def end() -> None:
            if self._under_way.get(text) is ended:
                del self._under_way[text]
                ended.set()

        def planned() -> None:
            self._planned[text] = None
            if len(self._planned) > _REMEMBERED:
                self._planned.popitem(last=False)
            end()

        try:
            yield planned
        finally:
            end()


def _nothing() -> None:
    pass
