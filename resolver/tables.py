"""Tables: the result of a run as Arrow tables, in terms of the rows that were given.

Invariant: every record has exactly one entity; a pair is kept when it may be a match, or when somebody
or a verified number has settled it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.constraints import Constraints
from resolver.model import Bits, Model
from resolver.observe import Observed, levels_of
from resolver.packed import Codes, Words, is_among, unpack
from resolver.records import Records
from resolver.score import bits_of, probability
from resolver.settings import Settings

MATCH, UNSURE, NO_MATCH = "match", "unsure", "no_match"


@dataclass(frozen=True)
class WeighedPairs:
    """Packed pairs of records as held, what was observed of them, and their weights in bits."""

    pairs: Words
    observed: Observed
    weights: Bits


def clusters_table(records: pa.Table, labels: Codes) -> pa.Table:
    """Source, key and entity_id of each record; `labels` has one entry a row of the table."""
    entity = pa.array(labels).cast(pa.string())
    return records.select(["source", "key"]).append_column("entity_id", entity)


def pairs_table(
    held: Records, weighed: WeighedPairs, model: Model, constraints: Constraints, settings: Settings
) -> pa.Table:
    """The pairs worth keeping, with weight, probability, judgement and the level of each comparison."""
    settled = is_among(weighed.pairs, constraints.must_link) | is_among(
        weighed.pairs, constraints.cannot_link
    )
    kept = np.flatnonzero((weighed.weights >= bits_of(settings.review_threshold)) | settled)
    words, weights = weighed.pairs[kept], weighed.weights[kept]
    left, right = unpack(words)
    levels = levels_of([len(each.levels) for each in model.comparisons], weighed.observed.words[kept])
    return pa.table(
        {
            "left": pa.array(held.positions[left].astype(np.int32)),
            "right": pa.array(held.positions[right].astype(np.int32)),
            "weight": pa.array(weights.astype(np.float64)),
            "probability": pa.array(probability(weights).astype(np.float64)),
            "judgement": pa.array(_judgements(words, weights, constraints, settings).tolist(), pa.string()),
            **_level_columns([each.name for each in model.comparisons], levels),
        }
    )


def _judgements(
    words: Words, weights: Bits, constraints: Constraints, settings: Settings
) -> npt.NDArray[np.object_]:
    is_match = weights >= bits_of(settings.match_threshold)
    judged = np.where(is_match, MATCH, UNSURE).astype(np.object_)
    judged[is_among(words, constraints.must_link)] = MATCH
    judged[constraints.conflicts(*unpack(words))] = NO_MATCH
    judged[is_among(words, constraints.cannot_link)] = NO_MATCH
    return judged


def _level_columns(names: Sequence[str], levels: npt.NDArray[np.uint8]) -> "dict[str, pa.Array[Any]]":
    return {name: pa.array(levels[:, column].copy()) for column, name in enumerate(names)}
