"""Real people of the past with errors added; the truth is read only to measure."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graph.contract import Contract
from graph.rows import read_person_table
from resolver.evaluate import evaluate
from resolver.link import link

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data"))
DATA = SHARED / "historical_50k.parquet"


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA.name} is not here: set KITH_SHARED_DATA to its folder")
def test_historical_people_are_found_with_the_default_settings() -> None:
    contract = Contract.read(ROOT / "contracts" / "historical_50k.yaml")
    records, _ = read_person_table([(contract, DATA)])
    linkage = link(records)
    rows = pq.read_table(DATA, columns=["unique_id", "cluster"]).to_pylist()
    truth = {row["unique_id"]: row["cluster"] for row in rows}
    found = evaluate(
        linkage.clusters["entity_id"], [truth[key] for key in linkage.clusters["key"].to_pylist()]
    )
    assert found.b_cubed.f1 > 0.92
    assert found.pairwise.f1 > 0.90
