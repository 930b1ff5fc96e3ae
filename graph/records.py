"""The current records of a kind, read from the graph as one table."""

from typing import Any

import pyarrow as pa

from graph.batch import record_schema
from graph.store import Store
from graph.vocabulary import RowKind

_PAGE = 20_000

# One list of lists a page: the driver decodes it many times faster than a map a record.
_READ = """
MATCH (record:Record)
WHERE record.row = $row AND record.id > $after
WITH record ORDER BY record.id LIMIT $size
RETURN max(record.id) AS last, collect([name IN $names | record[name]]) AS records
"""


async def export_records(store: Store, row: RowKind) -> pa.Table:
    """The current records whose rows are of this kind, in the order of their identifiers.

    Returns:
        A table with the columns `source`, `key`, `row` and the canonical fields of the kind, all
        text that may be null.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    schema = record_schema(row)
    batches: list[pa.RecordBatch] = []
    after = ""
    while True:
        page = await store.read(_READ, row=row.value, after=after, size=_PAGE, names=schema.names)
        records: list[list[Any]] = page[0]["records"]
        if records:
            batches.append(_batch(records, schema))
        if len(records) < _PAGE:
            return pa.Table.from_batches(batches, schema)
        after = page[0]["last"]


def _batch(records: list[list[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [pa.array(values, pa.string()) for values in zip(*records, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
