"""Components: which records hang together, found by stars that grow.

Invariant: the result is the least record of each component, whatever the order of the edges. Each round every
record is tied to the least of its neighbours, first those above it, then those below; the number of rounds
grows with the logarithm of the longest chain (Kiveris et al., 2014, “Connected components in MapReduce and
beyond”).
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as f


def components(edges: DataFrame) -> DataFrame:
    """The component of each record that has an edge.

    Args:
        edges: `left` and `right`, each a record; left is below right.

    Returns:
        `record` and `component`, which is the least record of its component.
    """
    stars = edges.select(f.col("right").alias("record"), f.col("left").alias("component")).distinct()
    before = None
    while before != (now := _summed(stars)):
        before = now
        stars = _small_star(_large_star(stars)).localCheckpoint()
    centres = stars.select(f.col("component").alias("record"), "component").distinct()
    return stars.union(centres)


def _large_star(stars: DataFrame) -> DataFrame:
    """Each record's larger neighbours are tied to the least of its neighbours."""
    back = stars.select(f.col("component").alias("record"), f.col("record").alias("component"))
    both = stars.union(back).withColumnRenamed("component", "other")
    least = both.groupBy("record").agg(f.min("other").alias("least"))
    tied = both.join(least, "record").where("other > record")
    return tied.select(
        f.col("other").alias("record"), f.least("record", "least").alias("component")
    ).distinct()


def _small_star(stars: DataFrame) -> DataFrame:
    """Each record and its smaller neighbours are tied to the least of these."""
    least = stars.groupBy("record").agg(f.min("component").alias("least"))
    tied = stars.join(least, "record")
    smaller = tied.select(f.col("component").alias("record"), f.col("least").alias("component"))
    itself = least.select("record", f.col("least").alias("component"))
    return smaller.union(itself).where("record <> component").distinct()


def _summed(stars: DataFrame) -> tuple[int, ...]:
    """What two sets of stars have in common only if they are, for all that matters, one."""
    row = stars.agg(f.count("*"), f.sum(f.xxhash64("record", "component").cast("decimal(38)"))).first()
    return tuple(row) if row is not None else ()
