"""Paired bootstrap by household: is one ranking better than another, or only luckier?

Whole households are drawn, with all their rows, since their members' crises are not independent.
"""

from dataclasses import dataclass

import numpy as np

from gnn.arrays import Booleans, Floats, Integers
from gnn.metrics import Ranking, weighted_auroc


@dataclass(frozen=True)
class Difference:
    """AUROC of one ranking less that of another.

    Attributes:
        estimate: on the rows as they are.
        low: lower end of the 95 % interval.
        high: its upper end.
        p: two-sided; chance of a difference this far from zero if there were none.
    """

    estimate: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Resampled:
    """AUROC of several rankings of the same rows, as they are and resampled.

    Attributes:
        models: their names.
        estimate: [models], on the rows as they are.
        drawn: [draws, models], each draw the same households for every model.
    """

    models: tuple[str, ...]
    estimate: Floats
    drawn: Floats

    def difference(self, model: str, against: str) -> Difference:
        """AUROC of `model` less that of `against`."""
        one, other = self.models.index(model), self.models.index(against)
        drawn = self.drawn[:, one] - self.drawn[:, other]
        low, high = np.quantile(drawn, [0.025, 0.975])
        return Difference(
            float(self.estimate[one] - self.estimate[other]), float(low), float(high), _p(drawn)
        )


def resample(
    scores: dict[str, Floats], label: Booleans, cluster: Integers, draws: int, seed: int
) -> Resampled:
    """Draw households with replacement and rank them again.

    Args:
        scores: for each model [rows], higher is riskier.
        label: [rows].
        cluster: [rows], the household of each row.
        draws: how many resamples.
        seed: of the resamples.
    """
    rankings = [Ranking.of(score, label) for score in scores.values()]
    households, place = np.unique(cluster, return_inverse=True)
    generator = np.random.default_rng(seed)
    drawn = np.empty((draws, len(rankings)))
    for draw in range(draws):
        times = np.bincount(
            generator.integers(0, len(households), len(households)), minlength=len(households)
        )
        drawn[draw] = _aurocs(rankings, times[place].astype(np.float64))
    return Resampled(tuple(scores), _aurocs(rankings, np.ones(len(label))), drawn)


def _aurocs(rankings: list[Ranking], weight: Floats) -> Floats:
    return np.array([weighted_auroc(ranking, weight) for ranking in rankings])


def _p(drawn: Floats) -> float:
    """Twice the smaller share on either side of zero, never below 2 / (draws + 1)."""
    smaller = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return float(min(1.0, 2 * (1 + smaller) / (len(drawn) + 1)))
