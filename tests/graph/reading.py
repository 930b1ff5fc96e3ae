"""Shared by the tests of reading and loading: a contract, and rows written by it."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from graph.batch import Batch
from graph.contract import Contract
from graph.rows import read_records

RECEIVED = datetime(2026, 11, 24, 10, 20, 30, tzinfo=UTC)
COLUMNS = ("id", "name", "born", "sex", "pcode", "note")

HOUSING: dict[str, Any] = {
    "source": "housing",
    "domain": "homelessness",
    "trust": "0.8",
    "format": {"kind": "csv"},
    "row": "person",
    "key": ["id"],
    "nothing": ["N/A"],
    "columns": {
        "family_name": "name",
        "birth_date": {"column": "born", "date_formats": ["%d/%m/%Y"]},
        "sex": {"column": "sex", "codes": {"M": "male", "F": "female"}},
        "postcode": {"column": "pcode", "on_error": "drop_value"},
    },
}


def contract_of(folder: Path, **changes: Any) -> Contract:
    """The housing contract, some keys of it replaced."""
    path = folder / "contract.yaml"
    path.write_text(yaml.safe_dump({**HOUSING, **changes}, sort_keys=False), "utf-8")
    return Contract.read(path)


def row_of(key: str, **changes: str) -> dict[str, str]:
    """A row that the housing contract accepts, some values of it replaced."""
    sound = {"id": key, "name": "SMITH", "born": "06/05/1990", "sex": "F", "pcode": "sw1a1aa", "note": ""}
    return {**sound, **changes}


def write_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows under the housing columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def read_all(contract: Contract, path: Path, size: int = 1000) -> list[Batch]:
    """Every batch of a file received on 24 November 2026."""
    return list(read_records(contract, path, RECEIVED, size=size))


def read_one(contract: Contract, path: Path) -> Batch:
    """The one batch that holds all rows of a small file."""
    (batch,) = read_all(contract, path)
    return batch
