"""Scale-out: linking on Spark is equal to linking on one machine, record by record and bit by bit."""

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from resolver.errors import RecordsError
from resolver.link import Linkage, link
from resolver.spark.link import SparkLinkage, link_on_spark
from tests.resolver.people import table
from tests.resolver.town import town

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
HOUSEHOLDS = 500


@pytest.fixture(scope="module")
def records() -> pa.Table:
    return town(HOUSEHOLDS, 3).drop_columns(["person"])


@pytest.fixture(scope="module")
def local(records: pa.Table) -> Linkage:
    learned = link(town(250, 9).drop_columns(["person"])).learned
    return link(records, learned=learned)


@pytest.fixture(scope="module")
def scaled(spark: SparkSession, records: pa.Table, local: Linkage) -> SparkLinkage:
    return link_on_spark(spark, spark.createDataFrame(records), local.learned, parts=3)


def test_people_are_equal(records: pa.Table, local: Linkage, scaled: SparkLinkage) -> None:
    clusters = scaled.clusters.toArrow()
    assert clusters.num_rows == records.num_rows > 2000
    assert people(clusters) == people(local.clusters)
    assert all(f"{row['source']}/{row['key']}" >= row["entity_id"] for row in clusters.to_pylist())


def test_pairs_are_equal(records: pa.Table, local: Linkage, scaled: SparkLinkage) -> None:
    ids = list(zip(records["source"].to_pylist(), records["key"].to_pylist(), strict=True))
    expected = {(*ids[row.pop("left")], *ids[row.pop("right")]): row for row in local.pairs.to_pylist()}
    ends = ("left_source", "left_key", "right_source", "right_key")
    found = {tuple(row.pop(name) for name in ends): row for row in scaled.pairs.toArrow().to_pylist()}
    assert found == expected
    assert {row["judgement"] for row in found.values()} >= {"match", "unsure"}


@pytest.mark.parametrize(
    "rows",
    [
        [{"source": "a", "key": "1"}, {"source": "a", "key": "1"}],
        [{"source": "a", "key": None}, {"source": "a", "key": "1"}],
    ],
    ids=["twice", "no key"],
)
def test_records_without_an_identity_are_refused(
    spark: SparkSession, local: Linkage, rows: list[dict[str, str | None]]
) -> None:
    with pytest.raises(RecordsError):
        link_on_spark(spark, spark.createDataFrame(table(rows)), local.learned, parts=1)
    nameless = spark.createDataFrame(pa.table({"key": ["1"]}))
    with pytest.raises(RecordsError):
        link_on_spark(spark, nameless, local.learned, parts=1)


def people(clusters: pa.Table) -> set[frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for row in clusters.to_pylist():
        found.setdefault(row["entity_id"], set()).add((row["source"], row["key"]))
    return {frozenset(each) for each in found.values()}
