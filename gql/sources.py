"""Where events come from: the change feed of people, and the queue of pairs that wait for a reviewer."""

import time
from collections.abc import Collection
from dataclasses import dataclass

from graph.feed import Entry, feed_position, read_feed
from graph.reviewed import read_open
from graph.store import Store

_COUNT = "MATCH (d:Decision) RETURN count(d) AS decisions"
_SURVIVORS = """
MATCH (r:RetiredPerson)-[:MERGED_INTO]->(p:Person) WHERE r.id IN $ids RETURN r.id AS id, p.id AS survivor
"""
_AT_ONCE = 1000
_BATCHES = 10
_LOOKED_ANYWAY = 15
_REST = 10


class FeedSource:
    """The changes of people, as they were committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._position = 0

    async def begin(self) -> None:
        """Take every change so far as known."""
        self._position = await feed_position(self._store)

    async def news(self) -> list[Entry]:
        """The changes since the last time, at most ten thousand; what is left comes next time."""
        found = list[Entry]()
        for _ in range(_BATCHES):
            batch = await read_feed(self._store, self._position, _AT_ONCE)
            found += batch
            self._position = batch[-1].sequence if batch else self._position
            if len(batch) < _AT_ONCE:
                break
        return found


async def survivors(store: Store, ids: Collection[str]) -> dict[str, str]:
    """Who each of the ids that were merged away has become."""
    rows = await store.read(_SURVIVORS, ids=sorted(ids))
    return {row["id"]: row["survivor"] for row in rows}


@dataclass(frozen=True)
class Waiting:
    """A pair of records that has begun to wait for a reviewer, or waits no more."""

    left: str
    right: str
    waits: bool


class QueueSource:
    """The queue of reviewers, compared with what it was.

    The queue is read only where people or decisions have changed, and every so often in any case, since a
    decision that was withdrawn leaves their numbers as they were; never for more than a tenth of the time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pairs = frozenset[tuple[str, str]]()
        self._mark = (0, 0)
        self._unread = 0
        self._rests_until = 0.0

    async def begin(self) -> None:
        """Take every pair that waits now as known."""
        self._mark = await self._marked()
        self._pairs = await self._read()

    async def news(self) -> list[Waiting]:
        """The pairs that have come and gone."""
        mark = await self._marked()
        self._unread += 1
        is_unchanged = mark == self._mark and self._unread < _LOOKED_ANYWAY
        if is_unchanged or time.monotonic() < self._rests_until:
            return []
        before, self._pairs = self._pairs, await self._read()
        self._mark, self._unread = mark, 0
        gone = [Waiting(*pair, waits=False) for pair in sorted(before - self._pairs)]
        return gone + [Waiting(*pair, waits=True) for pair in sorted(self._pairs - before)]

    async def _marked(self) -> tuple[int, int]:
        rows = await self._store.read(_COUNT)
        return await feed_position(self._store), rows[0]["decisions"]

    async def _read(self) -> frozenset[tuple[str, str]]:
        started = time.monotonic()
        found = frozenset((pair.left, pair.right) for pair in await read_open(self._store))
        self._rests_until = time.monotonic() + _REST * (time.monotonic() - started)
        return found
