"""A table: rows of one file as text by column, and the ways of writing it.

Invariant: the same rows give the same bytes.
"""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from borough import calendar
from borough.noise import folded

Row = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """How a file is written: its kind (csv, jsonl, parquet), delimiter and encoding."""

    kind: str
    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass
class Table:
    """The rows of one file. `dates` are columns of dates; `bad` tells which rows are spoilt and how."""

    name: str
    layout: Layout
    rows: list[Row]
    dates: tuple[str, ...] = ()
    bad: list[tuple[int, str]] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """The file's name."""
        return f"{self.name}.{self.layout.kind}"

    def write(self, folder: Path) -> Path:
        """Write the file into `folder`."""
        path = folder / self.file_name
        {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet}[self.layout.kind](self, path)
        return path


def iso(day: int | None) -> str:
    """`2026-06-30`, or empty."""
    return "" if day is None else calendar.day(day).isoformat()


def written(day: int | None, form: str) -> str:
    """A day in a strftime form, or empty."""
    return "" if day is None else calendar.day(day).strftime(form)


def reform(born: str, form: str) -> str:
    """An ISO date in a strftime form; empty stays empty."""
    return date.fromisoformat(born).strftime(form) if born else ""


def _write_csv(table: Table, path: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, list(table.rows[0]), delimiter=table.layout.delimiter, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(table.rows)
    path.write_bytes(_encoded(text.getvalue(), table.layout.encoding))


def _encoded(text: str, encoding: str) -> bytes:
    """`text` in an encoding; letters that it lacks lose their accents."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        fitting = "".join(letter if _fits(letter, encoding) else folded(letter) for letter in text)
        return fitting.encode(encoding, "replace")


def _fits(letter: str, encoding: str) -> bool:
    return letter.isascii() or letter.encode(encoding, "ignore") != b""


def _write_jsonl(table: Table, path: Path) -> None:
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table.rows)
    path.write_text("".join(f"{line}\n" for line in lines), table.layout.encoding)


def _write_parquet(table: Table, path: Path) -> None:
    columns = {name: _column(table, name) for name in table.rows[0]}
    pq.write_table(pa.table(columns), path, compression="zstd")


def _column(table: Table, name: str) -> "pa.Array[Any]":
    values = [row[name] or None for row in table.rows]
    if name in table.dates:
        return pa.array([date.fromisoformat(value) if value else None for value in values], pa.date32())
    return pa.array(values, pa.string())
