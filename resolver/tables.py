"""Tables: the result of a run as Arrow tables, in terms of the rows that were given.

Invariant: every record has exactly one entity; a pair is kept when it may be a match, or when somebody
or a verified number has settled it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.caveats import (
    BRIDGE,
    CAVEAT,
    CAVEATS,
    NUMBERS_DIFFER,
    ONE_A_PERSON,
    REISSUED,
    WEAK,
    CaveatCodes,
    Settled,
    Standing,
)
from resolver.constraints import Constraints
from resolver.model import Bits, Model
from resolver.observe import levels_of
from resolver.packed import Codes, Words, is_among, pack, unpack
from resolver.records import Records
from resolver.relate import Evidence
from resolver.score import bits_of, probability
from resolver.settings import Settings

MATCH, UNSURE, NO_MATCH = "match", "unsure", "no_match"
_JUDGEMENTS = (MATCH, UNSURE, NO_MATCH)


@dataclass(frozen=True)
class KeptPairs:
    """The pairs worth keeping, and all that is told of them but for what depends on the clusters.

    Attributes:
        words: the pairs of records as held, packed.
        weights: their weights in bits.
        ends: the columns that say which rows of the table given, and with which weight.
        levels: a column for each comparison.
    """

    words: Words
    weights: Bits
    ends: "Mapping[str, pa.Array[Any]]"
    levels: "Mapping[str, pa.Array[Any]]"


def kept_pairs(
    held: Records, evidence: Evidence, model: Model, settled: Settled, settings: Settings
) -> KeptPairs:
    """The pairs that may be a match, or that are settled whatever they weigh."""
    may_be = evidence.scored.weight >= bits_of(settings.review_threshold)
    kept = np.flatnonzero(may_be | settled.covers(evidence.pairs))
    words, weights = evidence.pairs[kept], evidence.scored.weight[kept]
    left, right = unpack(words)
    levels = levels_of([len(each.levels) for each in model.comparisons], evidence.observed.words[kept])
    ends = {
        "left": pa.array(held.positions[left].astype(np.int32)),
        "right": pa.array(held.positions[right].astype(np.int32)),
        "weight": pa.array(weights.astype(np.float64)),
        "probability": pa.array(probability(weights).astype(np.float64)),
    }
    return KeptPairs(words, weights, ends, _level_columns([each.name for each in model.comparisons], levels))


def clusters_table(records: pa.Table, labels: Codes) -> pa.Table:
    """Source, key and entity_id of each record; `labels` has one entry a row of the table."""
    entity = pa.array(labels).cast(pa.string())
    return records.select(["source", "key"]).append_column("entity_id", entity)


def pairs_table(kept: KeptPairs, standing: Standing, settings: Settings) -> pa.Table:
    """The pairs worth keeping: weight, probability, judgement, caveat, and the level of each comparison."""
    caveats = standing.caveats(kept.words)
    is_match = kept.weights >= bits_of(settings.match_threshold)
    judged = _judgements(kept.words, is_match, standing.settled.constraints, caveats)
    judgement = pa.array(_JUDGEMENTS).take(pa.array(judged, pa.int64()))
    return pa.table({**kept.ends, "judgement": judgement, CAVEAT: _texts(caveats), **kept.levels})


def held_table(held: Records, evidence: Evidence, standing: Standing) -> pa.Table:
    """The merges that were not made: the two entities, the strongest pair of records, and what lies between.

    `weight` is the weight of that pair; `bits` is what all pairs between the two entities say together, and
    `supports` how many of them speak for it.
    """
    merges = standing.held
    pair = np.searchsorted(evidence.pairs, pack(merges.left, merges.right))
    return pa.table(
        {
            "one": pa.array(merges.one).cast(pa.string()),
            "other": pa.array(merges.other).cast(pa.string()),
            "left": pa.array(held.positions[merges.left].astype(np.int32)),
            "right": pa.array(held.positions[merges.right].astype(np.int32)),
            "weight": pa.array(evidence.scored.weight[pair].astype(np.float64)),
            "bits": pa.array(merges.bits),
            "supports": pa.array(merges.supports),
            CAVEAT: _texts(np.where(merges.supports == 1, BRIDGE, WEAK).astype(np.uint8)),
        }
    )


def _judgements(
    words: Words, is_match: npt.NDArray[np.bool_], constraints: Constraints, caveats: CaveatCodes
) -> npt.NDArray[np.int64]:
    """The place among `_JUDGEMENTS` of the judgement of each pair."""
    match, unsure, no_match = range(len(_JUDGEMENTS))
    judged = np.where(is_match, match, unsure)
    judged[np.isin(caveats, (BRIDGE, WEAK, REISSUED))] = unsure
    judged[np.isin(caveats, (NUMBERS_DIFFER, ONE_A_PERSON))] = no_match
    judged[is_among(words, constraints.must_link)] = match
    judged[is_among(words, constraints.cannot_link)] = no_match
    return judged


def _texts(caveats: CaveatCodes) -> "pa.Array[Any]":
    return pa.array(CAVEATS).take(pa.array(caveats.astype(np.int32) - 1, pa.int32(), mask=caveats == 0))


def _level_columns(names: Sequence[str], levels: npt.NDArray[np.uint8]) -> "dict[str, pa.Array[Any]]":
    return {name: pa.array(levels[:, column].copy()) for column, name in enumerate(names)}
