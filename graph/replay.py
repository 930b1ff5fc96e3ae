"""Replay: the rows of a quarantine are read and loaded again, by the contract as it is now.

Rows that pass leave the quarantine; those that do not are entered anew. Nothing newer is undone: a
row of which a later version was received since counts as unchanged and leaves too. A row whose key
another row of its file had stays, unless its key or its content has become different.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from graph.contract import Contract
from graph.erasure import ERASED
from graph.errors import RefusedValueError
from graph.load_report import LoadReport
from graph.loading import Loading, Progress
from graph.problem import Delivery, Quarantined
from graph.quarantine import as_json, read_entries, rewriting
from graph.readers.chunk import BROKEN_MARK, BrokenRow, Chunk
from graph.record_writer import Terms
from graph.row_reader import KEY_REPEATED, RowReader
from graph.rows import BATCH_ROWS
from graph.store import Store


async def replay(
    store: Store,
    contract: Contract,
    quarantine: Path,
    progress: Progress | None = None,
    key: bytes = b"",
) -> LoadReport:
    """Load the rows in the file `quarantine` that came from the contract's source and kind of row.

    Arguments and errors are those of `graph.load.load`. Where this fails, the quarantine stays as it was.
    """
    now = Delivery(contract, quarantine.name, datetime.now(UTC))
    with rewriting(quarantine) as entries:
        loading = Loading(store, contract, entries, progress)
        await loading.describe_source()
        for delivery, rows in _deliveries(contract, quarantine):
            reader = RowReader(delivery, {})
            while some := list(islice(rows, BATCH_ROWS)):
                entries.meet(contract.source, (as_json(entry.original) for entry in some))
                terms = Terms(now.stamp, delivery.stamp, _repeated(some), key)
                await loading.take(delivery, reader.batch(_chunk(some, delivery)), terms)
    return loading.report(quarantine.name)


def _deliveries(contract: Contract, quarantine: Path) -> Iterator[tuple[Delivery, Iterator[Quarantined]]]:
    ours = (
        entry
        for entry in read_entries(quarantine)
        if (entry.source, entry.kind) == (contract.source, contract.row)
    )
    for (file, stamp), rows in groupby(ours, key=lambda entry: (entry.file, entry.received_at)):
        yield Delivery.again(contract, file, stamp), rows


def _repeated(entries: Iterable[Quarantined]) -> frozenset[int]:
    return frozenset(entry.row for entry in entries if entry.breaks(KEY_REPEATED))


def _chunk(entries: Sequence[Quarantined], delivery: Delivery) -> Chunk:
    """The rows as a chunk; those that hold Kith's notes, or nothing any more, are broken as before."""
    broken = [entry for entry in entries if _is_broken(entry)]
    whole = [entry for entry in entries if not _is_broken(entry)]
    rows = [_decoded(entry, delivery.encoding) for entry in whole]
    names = dict.fromkeys((*delivery.contract.columns_needed, *(name for row in rows for name in row)))
    columns = {name: [row.get(name) for row in rows] for name in names}
    return Chunk([entry.row for entry in whole], columns, [_as_before(entry) for entry in broken])


def _is_broken(entry: Quarantined) -> bool:
    return entry.breaks(ERASED) or any(name.startswith(BROKEN_MARK) for name in entry.original)


def _as_before(entry: Quarantined) -> BrokenRow:
    first = entry.problems[0]
    return BrokenRow(entry.row, RefusedValueError(first.rule, first.reason, first.suggestion), entry.original)


def _decoded(entry: Quarantined, encoding: str) -> dict[str, str]:
    """The row as the contract's encoding reads it, where that has changed since."""
    if encoding == entry.encoding:
        return entry.original
    return {name: _decoded_again(text, entry.encoding, encoding) for name, text in entry.original.items()}


def _decoded_again(text: str, before: str, now: str) -> str:
    try:
        return text.encode(before, "surrogateescape").decode(now, "surrogateescape")
    except (UnicodeError, LookupError):
        return text
