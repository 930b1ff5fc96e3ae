import numpy as np

from gnn.scaling import standardised

_DAY = np.zeros(3, dtype=np.int64)


def test_unknown_is_average_and_nothing_is_far() -> None:
    values = np.array([[0, 5, 1]] * 5000 + [[1e30, np.nan, 2]], dtype=np.float32)
    found = standardised(values, np.zeros(5001, dtype=np.int64))
    assert found[-1, 0] == 6
    assert found[-1, 1] == 0
    assert (found[:, 1] == 0).all()


def test_what_grows_for_everybody_does_not_matter() -> None:
    early = np.array([[1], [2], [5]], dtype=np.float32)
    late = np.expm1(np.log1p(early) + 3)
    both = standardised(np.concatenate([early, late]), np.repeat([1, 2], 3))
    np.testing.assert_allclose(both[:3], both[3:], atol=1e-5)


def test_a_weight_is_as_many_rows() -> None:
    values = np.array([[0], [3], [8]], dtype=np.float32)
    times = np.array([1, 4, 2])
    weighted = standardised(values, _DAY, times.astype(np.float64))
    repeated = standardised(np.repeat(values, times, axis=0), np.zeros(7, dtype=np.int64))
    np.testing.assert_allclose(weighted, repeated[[0, 1, 5]], atol=1e-6)


def test_nobody_is_no_rows() -> None:
    assert standardised(np.empty((0, 3), dtype=np.float32), np.empty(0, dtype=np.int64)).shape == (0, 3)
