"""Entries of the change feed: what a unit of changes means for each person that it touches.

Invariant: every person whose golden fields or records change has exactly one entry, and nobody else has.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from graph.feed import Act
from graph.generation import Unit

Row = dict[str, Any]


def entries_of(unit: Unit, known: Collection[str], act: Act) -> list[Row]:
    """The entries of a unit: those who live first, then the ids that were retired.

    Args:
        unit: what one transaction changes.
        known: the ids of the people who lived before it.
        act: when it happened, by whom and why.
    """
    rows = [*_living(unit, known, act), *_retired(unit, act)]
    return [
        {**row, "offset": offset, "at": act.at, "by": act.by, "reason": act.reason}
        for offset, row in enumerate(rows, start=1)
    ]


def _living(unit: Unit, known: Collection[str], act: Act) -> Iterator[Row]:
    came = Counter(row["person"] for row in unit.linked if row["person"] != row["former"])
    left = {row["former"] for row in (*unit.linked, *unit.unlinked)} - {None}
    parents = {row["id"]: row["parent"] for row in unit.split}
    erased = {row["former"] for row in unit.unlinked} if act.erases else set()
    retired = {row["id"] for row in (*unit.merged, *unit.gone)}
    for id_ in sorted(({row["id"] for row in unit.people} | came.keys() | left) - retired):
        if id_ in known:
            what = "erased" if id_ in erased else "changed"
        else:
            what = "split" if id_ in parents else "created"
        yield {"person": id_, "what": what, "into": parents.get(id_), "moved": came[id_]}


def _retired(unit: Unit, act: Act) -> Iterator[Row]:
    left = Counter(row["former"] for row in (*unit.linked, *unit.unlinked))
    for row in unit.merged:
        yield {"person": row["id"], "what": "merged", "into": row["survivor"], "moved": left[row["id"]]}
    for row in unit.gone:
        what = "erased" if act.erases else "retired"
        yield {"person": row["id"], "what": what, "into": None, "moved": left[row["id"]]}
