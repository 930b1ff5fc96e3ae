"""The page on the borough says what the code does."""

import re
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from borough.hazard import Hazard
from borough.make import Borough

_PAGE = (Path(__file__).parents[2] / "docs" / "borough.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "value"), asdict(Hazard()).items())
def test_every_coefficient_is_documented(name: str, value: float) -> None:
    written = re.search(rf"^\| `{name}` \| ([-0-9.]+) \|", _PAGE, re.MULTILINE)
    assert written is not None
    assert float(written[1]) == value


def test_every_file_is_documented(borough: Borough) -> None:
    assert all(f"`{each.path.stem}`" in _PAGE for each in borough.files)


def test_every_column_of_the_truth_is_documented(borough: Borough) -> None:
    for name, path in borough.truth.items():
        if path.suffix == ".parquet":
            columns = {f"`{column}`" for column in pq.read_schema(path).names}
            lines = [line for line in _PAGE.splitlines() if line.startswith(f"| `{name}` |")]
            assert any(columns <= set(re.findall("`[^`]+`", line)) for line in lines), name
