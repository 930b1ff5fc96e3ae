"""The change feed: which people each write touched, in the order in which the writes were committed.

Invariant: an entry is written in the transaction that makes its change. That transaction locks the one
node that counts before it reads or writes anything else, so numbers follow commits: who has read up to a
number has missed nothing below it.
"""

from dataclasses import dataclass

from graph.store import Store

_READ = """
MATCH (e:FeedEntry) WHERE e.sequence > $after
WITH e ORDER BY e.sequence LIMIT $limit
RETURN collect([e.sequence, e.at, e.person, e.what, e.into, e.moved, e.by, e.reason, e.unit]) AS entries
"""
_POSITION = "OPTIONAL MATCH (f:KithFeed {name: 'people'}) RETURN coalesce(f.position, 0) AS position"


@dataclass(frozen=True)
class Act:
    """When people are changed, by whom or what, and why.

    Attributes:
        at: the moment, as the graph writes it.
        by: model and version, or `reviewer:` and a name.
        reason: why, where somebody gave a reason; it must hold no personal data.
        erases: whether records that are no more were erased.
    """

    at: str
    by: str = "resolver"
    reason: str | None = None
    erases: bool = False


@dataclass(frozen=True)
class Entry:
    """One change of one person.

    Attributes:
        sequence: 1 for the first change, and so on without a gap.
        at: when it was made.
        person: the person's id, retired or not.
        what: a code of the vocabulary's list `change`.
        into: the survivor of a merge, or the person that a split came out of.
        moved: how many records came to the person, or left an id that was retired.
        by: model and version, or the reviewer.
        reason: why, where somebody gave a reason.
        unit: number of the last change that was committed with this one.
    """

    sequence: int
    at: str
    person: str
    what: str
    into: str | None
    moved: int
    by: str
    reason: str | None
    unit: int


async def read_feed(store: Store, after: int = 0, limit: int = 1000) -> list[Entry]:
    """The changes that follow the number `after`, at most `limit`, in order."""
    rows = await store.read(_READ, after=after, limit=limit)
    return [Entry(*values) for values in rows[0]["entries"]]


async def feed_position(store: Store) -> int:
    """The number of the last change; 0 before the first."""
    rows = await store.read(_POSITION)
    position: int = rows[0]["position"]
    return position
