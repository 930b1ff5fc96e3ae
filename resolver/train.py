"""Train: the model and the weights of all candidate pairs of one run.

Invariant: a model that is given is used as it is; without one, it is learned from the records alone.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from resolver.compare.level import Comparison
from resolver.model import Model
from resolver.observe import Observed, observe, observed_of
from resolver.packed import Words, unpack
from resolver.sample import random_pairs
from resolver.settings import Settings
from resolver.weigh import expected_model, learn

Progress = Callable[[str, int], None]


def observe_with(
    model: Model, comparisons: Sequence[Comparison], pairs: Words, progress: Progress
) -> tuple[Model, Observed]:
    """Use a model learned before.

    Raises:
        ModelError: the model is for other comparisons.
    """
    model.check_serves(comparisons)
    return model, observe(model, comparisons, pairs, partial(progress, "compare"))


def observe_and_learn(
    comparisons: Sequence[Comparison], pairs: Words, records: int, settings: Settings, progress: Progress
) -> tuple[Model, Observed]:
    """Compare candidate pairs and random pairs of `records` records, and learn a model from both."""
    sample = random_pairs(records, settings.random_pairs, settings.seed)
    all_pairs = max(1, records * (records - 1) // 2)
    compared = [each.compare(*unpack(sample)) for each in comparisons]
    expected = expected_model(comparisons, compared, all_pairs)
    background = observed_of(expected, len(sample), compared)
    observed = observe(expected, comparisons, pairs, partial(progress, "compare"))
    named = [each.tells_namesakes for each in comparisons for _ in each.levels]
    return learn(expected, observed, background, all_pairs, np.array(named, dtype=np.bool_)), observed
