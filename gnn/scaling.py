"""Scaling: feature values as a network likes them, around 0 and never far from it."""

import warnings
from dataclasses import dataclass

import numpy as np

from gnn.arrays import Singles

_FARTHEST = 6.0


@dataclass(frozen=True)
class Scaling:
    """sign(x) log(1 + |x|), less its mean, by its spread; 0 where unknown.

    Attributes:
        mean: [columns].
        spread: [columns], never 0.
    """

    mean: Singles
    spread: Singles

    def scaled(self, values: Singles) -> Singles:
        """Scaled values [rows, columns], between -6 and 6."""
        scaled = (_shrunk(values) - self.mean) / self.spread
        return np.asarray(np.nan_to_num(np.clip(scaled, -_FARTHEST, _FARTHEST), nan=0.0), dtype=np.float32)


def fit_scaling(values: Singles) -> Scaling:
    """Mean and spread of the shrunk columns; a column that says nothing keeps a spread of 1."""
    shrunk = _shrunk(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean, spread = np.nanmean(shrunk, axis=0), np.nanstd(shrunk, axis=0)
    is_flat = ~(spread > 1e-6)
    return Scaling(np.nan_to_num(mean).astype(np.float32), np.where(is_flat, 1.0, spread).astype(np.float32))


def _shrunk(values: Singles) -> Singles:
    shrunk: Singles = np.sign(values) * np.log1p(np.abs(values))
    return shrunk
