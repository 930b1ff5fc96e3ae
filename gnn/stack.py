"""The stack: one log-odds from several models', weighed on a landmark that none of them learnt from."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from gnn.arrays import Booleans, Floats, Integers
from gnn.calibration import Isotonic, Platt, fit_calibrator
from gnn.households import folds
from gnn.logistic import Logistic, fit_logistic

_FOLDS = 5


@dataclass(frozen=True)
class Stack:
    """Weights of the models, and the calibrator of their sum."""

    weights: Logistic
    calibrator: Platt | Isotonic

    def to_json(self) -> dict[str, Any]:
        """Weights and calibrator as JSON values."""
        kind = type(self.calibrator).__name__.lower()
        return {"weights": asdict(self.weights), "calibrator": {"kind": kind, **asdict(self.calibrator)}}

    def logits(self, members: Floats) -> Floats:
        """Log-odds before calibration; `members` [rows, models] are the models' log-odds."""
        return self.weights.logits(members)

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probability for each stacked log-odds."""
        return self.calibrator.probabilities(logits)


def fit_stack(members: Floats, label: Booleans, cluster: Integers, seed: int) -> Stack:
    """Weigh the models and calibrate the sum on the calibration landmark.

    The calibrator sees each household's log-odds from weights fitted without that household (five
    folds), so that it is not flattered by them.

    Args:
        members: [rows, models], log-odds.
        label: [rows].
        cluster: [rows], household clusters.
        seed: of the folds.
    """
    fold = folds(cluster, _FOLDS, seed)
    unseen = np.empty(len(label))
    for part in range(_FOLDS):
        weights = fit_logistic(members[fold != part], label[fold != part])
        unseen[fold == part] = weights.logits(members[fold == part])
    return Stack(fit_logistic(members, label), fit_calibrator(unseen, label))
