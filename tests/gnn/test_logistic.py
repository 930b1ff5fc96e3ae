import numpy as np
from scipy.special import expit

from gnn.logistic import fit_logistic

_GENERATOR = np.random.default_rng(2)


def test_weights_are_found_again() -> None:
    values = _GENERATOR.normal(size=(20000, 2))
    label = expit(-2 + values @ [1.0, -0.5]) > _GENERATOR.random(20000)
    fitted = fit_logistic(values, label)
    np.testing.assert_allclose([fitted.intercept, *fitted.weights], [-2, 1, -0.5], atol=0.08)


def test_separable_rows_keep_finite_weights() -> None:
    fitted = fit_logistic(np.array([[-1.0], [1.0]]), np.array([False, True]))
    assert 0 < fitted.weights[0] < 20


def test_equal_columns_share_the_weight() -> None:
    values = np.repeat(_GENERATOR.normal(size=(500, 1)), 2, axis=1)
    first, second = fit_logistic(values, values[:, 0] > 0.3).weights
    np.testing.assert_allclose(first, second, rtol=0.01)
