"""Shares from samples: the estimate, and an interval that is never narrower than the sample allows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from resolver.review.ratio import interval, ratio


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30))
def test_the_interval_holds_the_estimate(counts: list[tuple[int, int]]) -> None:
    counted = np.array([min(pair) for pair in counts], dtype=np.float64)
    among = np.array([max(pair) for pair in counts], dtype=np.float64)
    found = ratio(counted, among)
    if not among.any():
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.units == np.count_nonzero(among)


def test_no_error_seen_is_no_proof_of_none() -> None:
    few, many = (ratio(np.ones(units), np.ones(units)) for units in (10, 400))
    assert few is not None
    assert many is not None
    assert (few.value, few.high, many.high) == (1, 1, 1)
    assert few.low < 0.75
    assert many.low > 0.985


def test_units_that_count_one_thing_each_are_clopper_and_pearson() -> None:
    low, high = interval(0.9, 1000, 10**6)
    exact = stats.binomtest(900, 1000).proportion_ci()
    assert [low, high] == pytest.approx([exact.low, exact.high], abs=1e-4)


def test_things_that_come_together_tell_less() -> None:
    """A hundred errors in ten units of a hundred each say less than a hundred spread over all."""
    among = np.full(100, 100.0)
    together = np.where(np.arange(100) < 10, 0.0, 100.0)
    spread = np.full(100, 90.0) + np.where(np.arange(100) % 2, 1.0, -1.0)
    one, other = ratio(together, among), ratio(spread, among)
    assert one is not None
    assert other is not None
    assert one.value == pytest.approx(0.9)
    assert other.value == pytest.approx(0.9)
    assert one.high - one.low > 4 * (other.high - other.low)
