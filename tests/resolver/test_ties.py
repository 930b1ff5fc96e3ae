"""Ties: shares that contradict them are made to hold them, others stay."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.ties import Ties

SHARES = st.lists(st.floats(0.001, 0.999), min_size=12, max_size=12).map(
    lambda drawn: np.array(drawn).reshape(4, 3)
)
TIES = Ties(
    tell_namesakes=np.array([False, True, True]),
    count_namesakes=np.array([False, False, False]),
    fading=np.array([1, 2]),
    fade_from=np.array([0, 0]),
    kept=np.array([0.9, 0.5]),
    most=np.ones(3),
)


def bits(shares: np.ndarray) -> np.ndarray:
    return np.asarray(np.log2(shares[:2] / shares[3]))


@given(SHARES)
def test_a_level_that_fades_says_the_same_thing_and_less(shares: np.ndarray) -> None:
    base = bits(shares)[:, [0]]
    TIES.hold(shares)
    faded = bits(shares)[:, 1:]
    assert (np.abs(faded) <= np.abs(base) + 1e-9).all()
    assert (faded * base >= -1e-9).all()


@given(SHARES)
def test_what_holds_already_stays(shares: np.ndarray) -> None:
    TIES.hold(shares)
    held = shares.copy()
    TIES.hold(held)
    np.testing.assert_allclose(held, shares, rtol=1e-9)


def test_namesakes_learn_what_tells_them_unless_they_are_counted_and_what_cannot_be_is_not_learned() -> None:
    shares = np.array([[0.9, 0.1], [0.5, 0.5], [0.7, 0.3], [0.2, 0.8]])
    none = np.array([], dtype=np.int64)
    Ties(
        np.array([False, True]), np.array([False, True]), none, none, np.array([]), np.array([0.01, 1.0])
    ).hold(shares)
    assert shares[0].tolist() == [0.01, 0.1]
    assert shares[2, 0] == 0.2
    assert shares[2, 1] < 1e-5
