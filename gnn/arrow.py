"""Arrow columns as arrays: numbers, days, places in a list of names, and whether anything is there."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.arrays import Booleans, Floats, Integers

Chunks: TypeAlias = "pa.ChunkedArray[Any]"
Texts: TypeAlias = "pa.Array[Any]"


def integers(column: "Chunks | Texts", missing: int) -> Integers:
    """Numbers or days (since 1970) as int64, with `missing` for nulls."""
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    filled = pc.fill_null(column.cast(pa.int64()), pa.scalar(missing, pa.int64()))
    return np.asarray(filled, dtype=np.int64)


def floats(column: Chunks) -> Floats:
    """Numbers as float64, with NaN for nulls."""
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def places_in(column: Chunks, names: "Texts | Sequence[str]") -> Integers:
    """For each text its place among `names`; -1 for a text that is not there, and for null."""
    values = names if isinstance(names, pa.Array) else pa.array(names, pa.string())
    return integers(pc.index_in(column, value_set=values), -1)


def is_missing(column: Chunks) -> Booleans:
    """Whether each value is null."""
    return np.asarray(pc.is_null(column).to_numpy(), dtype=np.bool_)


def distinct(*columns: Chunks) -> Texts:
    """The different texts of all columns, sorted, without null."""
    chunks = [chunk for column in columns for chunk in column.chunks]
    values = pc.unique(pa.concat_arrays([*chunks, pa.array([], pa.string())]).drop_null())
    return values.take(pc.sort_indices(values))
