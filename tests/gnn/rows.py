"""Rows with a known answer, for the models."""

import numpy as np
from scipy.special import expit

from gnn.arrays import Floats
from gnn.boosting import Sample
from gnn.columns import Column

COLUMNS = tuple(
    Column(relation, "crisis", window, "count")
    for relation in ("own", "household")
    for window in ("90", "all")
)


def make_sample(rows: int = 4000, seed: int = 1) -> tuple[Sample, Floats]:
    """A sample, and its true log-odds: the first own and the first household column count."""
    generator = np.random.default_rng(seed)
    values = generator.poisson(1.0, (rows, len(COLUMNS))).astype(np.float32)
    logits = -2.0 + 0.8 * values[:, 0] + 0.8 * values[:, 2].astype(np.float64)
    values[generator.random(values.shape) < 0.05] = np.nan
    label = expit(logits) > generator.random(rows)
    return Sample(
        values, label, np.zeros(rows, dtype=np.int64), np.ones(rows), np.arange(rows) % 5 == 0
    ), logits
