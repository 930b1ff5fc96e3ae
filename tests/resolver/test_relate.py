"""Relations: what companions add is bounded, counted once, and stays between two groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.packed import Codes, Words, pack, sorted_unique
from resolver.relate import Relations
from resolver.relation_worth import MOST_BITS, learned_worth
from resolver.score import Odds, weighed

COUNT = 10
one_pair = st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(
    lambda pair: pair[0] < pair[1]
)
groups_of_all = st.lists(st.integers(-1, 3), min_size=COUNT, max_size=COUNT)


def packed(pairs: set[tuple[int, int]]) -> Words:
    rows = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    return sorted_unique(pack(rows[:, 0], rows[:, 1]))


def ends(*pairs: tuple[int, int]) -> tuple[Codes, Codes]:
    rows = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def odds(*kinds: tuple[float, float, float]) -> Odds:
    return Odds(*np.array(kinds, dtype=np.float32).reshape(-1, 3).T)


@given(groups_of_all, st.sets(one_pair, max_size=12))
def test_a_pair_is_lifted_just_when_two_others_of_its_groups_match(
    of: list[int], matching: set[tuple[int, int]]
) -> None:
    every = [(one, other) for other in range(COUNT) for one in range(other)]
    relations = Relations.of(np.array(of, dtype=np.int32), packed(matching), 4.0)
    for (one, other), level in zip(every, relations.levels(*ends(*every)).tolist(), strict=True):
        supported = any(
            not {first, second} & {one, other}
            and sorted((of[first], of[second])) == sorted((of[one], of[other]))
            for first, second in matching
        )
        apart = of[one] >= 0 and of[other] >= 0 and of[one] != of[other]
        assert level == (apart and supported)


def test_a_pair_does_not_support_itself() -> None:
    relations = Relations.of(np.array([0, 0, 1, 1], dtype=np.int32), packed({(0, 2)}), 4.0)
    assert relations.levels(*ends((0, 2), (1, 3), (0, 3), (1, 2))).tolist() == [0, 1, 0, 0]


def test_two_people_of_one_household_gain_nothing_on_each_other() -> None:
    relations = Relations.of(np.array([0, 0, 1, 1], dtype=np.int32), packed({(0, 2)}), 5.0)
    held = odds((9.0, 14.0, -9.0))
    before, after = weighed(held), relations.lifted(held, np.array([1], dtype=np.uint8))
    assert after.against_known == pytest.approx(before.against_known)
    assert after.weight < 0


@given(
    st.lists(st.tuples(*[st.floats(-40, 40, width=32)] * 3), min_size=1, max_size=20),
    st.lists(st.integers(0, 1), min_size=20, max_size=20),
)
def test_the_worth_is_bounded_whatever_the_pairs(
    kinds: list[tuple[float, float, float]], levels: list[int]
) -> None:
    worth = learned_worth(odds(*kinds), np.array(levels[: len(kinds)], dtype=np.uint8))
    assert 0 <= worth <= MOST_BITS


def test_the_worth_is_what_one_home_shows_more_often_than_strangers() -> None:
    home, strangers = [(12.0, 2.0, -9.0)] * 4000, [(-12.0, -9.0, -9.0)] * 4000
    matching = np.zeros(8000, dtype=np.uint8)
    matching[:3200] = matching[4000:4200] = 1
    assert learned_worth(odds(*home, *strangers), matching) == pytest.approx(np.log2(0.8 / 0.05), abs=0.1)
    assert learned_worth(odds(*home, *strangers), np.ones(8000, dtype=np.uint8)) < 0.2
