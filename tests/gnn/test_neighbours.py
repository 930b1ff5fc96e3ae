from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gnn.arrays import Floats
from gnn.neighbours import Neighbours, everybody_else, ties, wider_circle

_VALUES = np.random.default_rng(1).integers(-5, 6, (40, 3)).astype(np.float64)
_GROUPS = st.lists(st.integers(-1, 4), min_size=1, max_size=20)


def assert_is(
    near: Neighbours, people: int, is_near: Callable[[int, int], bool], values: Floats | None = None
) -> None:
    """Sums and maxima are those of the neighbours that `is_near` names."""
    values = _VALUES[:people] if values is None else values
    total, largest = near.total(values), near.largest(values)
    for person in range(people):
        around = values[[other for other in range(people) if is_near(person, other)]]
        assert total[person].tolist() == around.sum(axis=0).tolist()
        assert largest[person].tolist() == around.max(axis=0, initial=-np.inf).tolist()


@given(_GROUPS)
def test_everybody_else_is_the_group_without_the_person(groups: list[int]) -> None:
    group = np.array(groups)
    is_in = np.arange(len(group)) % 3 != 0

    def is_near(person: int, other: int) -> bool:
        return bool(person != other and is_in[[person, other]].all() and group[person] == group[other] >= 0)

    assert_is(everybody_else(group, is_in), len(group), is_near)


@given(st.lists(st.integers(-1, 9), min_size=1, max_size=20))
def test_a_wider_circle_is_the_outer_group_without_the_inner(inner_groups: list[int]) -> None:
    inner = np.array(inner_groups)
    outer = np.where(inner >= 0, inner // 3, -1)
    is_in = np.ones(len(inner), dtype=np.bool_)

    def is_near(person: int, other: int) -> bool:
        return bool(inner[person] != inner[other] and outer[person] == outer[other] >= 0)

    assert_is(wider_circle(outer, inner, is_in), len(inner), is_near)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_ties_count_each_pair_once(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    known = {frozenset(pair) for pair in pairs}
    assert_is(ties(left, right, 10), 10, lambda a, b: a != b and frozenset((a, b)) in known)
