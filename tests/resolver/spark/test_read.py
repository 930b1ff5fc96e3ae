import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from graph.contract import Contract
from graph.errors import ContractError
from graph.problem import Delivery
from graph.rows import read_person_table
from resolver.spark.read import read_by_contract

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
CONTRACT = """
source: register
domain: other
trust: 0.5
row: person
format: {kind: parquet}
key: [number]
columns:
  given_name: first
  family_name: last
  birth_date: {column: born, date_formats: ["%d/%m/%Y"]}
"""
ROWS = pa.table(
    {
        "number": ["1", "2", "2", "3", None],
        "first": ["ANN", "bilal", "bilal", "Chloe", "Dwayne"],
        "last": ["o'neill", "Khan", "Khan", "Smith", "Dlamini"],
        "born": ["12/03/1984", "01/02/1990", "01/02/1990", "31/31/2000", "02/02/2002"],
    }
)


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    path = tmp_path / "register.yaml"
    path.write_text(CONTRACT, "utf-8")
    return Contract.read(path)


def test_rows_are_read_as_the_loader_reads_them(
    spark: SparkSession, contract: Contract, tmp_path: Path
) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(ROWS, path)
    records, quarantined = read_person_table([(contract, path)])
    read = read_by_contract(spark.createDataFrame(ROWS), _delivery(contract))
    found = read.records.toArrow().to_pylist()
    assert sorted(found, key=str) == sorted(records.to_pylist(), key=str)
    told = [json.loads(row["quarantined"]) for row in read.quarantined.toArrow().to_pylist()]
    assert {(row["rule"], row["cost"]) for row in told} == {
        (each.problems[0].rule, each.cost.value) for each in quarantined
    }
    assert len(told) == len(quarantined) > 0


def test_a_column_that_is_not_there_is_told(spark: SparkSession, contract: Contract) -> None:
    rows = spark.createDataFrame(pa.table({"number": ["1"]}))
    with pytest.raises(ContractError, match="first"):
        read_by_contract(rows, _delivery(contract))


def _delivery(contract: Contract) -> Delivery:
    return Delivery(contract, "people", datetime.now(UTC))
