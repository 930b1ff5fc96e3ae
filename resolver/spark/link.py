"""Link on Spark: what `resolver.link.link` does by what was learned before, for more records than one machine
holds.

Invariant: the result is equal to that of the local engine on the same records. Blocks are joined and
components found by Spark; pairs are weighed and components clustered by the local engine's own code, part by
part, each part closed in what its result depends on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from resolver.caveats import CAVEAT
from resolver.companions import MOST_COMPANIONS
from resolver.errors import RecordsError
from resolver.learned import Learned
from resolver.spark.components import components
from resolver.spark.kernel import CLUSTERED, WORDS, clustered, weighed, weighed_schema, words_of
from resolver.tables import UNSURE

if TYPE_CHECKING:
    from pyspark import Broadcast

Work = Callable[..., pa.Table]


@dataclass(frozen=True)
class SparkLinkage:
    """What linking found.

    Attributes:
        clusters: source, key and entity_id of every record; an entity's id is source and key of its first.
        pairs: the pairs that the local engine keeps, with its columns; source and key of both records
            (`left_source`, …) stand in place of their rows.
    """

    clusters: DataFrame
    pairs: DataFrame


def link_on_spark(session: SparkSession, records: DataFrame, learned: Learned, parts: int) -> SparkLinkage:
    """Find which records are of one person.

    Args:
        session: where to work; its workers need Kith installed.
        records: canonical person rows, all text; `source` and `key` are needed.
        learned: a model with its background, such as one learned from a sample.
        parts: into how many parts to cut pairs and components; one part must fit into a worker's memory.

    Raises:
        RecordsError: `source` or `key` is missing, or a record is given twice.
        ModelError: the model given is for other comparisons.
    """
    engine = _Engine(session.sparkContext.broadcast(learned), parts)
    numbered = _numbered(records)
    words = engine.words(numbered)
    joined = engine.with_company(numbered, words)
    pairs = engine.weighed(joined, _candidates(words)).localCheckpoint()
    clustered = engine.clustered(joined, pairs).localCheckpoint()
    keys = numbered.select("record", "source", "key")
    return SparkLinkage(_clusters(keys, clustered), _named(keys, _judged(pairs, clustered)))


@dataclass(frozen=True)
class _Engine:
    """What was learned, on every worker, and how many parts the work is cut into."""

    learned: "Broadcast[Learned]"
    parts: int

    def words(self, records: DataFrame) -> DataFrame:
        """The words of blocks and of companies of each record."""
        return records.mapInArrow(
            partial(words_of, kept=self.learned), from_arrow_schema(WORDS)
        ).localCheckpoint()

    def with_company(self, records: DataFrame, words: DataFrame) -> DataFrame:
        """The records with the word of the company that each is in, 0 for none."""
        company = words.where("is_company").select("record", f.col("word").alias("company"))
        sizes = company.groupBy("company").count().where(f.col("count").between(2, MOST_COMPANIONS))
        members = company.join(sizes.select("company"), "company")
        return records.join(members, "record", "left").fillna({"company": 0}).localCheckpoint()

    def weighed(self, records: DataFrame, pairs: DataFrame) -> DataFrame:
        """The pairs with their weights. All pairs of two companies are in one part."""
        company = records.select("record", "company")
        left = company.select(f.col("record").alias("left"), f.col("company").alias("one"))
        right = company.select(f.col("record").alias("right"), f.col("company").alias("other"))
        both = pairs.join(left, "left").join(right, "right")
        are_two = (f.col("one") != 0) & (f.col("other") != 0) & (f.col("one") != f.col("other"))
        between = f.xxhash64(f.least("one", "other"), f.greatest("one", "other"))
        apart = f.xxhash64("left", "right")
        parted = both.withColumn("part", self._part(f.when(are_two, between).otherwise(apart)))
        needed = _both_ends(parted).join(records, "record")
        schema = weighed_schema(self.learned.value.model)
        return self._in_parts(needed, parted.select("part", "left", "right"), weighed, schema)

    def clustered(self, records: DataFrame, pairs: DataFrame) -> DataFrame:
        """The entity of each record that some pair speaks for joining, and the pairs held back."""
        found = components(pairs.where("force > 0").select("left", "right"))
        left = found.select(f.col("record").alias("left"), f.col("component").alias("one"))
        right = found.select(f.col("record").alias("right"), f.col("component").alias("other"))
        within = pairs.join(left, "left").join(right, "right").where("one = other")
        parted = within.withColumn("part", self._part(f.xxhash64("one")))
        needed = _both_ends(parted).join(records, "record")
        return self._in_parts(needed, parted.select("part", "left", "right", "force"), clustered, CLUSTERED)

    def _part(self, number: Column) -> Column:
        return f.pmod(number, f.lit(self.parts))

    def _in_parts(self, records: DataFrame, pairs: DataFrame, work: Work, schema: pa.Schema) -> DataFrame:
        """What the work makes of the records and pairs of each part."""
        both = records.groupBy("part").cogroup(pairs.groupBy("part"))
        return both.applyInArrow(partial(work, kept=self.learned), from_arrow_schema(schema))


def _numbered(records: DataFrame) -> DataFrame:
    """The records with a number that ascends as source and key do.

    Raises:
        RecordsError: `source` or `key` is missing, or a record is given twice.
    """
    missing = {"source", "key"} - set(records.columns)
    if missing:
        raise RecordsError(f"the records have no column {min(missing)!r}: read them by their contract first")
    ordered = records.orderBy("source", "key")
    numbered = ordered.withColumn("record", f.monotonically_increasing_id()).localCheckpoint()
    if numbered.where("source is null or key is null").limit(1).count():
        raise RecordsError("some records have no source or key: every record needs both")
    if numbered.groupBy("source", "key").count().where("count > 1").limit(1).count():
        raise RecordsError("some records repeat the source and key of another: load each row once")
    return numbered


def _candidates(words: DataFrame) -> DataFrame:
    """The distinct pairs of records that share a block."""
    blocks = words.where("not is_company")
    left = blocks.select("word", f.col("record").alias("left"))
    right = blocks.select("word", f.col("record").alias("right"))
    return left.join(right, "word").where("left < right").select("left", "right").distinct()


def _both_ends(pairs: DataFrame) -> DataFrame:
    """The records of the pairs of each part, once a part."""
    left, right = (pairs.select("part", f.col(side).alias("record")) for side in ("left", "right"))
    # A column of its own, for Spark refuses to group two tables by what it sees as one column.
    return left.union(right).distinct().withColumn("part", f.col("part") + 0)


def _clusters(keys: DataFrame, clustered: DataFrame) -> DataFrame:
    """Every record with its entity, itself where nothing joins it to another."""
    entities = clustered.where("record is not null").select("record", "entity")
    known = keys.join(entities, "record", "left").withColumn("entity", f.coalesce("entity", "record"))
    first = keys.select(f.col("record").alias("entity"), f.concat_ws("/", "source", "key").alias("entity_id"))
    return known.join(first, "entity").select("source", "key", "entity_id")


def _judged(pairs: DataFrame, clustered: DataFrame) -> DataFrame:
    """The pairs worth keeping; one on which a merge was held back is for a person to decide."""
    held = clustered.where("left is not null").select("left", "right", f.col(CAVEAT).alias("held"))
    both = pairs.where("judgement is not null").join(held, ["left", "right"], "left")
    is_held = f.col(CAVEAT).isNull() & f.col("held").isNotNull()
    judged = both.withColumn("judgement", f.when(is_held, UNSURE).otherwise(f.col("judgement")))
    return judged.withColumn(CAVEAT, f.coalesce(CAVEAT, "held")).drop("held", "force")


def _named(keys: DataFrame, pairs: DataFrame) -> DataFrame:
    """The pairs by source and key."""
    told = [name for name in pairs.columns if name not in {"left", "right"}]
    ends = [f"{side}_{part}" for side in ("left", "right") for part in ("source", "key")]
    for side in ("left", "right"):
        pairs = pairs.join(keys.toDF(side, f"{side}_source", f"{side}_key"), side)
    return pairs.select(*ends, *told)
