"""Made boroughs are repeatable, whole, and say what is wrong with them."""

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from borough.make import LARGEST, Borough, SizeError, make_borough


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_borough(1_000, 3, tmp_path_factory.mktemp("small")).folder


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    assert _hashes(make_borough(1_000, 3, tmp_path).folder) == _hashes(small)


def test_another_seed_gives_other_records(small: Path, tmp_path: Path) -> None:
    other, first = _hashes(make_borough(1_000, 4, tmp_path).folder), _hashes(small)
    assert other.keys() == first.keys()
    assert all(other[name] != first[name] for name in first if name.startswith("records/"))


def test_earlier_content_is_replaced(borough: Borough, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "stale.csv").write_text("x")
    make_borough(1_000, 3, tmp_path)
    assert not (tmp_path / "records" / "stale.csv").exists()


def test_a_size_out_of_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SizeError, match="1,000 to 400,000"):
        make_borough(LARGEST + 1, 1, tmp_path)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    make_borough(1_000, 3, tmp_path, progress=lambda stage, done: told.append((stage, done)))
    assert told[-1] == ("months lived", 60)


def test_six_systems_deliver_every_kind_of_row(borough: Borough) -> None:
    contracts = [each.contract.read_text("utf-8") for each in borough.files]
    sources = {line for text in contracts for line in text.splitlines() if line.startswith("source:")}
    kinds = {
        line.split(": ")[1] for text in contracts for line in text.splitlines() if line.startswith("row:")
    }
    assert len(sources) == 6
    assert kinds == {"person", "address", "relationship", "episode", "intervention", "outcome"}


def test_formats_differ(borough: Borough) -> None:
    assert {each.path.suffix for each in borough.files} == {".csv", ".jsonl", ".parquet"}


def test_bad_rows_are_few_and_counted(borough: Borough) -> None:
    summary = json.loads(borough.truth["summary"].read_text("utf-8"))
    for each in borough.files:
        assert each.bad_rows <= 0.005 * each.rows
        assert each.bad_rows == sum(summary["bad_rows"].get(each.path.stem, {}).values())
    assert sum(each.bad_rows for each in borough.files) > 10


def test_the_truth_has_one_person_for_every_good_row(borough: Borough) -> None:
    truth = pq.read_table(borough.truth["records"])
    good = sum(
        each.rows - each.bad_rows for each in borough.files if "row: person" in each.contract.read_text()
    )
    keys = set(zip(truth["source"].to_pylist(), truth["key"].to_pylist(), strict=True))
    assert truth.num_rows == good == len(keys)
