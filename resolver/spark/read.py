"""Read: rows as delivered, made canonical by their contract on Spark's workers.

Invariant: the contract is read by the loader's own code, so a row is accepted, mended or refused as in
loading. Every row delivered is among the records or among the quarantined, or repeats another.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from graph.batch import record_schema
from graph.errors import ContractError
from graph.problem import Delivery
from graph.readers.chunk import Chunk
from graph.row_reader import RowReader

_QUARANTINED = "quarantined"
_NO_NUMBER = 0
"""Spark does not say which row of its file a row is."""


@dataclass(frozen=True)
class SparkRows:
    """What a delivery holds.

    Attributes:
        records: the canonical records; a row that equals another is there once.
        quarantined: one JSON text a row with problems, as a quarantine file has it.
    """

    records: DataFrame
    quarantined: DataFrame


def read_by_contract(rows: DataFrame, delivery: Delivery) -> SparkRows:
    """The records of rows as delivered.

    Args:
        rows: the columns of the source, all text.
        delivery: the contract of the rows, and when they were received.

    Raises:
        ContractError: a column that the contract names is not there.
    """
    absent = [name for name in delivery.contract.columns_needed if name not in rows.columns]
    if absent:
        raise ContractError(
            f"{delivery.file}: no column {absent[0]!r}; columns found: {', '.join(rows.columns)}"
        )
    read = rows.mapInArrow(partial(_read, delivery=delivery), from_arrow_schema(_schema(delivery)))
    held = read.localCheckpoint()
    return SparkRows(
        held.where(f.col(_QUARANTINED).isNull()).drop(_QUARANTINED).distinct(),
        held.where(f.col(_QUARANTINED).isNotNull()).select(_QUARANTINED),
    )


def _read(batches: Iterator[pa.RecordBatch], delivery: Delivery) -> Iterator[pa.RecordBatch]:
    schema = _schema(delivery)
    for batch in batches:
        columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
        read = RowReader(delivery, {}).batch(Chunk([_NO_NUMBER] * batch.num_rows, columns))
        nothing = pa.nulls(read.records.num_rows, pa.string())
        yield pa.RecordBatch.from_arrays([*read.records.columns, nothing], schema=schema)
        told = [json.dumps(each.to_dict(), ensure_ascii=False) for each in read.quarantined]
        empty = [pa.nulls(len(told), pa.string()) for _ in schema.names[:-1]]
        yield pa.RecordBatch.from_arrays([*empty, pa.array(told, pa.string())], schema=schema)


def _schema(delivery: Delivery) -> pa.Schema:
    return record_schema(delivery.contract.row).append(pa.field(_QUARANTINED, pa.string()))
