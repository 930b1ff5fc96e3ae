"""Fresh: a search index over the graph, which follows the change feed.

Invariant: once it has followed the feed to its end, the index holds the records that the graph holds, each of
the person whose it is. Where it is broken off, following again completes, because people are read anew whole.
"""

from graph.feed import feed_position, read_feed
from graph.store import Store
from graph.whose import export_with_persons, read_with_persons
from resolver.search.index import SearchIndex

_AT_ONCE = 1000


class FreshIndex:
    """A search index, and how far in the feed it is.

    Attributes:
        index: what to search.
        position: the number of the last change that it holds.
    """

    def __init__(self, index: SearchIndex, position: int) -> None:
        self.index = index
        self.position = position

    @classmethod
    async def read(cls, store: Store) -> "FreshIndex":
        """The index of all records in the graph that are of somebody.

        Raises:
            DatabaseUnavailableError: the database went away.
        """
        position = await feed_position(store)
        records, persons = await export_with_persons(store)
        index = SearchIndex()
        index.add(records, persons)
        return cls(index, position)

    async def follow(self, store: Store) -> int:
        """Take in what changed since; how many changes that were.

        Raises:
            DatabaseUnavailableError: the database went away; what was taken in by then stays.
        """
        taken = 0
        while entries := await read_feed(store, self.position, _AT_ONCE):
            touched = {entry.person for entry in entries} | {entry.into for entry in entries if entry.into}
            records, persons = await read_with_persons(store, touched)
            self.index.remove(self.index.records_of(touched))
            self.index.add(records, persons)
            self.position = entries[-1].sequence
            taken += len(entries)
        return taken
