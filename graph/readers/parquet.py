"""Parquet: typed columns, read as the text that a person would write for them.

A whole number kept as a float is written without its `.0`, a time at midnight without its time,
and a column inside a structure is named by its path.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import FileFormatError
from graph.readers.chunk import Chunk, Text

_MIDNIGHT = "T00:00:00"


def read(path: Path, size: int) -> Iterator[Chunk]:
    """Chunks of at most `size` rows; at least one, so that the columns are known of an empty file too.

    Raises:
        FileFormatError: the file cannot be read, or is not Parquet.
    """
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
            first = 1
            yield Chunk((), {name: [] for name in _flat(file.schema_arrow.empty_table()).column_names})
            for batch in file.iter_batches(batch_size=size):
                table = _flat(pa.Table.from_batches([batch]))
                yield Chunk(range(first, first + len(table)), _columns(table))
                first += len(table)
    except (OSError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise FileFormatError(f"{path.name}: cannot be read as Parquet: {why}") from None


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _columns(table: pa.Table) -> dict[str, Text]:
    return {name: _texts(table.column(name)) for name in table.column_names}


def _texts(column: "pa.ChunkedArray[Any]") -> Text:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    column = column.cast(kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.to_pylist()
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    write = _writer(kind)
    return [None if value is None else write(value) for value in column.to_pylist()]


def _writer(kind: pa.DataType) -> Callable[[Any], str | None]:
    if pa.types.is_floating(kind):
        return _number
    if pa.types.is_timestamp(kind):
        return lambda value: value.isoformat().removesuffix(_MIDNIGHT)
    if pa.types.is_boolean(kind):
        return lambda value: "true" if value else "false"
    if pa.types.is_nested(kind):
        return lambda value: json.dumps(value, ensure_ascii=False, default=str)
    return str


def _number(value: float) -> str | None:
    if value != value:  # noqa: PLR0124 - the one value that differs from itself is "not a number"
        return None
    return str(int(value)) if value.is_integer() else repr(value)
