"""`kith link` and `kith evaluate` on real people of the past; the truth is read only to measure."""

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kith.cli import app

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data"))
DATA = SHARED / "historical_50k.parquet"
RUNNER = CliRunner()


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA.name} is not here: set KITH_SHARED_DATA to its folder")
def test_files_are_linked_and_judged_with_no_database(tmp_path: Path) -> None:
    contract, out = ROOT / "contracts" / "historical_50k.yaml", tmp_path / "clusters.parquet"
    linked = RUNNER.invoke(app, ["link", str(DATA), "-c", str(contract), "-o", str(out), "--json"])
    assert linked.exit_code == 0, linked.output
    columns = ["--key", "unique_id", "--entity", "cluster"]
    judged = RUNNER.invoke(app, ["evaluate", str(out), str(DATA), *columns, "--json"])
    figures = json.loads(judged.output)
    assert figures["b_cubed_f1"] >= 0.87
    assert figures["pairwise_f1"] >= 0.84


def test_a_truth_without_the_column_is_told(tmp_path: Path) -> None:
    truth, clusters = tmp_path / "truth.csv", tmp_path / "clusters.parquet"
    truth.write_text("key,who\n1,a\n", "utf-8")
    pq.write_table(pa.table({"source": ["s"], "key": ["1"], "entity_id": ["e"]}), clusters)
    result = RUNNER.invoke(app, ["evaluate", str(clusters), str(truth)])
    assert result.exit_code == 2
    assert "no column 'person'" in result.output
