"""Ratio: a share estimated from a sample of units that each count several things, with its interval.

Invariant: an interval lies within 0 and 1 and holds the estimate. Where a sample shows no error at all the
interval still has a width, by the number of units that could have shown one.
Sources: Cochran, Sampling Techniques (1977), chapter 6, for the ratio and its bias; Binette et al. (2022,
arXiv 2210.01230) for its use on entities; Korn and Graubard (1998) for the interval.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A share, its standard error, and an interval that holds the true share in 95 of 100 samples.

    `units` is the number of units that had anything to count.
    """

    value: float
    standard_error: float
    low: float
    high: float
    units: int


def ratio(counted: Floats, among: Floats) -> Estimate | None:
    """The share of what was counted among all, each given a unit; None where there was nothing to count.

    Units are weighed by multiplying both of their numbers.
    """
    units = int(np.count_nonzero(among))
    if not units:
        return None
    share = float(counted.sum() / among.sum())
    error = _standard_error(counted, among, share)
    low, high = interval(share, _effective(share, error, among), units)
    value = float(np.clip(_unbiased(counted, among, share), low, high))
    return Estimate(value, error, low, high, units)


def interval(share: float, effective: float, units: int) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share, as of `effective` independent trials.

    It is widened, by Student's distribution, where so few units tell how much they differ.
    """
    tail = (1 - CONFIDENCE) / 2
    narrower = stats.norm.ppf(tail) / stats.t.ppf(tail, max(1, units - 1))
    trials = max(1.0, effective * float(narrower) ** 2)
    hits = share * trials
    low = float(stats.beta.ppf(tail, hits, trials - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, hits + 1, trials - hits)) if hits < trials else 1.0
    return low, high


def _unbiased(counted: Floats, among: Floats, share: float) -> float:
    """The ratio with its first bias taken off."""
    if len(among) == 1 or share == 0:
        return share
    own = counted / counted.mean() - among / among.mean()
    return share * float(1 + np.mean(among * own) / ((len(among) - 1) * among.mean()))


def _standard_error(counted: Floats, among: Floats, share: float) -> float:
    units = len(among)
    if units == 1:
        return 0.0
    residuals = counted - share * among
    return float(np.sqrt((residuals**2).sum() / (units * (units - 1))) / among.mean())


def _effective(share: float, error: float, among: Floats) -> float:
    """As many independent trials as would show the same error; units alone where they show none."""
    alike = float(among.sum() ** 2 / (among**2).sum())
    if error == 0 or not 0 < share < 1:
        return alike
    return share * (1 - share) / error**2
