"""Parquet: typed values are read as the text that a person would write."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import FileFormatError
from graph.readers.parquet import read

VALUES: dict[str, tuple["pa.Array[Any]", list[str | None]]] = {
    "text": (pa.array(["a", None]), ["a", None]),
    "large_text": (pa.array(["a", None], pa.large_string()), ["a", None]),
    "coded": (pa.array(["a", None]).dictionary_encode(), ["a", None]),
    "integer": (pa.array([7, None]), ["7", None]),
    "whole_float": (pa.array([7.0, None]), ["7", None]),
    "float": (pa.array([7.25, float("nan")]), ["7.25", None]),
    "decimal": (pa.array([Decimal("7.50"), None]), ["7.50", None]),
    "truth": (pa.array([True, False]), ["true", "false"]),
    "day": (pa.array([date(1990, 5, 6), None]), ["1990-05-06", None]),
    "midnight": (pa.array([datetime(1990, 5, 6), None], pa.timestamp("ns")), ["1990-05-06", None]),
    "time": (pa.array([datetime(1990, 5, 6, 7, 8), None], pa.timestamp("ms")), ["1990-05-06T07:08:00", None]),
    "zoned": (
        pa.array([datetime(1990, 5, 6, 7, 8, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        ["1990-05-06T07:08:00+00:00", None],
    ),
    "list": (pa.array([["a", "b"], None]), ['["a", "b"]', None]),
}


@pytest.mark.parametrize("kind", VALUES)
def test_values(tmp_path: Path, kind: str) -> None:
    array, texts = VALUES[kind]
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"value": array}), path)
    _, chunk = read(path, 10)
    assert chunk.columns == {"value": texts}
    assert list(chunk.numbers) == [1, 2]


def test_structures_are_named_by_path(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"name": [{"given": "Ann", "of": {"birth": "Lee"}}]}), path)
    _, chunk = read(path, 10)
    assert chunk.columns == {"name.given": ["Ann"], "name.of.birth": ["Lee"]}


def test_rows_keep_their_numbers_across_chunks(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"id": list(range(7))}), path)
    numbers = [number for chunk in read(path, 3) for number in chunk.numbers]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_text("id,name\n", "utf-8")
    with pytest.raises(FileFormatError, match=r"rows\.parquet"):
        list(read(path, 10))
    with pytest.raises(FileFormatError, match="No such file"):
        list(read(tmp_path / "absent.parquet", 10))
