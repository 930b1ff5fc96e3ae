"""Ties: always both ways, replaced as a whole."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.live.ties import Ties

pairs = st.frozensets(st.tuples(st.integers(0, 3), st.integers(4, 7)), max_size=8)


@given(pairs, st.lists(st.tuples(st.frozensets(st.integers(0, 7), min_size=1), pairs), max_size=3))
def test_replacing_leaves_what_a_set_of_pairs_would_hold(
    first: frozenset[tuple[int, int]], changes: list[tuple[frozenset[int], frozenset[tuple[int, int]]]]
) -> None:
    ends = np.array(sorted(first), dtype=np.int32).reshape(-1, 2)
    ties, held = Ties(ends[:, 0], ends[:, 1], 8), set(first)
    for numbers, wanted in changes:
        new = {pair for pair in wanted if not numbers.isdisjoint(pair)}
        ties.replace(numbers, new)
        held = {pair for pair in held if numbers.isdisjoint(pair)} | new
    for number in range(8):
        others = {other for pair in held if number in pair for other in pair} - {number}
        assert set(ties.of(number)) == others
