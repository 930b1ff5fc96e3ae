"""Metrics: how well a ranking finds crises, and how well a probability is meant.

Ties count by halves, or by their average, so that no figure depends on the order of rows.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from gnn.arrays import Booleans, Floats, Integers


def auroc(score: Floats, label: Booleans) -> float:
    """Chance that a person with a crisis scores above one without; NaN where either is missing."""
    return weighted_auroc(Ranking.of(score, label), np.ones(len(label)))


@dataclass(frozen=True)
class Ranking:
    """Rows by rising score, sorted once so that many resamples are cheap.

    Attributes:
        order: [rows], the rows by rising score.
        group: [rows], in that order; rows of equal score share a number.
        label: [rows], in that order, 1 or 0.
    """

    order: Integers
    group: Integers
    label: Floats

    @classmethod
    def of(cls, score: Floats, label: Booleans) -> Self:
        """Rank by rising score [rows]; `label` [rows]."""
        order = np.argsort(score, kind="stable")
        rises = np.concatenate([[False], score[order][1:] != score[order][:-1]])
        return cls(order, np.cumsum(rises), label[order].astype(np.float64))


def weighted_auroc(ranking: Ranking, weight: Floats) -> float:
    """The area under the curve when row i counts `weight[i]` times."""
    counted = weight[ranking.order]
    positive = np.bincount(ranking.group, counted * ranking.label)
    negative = np.bincount(ranking.group, counted * (1 - ranking.label))
    below = np.cumsum(negative) - negative / 2
    pairs = positive.sum() * negative.sum()
    return float(positive @ below / pairs) if pairs > 0 else float("nan")


def auprc(score: Floats, label: Booleans) -> float:
    """Average precision: precision at each score, weighed by the recall it adds."""
    ranking = Ranking.of(-score, label)
    found = np.cumsum(np.bincount(ranking.group, ranking.label))
    listed = np.cumsum(np.bincount(ranking.group))
    gained = np.diff(found, prepend=0.0)
    return float((gained * found / listed).sum() / found[-1]) if found[-1] > 0 else float("nan")


def precision_at(score: Floats, label: Booleans, caseload: int) -> float:
    """Share of crises among the `caseload` highest scores; the last places are shared among ties."""
    size = min(caseload, len(score))
    edge = np.partition(score, -size)[-size]
    above, tied = score > edge, score == edge
    hits = label[above].sum() + (size - above.sum()) * label[tied].mean()
    return float(hits / size)


def precision_by_landmark(score: Floats, label: Booleans, landmark: Integers, caseload: int) -> float:
    """Precision at a caseload, averaged over the landmarks: one list a landmark."""
    days = np.unique(landmark)
    return float(
        np.mean([precision_at(score[landmark == day], label[landmark == day], caseload) for day in days])
    )


def calibration_error(probability: Floats, label: Booleans, bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass: mean distance of promise and frequency."""
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, bins)
    distances = [
        abs(probability[part].mean() - label[part].mean()) * len(part) for part in parts if len(part)
    ]
    return float(np.sum(distances) / len(label))


def brier(probability: Floats, label: Booleans) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean((probability - label) ** 2))
