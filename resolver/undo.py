"""Undo: a merge taken back, for good, so that each part is again the person that it was.

Invariant: nothing is forgotten. What had been decided is superseded by a decision that says who took it back,
when and why, and that every later run obeys.
"""

from itertools import product

from graph.decisions import REVIEWER, Pair
from graph.feed import Act
from graph.merges import Merge, read_merge
from graph.people import Written
from graph.review import TWO_PERSON
from graph.runner import RESOLVE, only_runner
from graph.store import Store
from resolver.errors import UndoError
from resolver.learned import Learned
from resolver.revise import Intent, revise
from resolver.settle import settle
from resolver.tables import NO_MATCH


async def undo(store: Store, person: str, learned: Learned, act: Act, key: bytes = b"") -> Written:
    """Take back the merge that retired an id, which lives again with the records that it had brought along.

    Args:
        store: the graph.
        person: the retired id.
        learned: what a whole run learned.
        act: when, by which reviewer (`reviewer:` and a name), and why.
        key: what opaque ids are hashed with; the same for one database always.

    Raises:
        UndoError: the id was not retired by a merge, nobody takes it back, or gives no reason; or a record
            is restricted, so that it takes two to decide.
        BusyError: a whole run is at work; run the same again after it.
        MovedOnError: somebody else changed people meanwhile; nothing was written, run the same again.
    """
    if not act.by.startswith(REVIEWER) or act.by == REVIEWER or not (act.reason or "").strip():
        raise UndoError("An undo needs to know by whom and why, for those who ask later.")
    async with only_runner(store, RESOLVE):
        merge = await read_merge(store, person)
        if merge is None or not merge.brought:
            raise UndoError(f"{person} was not merged into another person, or its records have left already.")
        if merge.restriction in TWO_PERSON:
            raise UndoError("On restricted records two reviewers decide: have both review the pairs instead.")
        intent = Intent(settled=_apart(merge), together=(merge.brought, merge.before))
        written = await revise(store, merge.brought | merge.others, learned, act, key, intent)
        await settle(store, key)
        return written


def _apart(merge: Merge) -> dict[Pair, str]:
    pairs = product(merge.brought, merge.others)
    return {(min(pair), max(pair)): NO_MATCH for pair in pairs}
