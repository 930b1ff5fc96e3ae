"""A batch: the canonical records of some rows of a file, and what was wrong with the others.

`received == len(numbers) + rows quarantined + repeated`, always.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from graph.problem import Quarantined
from graph.readers.chunk import Text
from graph.vocabulary import RowKind, vocabulary

_IDENTITY = ("source", "key", "row")


def record_columns(row: RowKind) -> tuple[str, ...]:
    """The columns of a table of records: source, key, row, and the canonical fields of its kind."""
    return (*_IDENTITY, *vocabulary().fields_of(row))


def record_schema(row: RowKind) -> pa.Schema:
    """The schema of a table of records: every column is text and may be null."""
    return pa.schema([(name, pa.string()) for name in record_columns(row)])


@dataclass(frozen=True)
class Batch:
    """Rows read from one file.

    Attributes:
        row: what each row carries.
        numbers: the rows' numbers in the file.
        columns: for each column of `record_columns(row)`, and for `original` and `hash`, as many
            values as there are numbers.
        quarantined: rows that were kept out, and rows of which values were dropped.
        repeated: how many rows equal an earlier row of the same key.
        received: how many rows of the file this batch accounts for.
    """

    row: RowKind
    numbers: Sequence[int]
    columns: dict[str, Text]
    quarantined: Sequence[Quarantined]
    repeated: int
    received: int

    @property
    def records(self) -> pa.RecordBatch:
        """The records as Arrow, with the columns of `record_columns(row)`."""
        schema = record_schema(self.row)
        arrays = [pa.array(self.columns[name], pa.string()) for name in schema.names]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def records_at(self, places: Sequence[int]) -> pa.Table:
        """The records at these places, as Arrow."""
        return pa.Table.from_batches([self.records]).take(pa.array(places, pa.int64()))

    def ids(self) -> list[str]:
        """The ids of the records: source and key."""
        names = zip(self.columns["source"], self.columns["key"], strict=True)
        return [f"{source}/{key}" for source, key in names]

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """Batches of one kind of row as one, their rows one after another."""
        columns: dict[str, Text] = {
            name: [value for batch in batches for value in batch.columns[name]] for name in batches[0].columns
        }
        return cls(
            row=batches[0].row,
            numbers=[number for batch in batches for number in batch.numbers],
            columns=columns,
            quarantined=[entry for batch in batches for entry in batch.quarantined],
            repeated=sum(batch.repeated for batch in batches),
            received=sum(batch.received for batch in batches),
        )

    @property
    def rows_quarantined(self) -> int:
        """How many rows were kept out."""
        return sum(entry.is_kept_out for entry in self.quarantined)
