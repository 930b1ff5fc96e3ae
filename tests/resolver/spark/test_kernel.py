"""The code of the workers, run here on real broadcasts: what is in one part is equal to the whole."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyspark import Broadcast
from pyspark.sql import SparkSession

from resolver.caveats import CAVEATS
from resolver.learned import Learned
from resolver.link import Linkage, link
from resolver.spark.kernel import WORDS, clustered, weighed, words_of
from tests.resolver.people import table
from tests.resolver.town import town


@pytest.fixture(scope="module")
def records() -> pa.Table:
    rows = town(120, 4).drop_columns(["person"]).sort_by([("source", "ascending"), ("key", "ascending")])
    return rows.append_column("record", pa.array(np.arange(rows.num_rows) * 3 + 7))


@pytest.fixture(scope="module")
def local(records: pa.Table) -> Linkage:
    return link(records.drop_columns(["record"]))


@pytest.fixture(scope="module")
def kept(spark: SparkSession, local: Linkage) -> "Broadcast[Learned]":
    return spark.sparkContext.broadcast(local.learned)


@pytest.fixture(scope="module")
def words(records: pa.Table, kept: "Broadcast[Learned]") -> pa.Table:
    return pa.Table.from_batches(words_of(iter(records.to_batches(max_chunksize=50)), kept), WORDS)


def test_records_that_share_a_word_are_the_candidates(words: pa.Table, local: Linkage) -> None:
    assert len(candidates(words)) == local.candidates


def test_one_part_with_everything_is_equal(
    records: pa.Table, words: pa.Table, local: Linkage, kept: "Broadcast[Learned]"
) -> None:
    parted = records.append_column("company", companies(records, words))
    pairs = weighed(parted, candidates(words), kept)
    told = pairs.filter(pc.is_valid(pairs["judgement"]))
    assert told["weight"].to_pylist() == local.pairs["weight"].to_pylist()
    assert told["judgement"].to_pylist() == local.pairs["judgement"].to_pylist()
    found = clustered(records, pairs, kept)
    entities = found.filter(pc.is_valid(found["record"]))
    of_local = [str(entity) for entity in local.clusters["entity_id"].to_pylist()]
    first: dict[str, int] = {}
    for record, entity in zip(records["record"].to_numpy().tolist(), of_local, strict=True):
        first.setdefault(entity, record)
    assert entities["entity"].to_pylist() == [first[entity] for entity in of_local]


def test_a_merge_held_back_is_told(kept: "Broadcast[Learned]") -> None:
    four = table([{"given_name": name} for name in ("ann", "bea", "cat", "dot")])
    four = four.append_column("record", pa.array([10, 20, 30, 40]))
    pairs = pa.table({"left": [10, 20, 30], "right": [20, 30, 40], "force": [9.0, 8.0, 9.0]})
    found = clustered(four, pairs, kept).to_pylist()
    assert {row["record"]: row["entity"] for row in found if row["record"]} == {
        10: 10,
        20: 10,
        30: 30,
        40: 30,
    }
    (held,) = [row for row in found if row["record"] is None]
    assert (held["left"], held["right"], held["caveat"]) == (20, 30, CAVEATS[0])


def candidates(words: pa.Table) -> pa.Table:
    blocks: dict[int, set[int]] = {}
    for row in words.to_pylist():
        if not row["is_company"]:
            blocks.setdefault(row["word"], set()).add(row["record"])
    pairs = sorted({(a, b) for block in blocks.values() for a in block for b in block if a < b})
    return pa.table({"left": [left for left, _ in pairs], "right": [right for _, right in pairs]})


def companies(records: pa.Table, words: pa.Table) -> "pa.Array[pa.Int64Scalar]":
    company = {row["record"]: row["word"] for row in words.to_pylist() if row["is_company"]}
    sizes = np.unique(list(company.values()), return_counts=True)
    size = dict(zip(sizes[0].tolist(), sizes[1].tolist(), strict=True))
    found = [company.get(record, 0) for record in records["record"].to_pylist()]
    return pa.array([word if 2 <= size.get(word, 0) <= 12 else 0 for word in found], pa.int64())
