"""Contracts for real data: few rows are kept out, and the truth column is read by none of them."""

import os
from pathlib import Path

import pytest

from graph.contract import Contract
from graph.rows import read_person_table

ROOT = Path(__file__).parents[2]


def _shared(name: str) -> Path:
    path = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data")) / name
    if not path.exists():
        pytest.skip(f"{name} is not here; KITH_SHARED_DATA names its folder")
    return path


def test_historical_people() -> None:
    contract = Contract.read(ROOT / "contracts" / "historical_50k.yaml")
    table, quarantined = read_person_table([(contract, _shared("historical_50k.parquet"))])
    assert table.num_rows == 50_578
    assert not any(entry.is_kept_out for entry in quarantined)
    assert not any("cluster" in entry.original for entry in quarantined)
    assert table["birth_date"].null_count == 11_403 + 15
    assert table["postcode"].null_count < 11_426 + 500


def test_febrl_people() -> None:
    contract = Contract.read(ROOT / "contracts" / "febrl3.yaml")
    table, quarantined = read_person_table([(contract, _shared("febrl3.csv"))])
    assert table.num_rows == 5000
    assert not any(entry.is_kept_out for entry in quarantined)
