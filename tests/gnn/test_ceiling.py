import numpy as np
import pytest

from gnn.ceiling import ceiling_of
from gnn.metrics import auprc, auroc, brier, precision_by_landmark

_GENERATOR = np.random.default_rng(3)
_PROBABILITY = np.round(_GENERATOR.beta(0.5, 6, 4000), 3)
_LANDMARK = np.repeat([1, 2], 2000)


def test_the_ceiling_is_what_the_true_probabilities_reach_on_average() -> None:
    draws = [_GENERATOR.random(4000) < _PROBABILITY for _ in range(60)]
    ceiling = ceiling_of(_PROBABILITY, _LANDMARK, 100)
    assert ceiling.auroc == pytest.approx(np.mean([auroc(_PROBABILITY, label) for label in draws]), abs=0.005)
    assert ceiling.auprc == pytest.approx(np.mean([auprc(_PROBABILITY, label) for label in draws]), abs=0.01)
    assert ceiling.brier == pytest.approx(np.mean([brier(_PROBABILITY, label) for label in draws]), abs=0.002)
    precision = [precision_by_landmark(_PROBABILITY, label, _LANDMARK, 100) for label in draws]
    assert ceiling.precision_at_caseload == pytest.approx(np.mean(precision), abs=0.02)


def test_equal_probabilities_cannot_be_ranked() -> None:
    assert ceiling_of(np.full(50, 0.2), np.ones(50, dtype=np.int64), 10).auroc == pytest.approx(0.5)
