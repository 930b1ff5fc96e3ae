"""Options of a training run; all that decides the result but the facts."""

from dataclasses import dataclass, field

from gnn.horizon import Horizon
from gnn.schedule import Plan


@dataclass(frozen=True)
class Options:
    """How to learn and how to test.

    Attributes:
        horizon: what is foreseen.
        plan: how many landmarks, how far apart.
        seed: of every draw.
        threads: used by LightGBM and torch; results are repeatable for one number of threads. More
            than one helps only where that many cores are idle, and hurts where they are not.
        negatives: people without a crisis kept for each landmark to learn from; the calibration
            landmark keeps everybody, so that probabilities stay right.
        caseload: length of the list whose precision is measured.
        draws: resamples of the bootstrap.
        shuffle_edges: give every person a stranger's neighbourhood (the negative control).
    """

    horizon: Horizon = field(default_factory=Horizon)
    plan: Plan = field(default_factory=Plan)
    seed: int = 2026
    threads: int = 1
    negatives: int = 6000
    caseload: int = 100
    draws: int = 1000
    shuffle_edges: bool = False
