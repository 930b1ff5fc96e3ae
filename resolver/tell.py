"""Tell: what the evidence comes to: the people, and the tables of pairs and of merges that were not made.

Invariant: the same evidence, constraints and settings give the same people and tables, however many records
there are and wherever they are linked.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.caveats import Settled, Standing
from resolver.cluster import Clusters, clusters_of
from resolver.constraints import Constraints
from resolver.gate import Gate
from resolver.model import Model
from resolver.packed import Codes
from resolver.parallel import at_once, in_parallel
from resolver.records import Records
from resolver.reissued import reissued
from resolver.relate import Evidence
from resolver.score import Scored, bits_of
from resolver.settings import Settings
from resolver.tables import KeptPairs, held_table, kept_pairs, pairs_table

_PART = 250_000


class Told(NamedTuple):
    """The cluster of each record as held, the pairs worth keeping, and the merges that were not made."""

    labels: Codes
    pairs: pa.Table
    held: pa.Table


class _Kept(NamedTuple):
    settled: Settled
    pairs: KeptPairs


def told_of(
    held: Records, evidence: Evidence, model: Model, constraints: Constraints, settings: Settings
) -> Told:
    """The people that the evidence makes, and what is told of the pairs."""
    clusters, kept = at_once(
        partial(_clusters, len(held), evidence, constraints, settings),
        partial(_kept, held, evidence, model, constraints, settings),
        len(evidence.pairs),
    )
    standing = Standing(kept.settled, *clusters)
    merges = held_table(held, evidence, standing)
    return Told(standing.labels, pairs_table(kept.pairs, standing, settings), merges)


def _clusters(records: int, evidence: Evidence, constraints: Constraints, settings: Settings) -> Clusters:
    drawn = for_and_against(evidence.scored, settings)
    return clusters_of(records, evidence.pairs, drawn, constraints, gate_of(settings))


def _kept(
    held: Records, evidence: Evidence, model: Model, constraints: Constraints, settings: Settings
) -> _Kept:
    settled = Settled(constraints, reissued(evidence, model, constraints))
    return _Kept(settled, kept_pairs(held, evidence, model, settled, settings))


def gate_of(settings: Settings) -> Gate:
    """What it takes to merge two groups of several records: as much evidence as makes one pair a match."""
    return Gate(bits_of(settings.match_threshold) - bits_of(settings.cluster_threshold))


def for_and_against(scored: Scored, settings: Settings) -> npt.NDArray[np.float64]:
    """How strongly each pair speaks for one cluster or against, around the cluster threshold.

    That two records may be of strangers speaks against only so far, because records that say little look
    like strangers without contradicting each other. That they may be of two people of one household, or of
    one name, speaks in full, because it rests on what the records do say.
    """
    weights = np.empty(len(scored.weight), dtype=np.float64)

    def weigh_from(start: int) -> None:
        part = slice(start, start + _PART)
        strangers = np.minimum(-scored.against_strangers[part], settings.strongest_contradiction)
        against = np.logaddexp2(strangers, -scored.against_known[part]).astype(np.float64)
        for_one = -against - bits_of(settings.cluster_threshold)
        np.clip(for_one, -settings.strongest_pair, settings.strongest_pair, out=weights[part])

    in_parallel(weigh_from, range(0, len(weights), _PART), len(weights))
    return weights
