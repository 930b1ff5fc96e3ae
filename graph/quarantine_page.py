"""The rows of a quarantine in an order that stands, so that they can be read page by page.

Invariant: a page begins after the place of the row before it, so that rows which are entered, or leave,
elsewhere move nothing. Of the files only those that a page needs are read, each in the state in which a load
left it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from heapq import nsmallest
from operator import itemgetter
from pathlib import Path
from typing import Self

from graph.contract import Contract
from graph.problem import Quarantined
from graph.quarantine import as_json, quarantine_file, read_entries, row_digest


@dataclass(frozen=True, order=True)
class Place:
    """Where a row stands among the others.

    Attributes:
        quarantine: name of the file that holds it.
        received_at: when its delivery was received, and `row` its number in that.
        digest: hash of the row in hexadecimal; it parts deliveries of one second.
    """

    quarantine: str
    received_at: str
    row: int
    digest: str

    @classmethod
    def of(cls, path: Path, entry: Quarantined) -> Self:
        """The place of a row in a quarantine file."""
        digest = row_digest(entry.source, as_json(entry.original)).hex()
        return cls(path.name, entry.received_at, entry.row, digest)


Placed = tuple[Place, Quarantined]


def rows_after(
    quarantine: Path, contracts: Collection[Contract], after: Place | None, most: int
) -> list[Placed]:
    """The next rows of the contracts' sources and kinds of row, in order.

    Args:
        quarantine: the folder, or the file, of the quarantine.
        after: the place of the last row that was read; None to begin.
        most: how many at most.

    Raises:
        QuarantineError: a line of a file is not an entry.
    """
    kinds = {(each.source, each.row) for each in contracts}
    found = list[Placed]()
    for path in sorted({quarantine_file(quarantine, each) for each in contracts}):
        if after is None or path.name >= after.quarantine:
            placed = ((Place.of(path, each), each) for each in read_entries(path))
            following = (
                (place, each)
                for place, each in placed
                if (each.source, each.kind) in kinds and (after is None or place > after)
            )
            found += nsmallest(most - len(found), following, key=itemgetter(0))
        if len(found) == most:
            break
    return found
