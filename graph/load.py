"""Loading a file into the graph by its contract.

Idempotent by source, key and content: a load that was stopped anywhere and is run again ends in
the state that one undisturbed load gives.
"""

from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from graph.contract import Contract
from graph.load_report import LoadReport
from graph.loading import Loading, Progress, ahead
from graph.problem import Delivery
from graph.quarantine import quarantine_file, rewriting
from graph.record_writer import Terms
from graph.rows import read_delivery
from graph.store import Store


async def load(
    store: Store,
    contract: Contract,
    path: Path,
    quarantine: Path,
    progress: Progress | None = None,
    key: bytes = b"",
) -> LoadReport:
    """Load the file at `path`; what cannot be loaded is put into the quarantine.

    Args:
        store: the graph.
        contract: how to read the file.
        path: the file, or `-` for standard input.
        quarantine: a `.jsonl` file, or a folder that holds one for each source and kind of row;
            entries of rows that this load meets again are replaced.
        progress: told the stage and the number of rows done, after each batch.
        key: what ids of erased records are hashed with; the same for one database always.

    Raises:
        ContractError: the file lacks a column that the contract names.
        FileFormatError: the file cannot be read, or is not what the contract's format says.
        QuarantineError: the quarantine is in use, or is damaged.
        DatabaseUnavailableError: the database went away; the same load, run again, completes.
    """
    delivery = Delivery(contract, path.name, datetime.now(UTC))
    terms = Terms(received_at=delivery.stamp, newest=delivery.stamp, key=key)
    with rewriting(quarantine_file(quarantine, contract)) as entries:
        loading = Loading(store, contract, entries, progress)
        await loading.describe_source()
        async with aclosing(ahead(read_delivery(delivery, path))) as batches:
            async for batch in batches:
                await loading.take(delivery, batch, terms)
    return loading.report(path.name)
