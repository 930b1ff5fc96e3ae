"""Learned: what is kept judges every pair as before, alone or among others."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from resolver.errors import ModelError
from resolver.learned import Learned
from resolver.link import link
from resolver.linkage import Linkage
from resolver.settings import default_settings
from tests.resolver.town import town

Weights = dict[frozenset[str], float]


@pytest.fixture(scope="module")
def records() -> pa.Table:
    return town(150, 7).drop_columns(["person"])


@pytest.fixture(scope="module")
def linkage(records: pa.Table) -> Linkage:
    settings = default_settings().model_copy(update={"largest_block": 12})
    return link(records, settings)


@pytest.fixture(scope="module")
def learned(linkage: Linkage, tmp_path_factory: pytest.TempPathFactory) -> Learned:
    folder = tmp_path_factory.mktemp("home") / "resolver"
    linkage.learned.save(folder)
    return Learned.load(folder)


def weights(records: pa.Table, linkage: Linkage) -> Weights:
    keys = records["key"].to_pylist()
    rows = linkage.pairs.select(["left", "right", "weight"]).to_pylist()
    return {frozenset((keys[row["left"]], keys[row["right"]])): row["weight"] for row in rows}


def test_what_is_kept_weighs_as_before(records: pa.Table, linkage: Linkage, learned: Learned) -> None:
    before, after = weights(records, linkage), weights(records, link(records, learned=learned))
    assert len(after) > 100
    assert after == before


def test_a_part_of_the_records_weighs_as_all_of_them(records: pa.Table, learned: Learned) -> None:
    """As long as the part has, with each record, those kept at its address: they are evidence."""
    whole = weights(records, link(records, learned=learned))
    homes = np.array([str(home) for home in records["address_text"].to_pylist()])
    kept_homes = np.random.default_rng(3).permutation(np.unique(homes))[: len(np.unique(homes)) // 3]
    part = records.filter(pa.array(np.isin(homes, kept_homes)))
    kept = set(part["key"].to_pylist())
    assert weights(part, link(part, learned=learned)) == {
        pair: weight for pair, weight in whole.items() if pair <= kept
    }


def test_a_model_serves_records_that_lack_fields(records: pa.Table, learned: Learned) -> None:
    few = records.select(["source", "key", "given_name", "family_name", "birth_date"]).slice(0, 40)
    alone = few.filter(pc.equal(few["source"], pa.scalar("care")))
    assert len(link(alone, learned=learned).clusters) == len(alone)


def test_a_second_save_replaces_the_first(learned: Learned, tmp_path: Path) -> None:
    learned.save(tmp_path)
    learned.save(tmp_path)
    assert len([each for each in tmp_path.iterdir() if each.is_dir()]) == 1
    assert Learned.load(tmp_path).model == learned.model


def test_nothing_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="kith resolve"):
        Learned.load(tmp_path)


def test_another_table_is_no_background(learned: Learned, tmp_path: Path) -> None:
    learned.save(tmp_path)
    kept = next(each for each in tmp_path.iterdir() if each.is_dir())
    pq.write_table(pa.table({"value": ["x"]}), kept / "background.parquet")
    with pytest.raises(ModelError, match="not the background"):
        Learned.load(tmp_path)
    (kept / "background.parquet").write_bytes(b"")
    with pytest.raises(ModelError, match="cannot be read"):
        Learned.load(tmp_path)
