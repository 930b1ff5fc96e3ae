"""Train: a model, learned from the records alone.

Invariant: the shares it holds are of all pairs of records, whatever part of them was compared.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from resolver.compare.level import Comparison
from resolver.model import Model
from resolver.observe import Observed, observe, observed_of
from resolver.packed import unpack
from resolver.pilot import Pilot
from resolver.sample import random_pairs
from resolver.settings import Settings
from resolver.weigh import expected_model, learn

Progress = Callable[[str, int], None]


def learned_from(
    comparisons: Sequence[Comparison], pilot: Pilot, records: int, settings: Settings, progress: Progress
) -> tuple[Model, Observed]:
    """Compare the pairs of a pilot and random pairs of `records` records, and learn a model from both."""
    sample = random_pairs(records, settings.random_pairs, settings.seed)
    compared = [each.compare(*unpack(sample)) for each in comparisons]
    expected = expected_model(comparisons, compared, max(1, records * (records - 1) // 2))
    background = observed_of(expected, len(sample), compared)
    observed = observe(expected, comparisons, pilot.pairs, partial(progress, "compare"))
    named = [each.tells_namesakes for each in comparisons for _ in each.levels]
    flags = np.array(named, dtype=np.bool_)
    return learn(expected, observed, background, pilot.universe, flags), observed
