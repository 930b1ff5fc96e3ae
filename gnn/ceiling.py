"""The ceiling: what a model that knew every true probability would reach, on the same rows.

Only a simulated borough has one. Nothing that learns can be expected above it but by luck.
"""

from dataclasses import dataclass

import numpy as np

from gnn.arrays import Floats, Integers


@dataclass(frozen=True)
class Ceiling:
    """Expected figures of the true probabilities themselves."""

    auroc: float
    auprc: float
    precision_at_caseload: float
    brier: float


def ceiling_of(probability: Floats, landmark: Integers, caseload: int) -> Ceiling:
    """The ceiling of rows with true probabilities.

    Args:
        probability: [rows], the chance of a crisis in the window.
        landmark: [rows].
        caseload: length of the list made on each landmark.
    """
    lists = [np.sort(probability[landmark == day])[-caseload:].mean() for day in np.unique(landmark)]
    return Ceiling(
        auroc=_auroc(probability),
        auprc=_auprc(probability),
        precision_at_caseload=float(np.mean(lists)),
        brier=float(np.mean(probability * (1 - probability))),
    )


def _auroc(probability: Floats) -> float:
    """Sum of p_i (1 - p_j) over pairs with p_i > p_j, ties by halves, over that of all pairs of two rows."""
    values, count = np.unique(probability, return_counts=True)
    crisis, none = values * count, (1 - values) * count
    below = np.cumsum(none) - none / 2
    own = (probability * (1 - probability)).sum()
    return float((crisis @ below - own / 2) / (crisis.sum() * none.sum() - own))


def _auprc(probability: Floats) -> float:
    """Expected average precision, as the ratio of expectations.

    At rank k: p_k times (1 + the sum of the p above it) / k, over the sum of all p.
    """
    ranked = np.sort(probability)[::-1]
    above = np.cumsum(ranked) - ranked
    ranks = np.arange(1, len(ranked) + 1)
    return float((ranked * (1 + above) / ranks).sum() / ranked.sum())
