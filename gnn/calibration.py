"""Calibration: from a model's log-odds to a probability that can be believed.

Few positives: Platt's straight line in log-odds (Platt 1999). Many: an isotonic step function
(Zadrozny and Elkan 2002). Both keep the order, so ranking is untouched.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit

from gnn.arrays import Booleans, Floats
from gnn.logistic import fit_logistic

ENOUGH_FOR_ISOTONIC = 1000


@dataclass(frozen=True)
class Platt:
    """probability = 1 / (1 + exp(-(intercept + slope * logit)))."""

    intercept: float
    slope: float

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probability for each log-odds."""
        return np.asarray(expit(self.intercept + self.slope * logits))


@dataclass(frozen=True)
class Isotonic:
    """Linear between knots, flat beyond them.

    Attributes:
        logits: the knots, rising.
        values: the probability at each knot, not falling.
    """

    logits: tuple[float, ...]
    values: tuple[float, ...]

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probability for each log-odds."""
        return np.asarray(np.interp(logits, np.array(self.logits), np.array(self.values)))


def fit_calibrator(logits: Floats, label: Booleans) -> Platt | Isotonic:
    """Platt below 1,000 positives, isotonic from there on."""
    return _fit_platt(logits, label) if label.sum() < ENOUGH_FOR_ISOTONIC else _fit_isotonic(logits, label)


def _fit_platt(logits: Floats, label: Booleans) -> Platt:
    fitted = fit_logistic(logits[:, None], label)
    return Platt(fitted.intercept, fitted.weights[0])


def _fit_isotonic(logits: Floats, label: Booleans) -> Isotonic:
    """Knots at the first and last log-odds of each step; never a flat 0 or 1."""
    knots, place, count = np.unique(logits, return_inverse=True, return_counts=True)
    fitted = isotonic_regression(np.bincount(place, label) / count, weights=count)
    edges = np.unique(np.concatenate([fitted.blocks[:-1], fitted.blocks[1:] - 1]))
    least = 0.5 / len(label)
    values = np.clip(fitted.x[edges], least, 1 - least)
    return Isotonic(tuple(knots[edges].tolist()), tuple(values.tolist()))
