"""Caveats: one a pair at most, none for what somebody judged."""

import numpy as np

from resolver.caveats import BRIDGE, NUMBERS_DIFFER, ONE_A_PERSON, REISSUED, WEAK, Settled, Standing
from resolver.constraints import Constraints
from resolver.gate import Held
from resolver.packed import Words, pack

NONE: Words = np.empty(0, dtype=np.uint64)
LABELS = np.array([0, 0, 1, 1, 2, 2, 3, 4], dtype=np.int32)


def held(*merges: tuple[int, int, int]) -> Held:
    one, other, supports = np.array(merges, dtype=np.int32).reshape(-1, 3).T
    return Held(one, other, one, other, np.ones(len(one)), supports.astype(np.int64))


def words(*pairs: tuple[int, int]) -> Words:
    left, right = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return pack(left, right)


def test_pairs_between_groups_that_were_held_say_how() -> None:
    standing = Standing(Settled(Constraints(NONE, NONE), NONE), LABELS, held((0, 1, 1), (2, 0, 3)))
    found = standing.caveats(words((0, 1), (0, 2), (1, 3), (1, 4), (2, 4)))
    assert found.tolist() == [0, BRIDGE, BRIDGE, WEAK, 0]


def test_what_is_settled_before_any_weighing_comes_first() -> None:
    number = np.array([5, -1, 6, -1, 7, -1, -1, -1], dtype=np.int32)
    single = np.array([-1, 1, -1, 3, -1, -1, -1, -1], dtype=np.int32)
    constraints = Constraints(NONE, NONE, (number,), (single,))
    standing = Standing(Settled(constraints, words((0, 4))), LABELS, held((0, 1, 1)))
    found = standing.caveats(words((0, 2), (1, 3), (0, 4), (0, 3), (6, 7)))
    assert found.tolist() == [NUMBERS_DIFFER, ONE_A_PERSON, REISSUED, BRIDGE, 0]


def test_what_somebody_judged_needs_no_caveat_and_is_kept() -> None:
    number = np.array([5, -1, 6, -1, 7, -1, -1, -1], dtype=np.int32)
    judged = Constraints(words((0, 2)), words((0, 4)), (number,))
    settled = Settled(judged, NONE)
    assert Standing(settled, LABELS, held((0, 1, 1))).caveats(words((0, 2), (0, 4))).tolist() == [0, 0]
    assert settled.covers(words((0, 2), (0, 4), (0, 1))).tolist() == [True, True, False]


def test_a_number_that_may_be_issued_anew_is_kept_whatever_its_weight() -> None:
    settled = Settled(Constraints(NONE, NONE), words((2, 5)))
    assert settled.covers(words((0, 1), (2, 5))).tolist() == [False, True]
