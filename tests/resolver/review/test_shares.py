"""How many are drawn from each stratum."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.review.shares import shared_out

strata = st.lists(st.tuples(st.integers(1, 50), st.floats(0.05, 20)), min_size=1, max_size=8)


@given(strata, st.integers(0, 200))
def test_as_many_as_asked_and_none_that_are_not_there(each: list[tuple[int, float]], size: int) -> None:
    available, spread = (np.array(values) for values in zip(*each, strict=True))
    given_ = shared_out(available, spread.astype(np.float64), size)
    assert sum(given_) == min(size, int(available.sum()))
    assert all(0 <= some <= most for some, most in zip(given_, available, strict=True))


def test_what_varies_most_gives_most() -> None:
    few, many = shared_out(np.array([1000, 1000]), np.array([1.0, 9.0]), 100)
    assert few >= 10
    assert many > 3 * few
