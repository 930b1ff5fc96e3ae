"""Sight: how likely each arrival is of one person with each record that shares a block with it.

Invariant: weights are those that `resolver.link.link` gives the same pairs by what was learned.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from resolver.compare.declared import comparisons_for
from resolver.learned import Learned
from resolver.model import Bits
from resolver.observe import observe_batch
from resolver.packed import Codes
from resolver.prepare import prepared
from resolver.score import score


class RowPairs(NamedTuple):
    """Pairs of rows of a table."""

    left: Codes
    right: Codes


def weigh(records: pa.Table, pairs: RowPairs, learned: Learned) -> Bits:
    """The weight in bits of each pair of rows, from the two records alone.

    Raises:
        ModelError: the model is for other comparisons.
    """
    held = prepared(records, learned)
    comparisons = comparisons_for(held, learned.settings)
    learned.model.check_serves(comparisons)
    left, right = held.places[pairs.left], held.places[pairs.right]
    low, high = np.minimum(left, right), np.maximum(left, right)
    return score(learned.model, observe_batch(learned.model, comparisons, low, high)).weight
