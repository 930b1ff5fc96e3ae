"""Logistic regression of a few columns, by Newton's method; no dependency, the same result every time."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from gnn.arrays import Booleans, Floats

_RIDGE = 1e-3
_STEPS = 50
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Logistic:
    """log-odds = intercept + weights . x."""

    intercept: float
    weights: tuple[float, ...]

    def logits(self, values: Floats) -> Floats:
        """Log-odds of each row of `values` [rows, columns]."""
        return np.asarray(self.intercept + values @ np.array(self.weights))


def fit_logistic(values: Floats, label: Booleans) -> Logistic:
    """The likeliest weights under a faint ridge, which keeps separable data finite.

    Args:
        values: [rows, columns].
        label: [rows].
    """
    design = np.column_stack([np.ones(len(values)), values])
    penalty = np.diag([0.0] + [_RIDGE] * values.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        step = _newton_step(design, label, weights, penalty)
        weights -= step
        if np.abs(step).max() < _TOLERANCE:
            break
    return Logistic(float(weights[0]), tuple(float(weight) for weight in weights[1:]))


def _newton_step(design: Floats, label: Booleans, weights: Floats, penalty: Floats) -> Floats:
    chance = expit(design @ weights)
    gradient = design.T @ (chance - label) + penalty @ weights
    curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
    return np.asarray(np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient), dtype=np.float64)
