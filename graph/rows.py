"""Rows of files as canonical records, batch by batch; no database is needed.

Every row that a file holds is in exactly one of three places: among a batch's records, among its
quarantined rows, or among its repeats, which equal an earlier row of the same key.
"""

from collections.abc import Collection, Generator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from graph.batch import Batch, record_schema
from graph.contract import Contract, JsonlFormat
from graph.contract_file import closest
from graph.errors import ContractError
from graph.problem import Delivery, Quarantined
from graph.readers import read_chunks
from graph.readers.chunk import Chunk
from graph.row_reader import RowReader, SeenKeys
from graph.vocabulary import RowKind

BATCH_ROWS = 2000
"""Rows a batch and a transaction: Neo4j spends a third less on each row than with 5000."""


def read_records(
    contract: Contract,
    path: Path,
    received_at: datetime | None = None,
    seen: SeenKeys | None = None,
    size: int = BATCH_ROWS,
) -> Iterator[Batch]:
    """Stream the records of a file, `size` rows at a time.

    Args:
        contract: how to read the file.
        path: the file, or `-` for standard input.
        received_at: when it was received, in UTC; now where not given. Births after it are refused,
            and it is the day of recording where the source gives none.
        seen: content by key of the rows met before, where several files are read as one.
        size: rows a batch; what is read does not depend on it.

    Raises:
        ContractError: the file lacks a column that the contract names.
        FileFormatError: the file cannot be read, or is not what the contract's format says.
    """
    delivery = Delivery(contract, path.name, received_at or datetime.now(UTC))
    return read_delivery(delivery, path, seen, size)


def read_delivery(
    delivery: Delivery, path: Path, seen: SeenKeys | None = None, size: int = BATCH_ROWS
) -> Generator[Batch, None, None]:
    """Stream the records of a file that is the given delivery; arguments and errors as in `read_records`."""
    reader = RowReader(delivery, {} if seen is None else seen)
    is_first = True
    for chunk in read_chunks(delivery.contract.format, path, size):
        if is_first:
            _check_columns(delivery.contract, path, chunk)
        is_first = False
        yield reader.batch(chunk)


def read_person_table(files: Iterable[tuple[Contract, Path]]) -> tuple[pa.Table, list[Quarantined]]:
    """All person records of some files in one table, and everything that was quarantined.

    A row that equals an earlier one of its source and key is left out.

    Raises:
        ContractError: a contract is not of person rows, or a file lacks a column that it names.
        FileFormatError: a file cannot be read.
    """
    tables, quarantined = read_tables(files, (RowKind.PERSON,))
    return tables[RowKind.PERSON], quarantined


def read_tables(
    files: Iterable[tuple[Contract, Path]], kinds: Collection[RowKind]
) -> tuple[dict[RowKind, pa.Table], list[Quarantined]]:
    """All records of some files in one table a kind of row, and everything that was quarantined.

    A row that equals an earlier one of its kind, source and key is left out.

    Raises:
        ContractError: a contract is of rows of no such kind, or a file lacks a column that it names.
        FileFormatError: a file cannot be read.
    """
    received_at = datetime.now(UTC)
    seen: dict[tuple[RowKind, str], SeenKeys] = {}
    batches: dict[RowKind, list[pa.RecordBatch]] = {kind: [] for kind in kinds}
    quarantined: list[Quarantined] = []
    for contract, path in files:
        if contract.row not in batches:
            wanted = " or ".join(kind.value for kind in kinds)
            raise ContractError(f"{contract.source}: rows of kind {contract.row.value!r}, not {wanted}")
        keys = seen.setdefault((contract.row, contract.source), {})
        for batch in read_records(contract, path, received_at, keys):
            batches[contract.row].append(batch.records)
            quarantined += batch.quarantined
    tables = {kind: pa.Table.from_batches(each, record_schema(kind)) for kind, each in batches.items()}
    return tables, quarantined


def _check_columns(contract: Contract, path: Path, chunk: Chunk) -> None:
    if isinstance(contract.format, JsonlFormat) and not chunk.numbers:
        return
    absent = [column for column in contract.columns_needed if column not in chunk.columns]
    if absent:
        found = tuple(chunk.columns)
        lines = [f"{path.name}: no column {column!r}{closest(column, found)}" for column in absent]
        raise ContractError("\n".join([*lines, f"columns found: {', '.join(found) or 'none'}"]))
