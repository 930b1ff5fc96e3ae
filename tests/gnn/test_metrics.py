import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from gnn.metrics import (
    Ranking,
    auprc,
    auroc,
    brier,
    calibration_error,
    precision_at,
    precision_by_landmark,
    weighted_auroc,
)

_ROWS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=60).filter(
    lambda rows: len({label for _, label in rows}) == 2
)


@given(_ROWS)
def test_areas_are_those_of_scikit_learn(rows: list[tuple[int, bool]]) -> None:
    score, label = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    assert auroc(score, label) == pytest.approx(roc_auc_score(label, score))
    assert auprc(score, label) == pytest.approx(average_precision_score(label, score))


@given(_ROWS, st.integers(0, 100))
def test_a_weight_is_as_many_rows(rows: list[tuple[int, bool]], seed: int) -> None:
    score, label = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    times = np.random.default_rng(seed).integers(1, 4, len(rows))
    repeated = auroc(np.repeat(score, times), np.repeat(label, times))
    assert weighted_auroc(Ranking.of(score, label), times.astype(float)) == pytest.approx(repeated)


def test_an_area_without_both_outcomes_is_unknown() -> None:
    assert np.isnan(auroc(np.array([1.0, 2.0]), np.array([True, True])))


def test_a_never_is_the_lowest_of_ranks() -> None:
    assert auroc(np.array([-np.inf, -np.inf, -3.0]), np.array([False, False, True])) == 1.0


def test_ties_share_the_last_places_of_a_list() -> None:
    score, label = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, True])
    assert precision_at(score, label, 1) == 1.0
    assert precision_at(score, label, 2) == 0.75
    assert precision_at(score, label, 100) == 0.75


def test_a_caseload_is_filled_on_each_landmark() -> None:
    score, label = np.array([9.0, 1.0, 8.0, 2.0]), np.array([True, False, False, True])
    assert precision_by_landmark(score, label, np.array([1, 1, 2, 2]), 1) == 0.5


def test_calibration_error_is_the_distance_of_promise_and_frequency() -> None:
    probability = np.repeat([0.1, 0.6], 50)
    label = np.concatenate([np.arange(50) < 5, np.arange(50) < 20])
    assert calibration_error(probability, label, bins=2) == pytest.approx(0.1)
    assert brier(np.array([0.5, 1.0]), np.array([True, True])) == 0.125
