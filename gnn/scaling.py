"""Scaling: features as a network likes them, against everybody else at risk on the same landmark.

Counts since the first fact grow with every month of history; against the others of the day they do
not. What a network learnt on early landmarks so holds on later ones.
"""

import numpy as np

from gnn.arrays import Floats, Integers, Singles

_FARTHEST = 6.0
_LEAST_SPREAD = 1e-3


def standardised(values: Singles, landmark: Integers, weight: Floats | None = None) -> Singles:
    """sign(x) log(1 + |x|), less the landmark's mean, by its spread; 0 where unknown, never beyond 6.

    Args:
        values: [rows, columns], all rows of each landmark, or a weighted sample of them.
        landmark: [rows].
        weight: [rows], how many rows of the landmark each stands for; 1 each if left out.
    """
    counted = np.ones(len(values)) if weight is None else weight
    scaled = np.zeros(values.shape, dtype=np.float32)
    for day in np.unique(landmark):
        rows = landmark == day
        scaled[rows] = _standardised(values[rows], counted[rows])
    return scaled


def _standardised(values: Singles, weight: Floats) -> Singles:
    shrunk = np.sign(values) * np.log1p(np.abs(values.astype(np.float64)))
    is_known = ~np.isnan(shrunk)
    shrunk[~is_known] = 0.0
    total = np.maximum(weight @ is_known, 1e-9)
    mean = weight @ shrunk / total
    apart = np.where(is_known, shrunk - mean, 0.0)
    spread = np.sqrt(weight @ apart**2 / total)
    scaled = apart / np.where(spread > _LEAST_SPREAD, spread, 1.0)
    return np.asarray(np.clip(scaled, -_FARTHEST, _FARTHEST), dtype=np.float32)
