"""Readers: one file format a module; each streams a file as chunks of text by column."""

from collections.abc import Iterator
from pathlib import Path

from graph.contract import CsvFormat, FileFormat, JsonlFormat
from graph.readers import csv, jsonl, parquet
from graph.readers.chunk import Chunk


def read_chunks(layout: FileFormat, path: Path, size: int) -> Iterator[Chunk]:
    """The rows of `path`, `size` at a time, in the file's order.

    Raises:
        FileFormatError: the file cannot be read, or is not what `layout` says.
    """
    if isinstance(layout, CsvFormat):
        return csv.read(layout, path, size)
    if isinstance(layout, JsonlFormat):
        return jsonl.read(layout, path, size)
    return parquet.read(path, size)
