"""Erase: one record, its versions, its decisions and all that came from it alone, gone for good.

Invariant: whoever it was of is judged anew from what is left, and nobody else is touched. Broken off at any
moment, the same call completes it; what was erased is not taken in again.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from graph.erasure import Erasable, is_complete, mark_complete, mark_erased, read_erasable, removal
from graph.feed import Act
from graph.quarantine import forget, is_held
from graph.runner import RESOLVE, only_runner
from graph.store import Rows, Store
from resolver.errors import ErasureError
from resolver.learned import Learned
from resolver.revise import Intent, revise
from resolver.settle import settle


@dataclass(frozen=True)
class Erased:
    """What was erased.

    Attributes:
        records: records removed: the one named, and the rows of its source that are about its person only.
        quarantined: rows removed from the quarantine.
        position: the feed's position afterwards.
    """

    records: int
    quarantined: int
    position: int


async def erase(
    store: Store,
    record: str,
    learned: Learned,
    act: Act,
    key: bytes = b"",
    quarantine: Path | None = None,
) -> Erased:
    """Erase a record.

    Args:
        store: the graph.
        record: its id: source, slash, key.
        learned: what a whole run learned; the record's person is judged anew by it.
        act: when, by whom and why; the reason must hold no personal data, because it is kept.
        key: what opaque ids are hashed with; the same for one database always.
        quarantine: the folder, or file, whose rows of the record go too.

    Raises:
        ErasureError: no reason is given, or there is no such record.
        MovedOnError: somebody else changed people meanwhile; run the same again.
        BusyError: a whole run is at work; run the same again after it.
        QuarantineError: a load is writing the quarantine; run the same again after it.
    """
    if not (act.reason or "").strip():
        raise ErasureError("An erasure needs a reason, without personal data, for those who ask later.")
    async with only_runner(store, RESOLVE):
        found = await read_erasable(store, record, key)
        erasable = found if found is not None else Erasable((record,))
        await _mark(store, erasable, act, key, is_kept=found is not None or _is_held(quarantine, record))
        quarantined = 0 if quarantine is None else forget(quarantine, erasable.ids)
        if erasable.about:
            await store.write_together(removal(erasable), _no_guard)
            await revise(store, erasable.about, learned, act, key)
        elif found is not None:
            intent = Intent(without=erasable.ids, also=removal(erasable))
            await revise(store, erasable.ids, learned, replace(act, erases=True), key, intent)
        position = await settle(store, key)
        await mark_complete(store, record, act.at, key)
    return Erased(0 if found is None else len(erasable.ids), quarantined, position)


async def _mark(store: Store, erasable: Erasable, act: Act, key: bytes, *, is_kept: bool) -> None:
    record = erasable.ids[0]
    if not is_kept and await is_complete(store, record, key) is None:
        raise ErasureError(f"There is no record {record}, in the graph or in the quarantine.")
    await mark_erased(store, erasable, act, key)


def _no_guard(_rows: Rows) -> None:
    """A row that is no person row may go whoever else is at work."""


def _is_held(quarantine: Path | None, record: str) -> bool:
    return quarantine is not None and is_held(quarantine, record)
