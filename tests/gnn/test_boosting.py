import numpy as np

from gnn.boosting import fit_boosting
from gnn.metrics import auroc
from tests.gnn.rows import COLUMNS, make_sample

_SAMPLE, _TRUE = make_sample()
_MODEL = fit_boosting(_SAMPLE, np.arange(len(COLUMNS)), seed=1, threads=1)


def test_trees_find_what_counts() -> None:
    assert auroc(_MODEL.logits(_SAMPLE.values), np.median(_TRUE) < _TRUE) > 0.9


def test_contributions_add_up_to_the_log_odds() -> None:
    total = _MODEL.contributions(_SAMPLE.values).sum(axis=1)
    expectation = _MODEL.logits(_SAMPLE.values) - total
    np.testing.assert_allclose(expectation, expectation[0], atol=1e-6)


def test_columns_that_are_not_read_say_nothing() -> None:
    own = fit_boosting(_SAMPLE, np.array([0, 1]), seed=1, threads=1)
    changed = _SAMPLE.values.copy()
    changed[:, 2:] = 9.0
    np.testing.assert_array_equal(own.logits(changed), own.logits(_SAMPLE.values))
    assert (own.contributions(changed)[:, 2:] == 0).all()


def test_the_same_seed_grows_the_same_trees() -> None:
    assert fit_boosting(_SAMPLE, np.arange(len(COLUMNS)), seed=1, threads=1) == _MODEL
