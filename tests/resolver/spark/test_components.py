import random
from itertools import pairwise

import networkx as nx
import pyarrow as pa
from pyspark.sql import SparkSession

from resolver.spark.components import components


def test_component_is_the_least_record_of_those_that_hang_together(spark: SparkSession) -> None:
    dice = random.Random(2)
    numbers = [dice.randrange(2**40) for _ in range(60)]
    chain = sorted(numbers[:9])
    others = [dice.sample(numbers[9:], 2) for _ in range(30)]
    edges = [*pairwise(chain), *((min(pair), max(pair)) for pair in others)]
    table = pa.table({"left": [left for left, _ in edges], "right": [right for _, right in edges]})
    found = components(spark.createDataFrame(table)).toArrow().to_pylist()
    expected = {
        record: min(component)
        for component in nx.connected_components(nx.Graph(edges))
        for record in component
    }
    assert len(found) == len(expected)
    assert {row["record"]: row["component"] for row in found} == expected
