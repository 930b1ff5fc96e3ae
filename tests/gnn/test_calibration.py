import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from gnn.arrays import Booleans, Floats
from gnn.calibration import ENOUGH_FOR_ISOTONIC, Isotonic, Platt, fit_calibrator
from gnn.metrics import calibration_error

_GENERATOR = np.random.default_rng(4)
_LOGITS = _GENERATOR.normal(-2, 1.5, 40000)


def drawn(rows: int) -> tuple[Floats, Booleans]:
    """Log-odds twice too sure of themselves, and what then happened."""
    return 2 * _LOGITS[:rows], expit(_LOGITS[:rows]) > _GENERATOR.random(rows)


_FITTED = fit_calibrator(*drawn(2000)), fit_calibrator(*drawn(40000))


def test_few_positives_get_a_straight_line() -> None:
    logits, label = drawn(3000)
    fitted = fit_calibrator(logits, label)
    assert label.sum() < ENOUGH_FOR_ISOTONIC
    assert isinstance(fitted, Platt)
    assert 0.4 < fitted.slope < 0.6


def test_many_positives_get_steps() -> None:
    logits, label = drawn(40000)
    fitted = fit_calibrator(logits, label)
    assert isinstance(fitted, Isotonic)
    assert calibration_error(fitted.probabilities(logits), expit(_LOGITS) > _GENERATOR.random(40000)) < 0.01


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_order_is_kept_and_nothing_is_certain(logits: list[float]) -> None:
    for fitted in _FITTED:
        found = fitted.probabilities(np.sort(logits))
        assert (np.diff(found) >= 0).all()
        assert ((found >= 0) & (found <= 1)).all()
    assert found.min() > 0
    assert found.max() < 1


def test_equal_log_odds_get_one_probability() -> None:
    label = np.arange(5000) % 3 == 0
    fitted = fit_calibrator(np.repeat([-1.0, 1.0], 2500), label)
    assert isinstance(fitted, Isotonic)
    np.testing.assert_allclose(fitted.probabilities(np.array([-1.0, 1.0])), 1 / 3, atol=0.001)
