"""The gate: what it lets through, where it parts, and what it tells of what it held."""

import numpy as np
import pytest

from resolver.doubt import Edges
from resolver.gate import JUDGED, Gate, held_merges, without_weak_places

TRIANGLES = {(0, 1): 6.0, (1, 2): 6.0, (0, 2): 6.0, (3, 4): 6.0, (4, 5): 6.0, (3, 5): 6.0}


def edges(weights: dict[tuple[int, int], float]) -> Edges:
    ends = np.array(sorted(weights), dtype=np.int32).reshape(-1, 2)
    forces = np.array([weights[pair] for pair in sorted(weights)], dtype=np.float64)
    return Edges(ends[:, 0], ends[:, 1], forces, (forces > 0).astype(np.float64))


def parted(weights: dict[tuple[int, int], float], records: int = 6) -> list[int]:
    labels = without_weak_places(np.zeros(records, dtype=np.int32), edges(weights))
    order = list(dict.fromkeys(labels.tolist()))
    return [order.index(label) for label in labels.tolist()]


@pytest.mark.parametrize(
    ("sizes", "bits", "supports", "passes"),
    [
        ((1, 1), 0.1, 1, True),
        ((1, 5), 0.1, 1, True),
        ((2, 2), 9.0, 1, False),
        ((2, 2), 4.0, 2, True),
        ((2, 2), 3.9, 3, False),
        ((2, 2), JUDGED - 12, 1, True),
    ],
    ids=["two records", "a record and a group", "one pair", "two pairs", "two weak pairs", "one judged pair"],
)
def test_what_the_gate_lets_through(sizes: tuple[int, int], bits: float, supports: int, passes: bool) -> None:
    between = edges({(0, 1): bits})._replace(supports=np.array([supports], dtype=np.float64))
    assert Gate(4.0).lets_through(between, np.array(sizes, dtype=np.int64)).tolist() == [passes]


def test_two_groups_on_one_pair_come_apart() -> None:
    assert parted(TRIANGLES | {(2, 3): 11.0}) == [0, 0, 0, 1, 1, 1]


def test_two_pairs_hold() -> None:
    assert parted(TRIANGLES | {(2, 3): 1.0, (1, 4): 1.0}) == [0] * 6


def test_a_pair_that_somebody_judged_holds() -> None:
    assert parted(TRIANGLES | {(2, 3): JUDGED}) == [0] * 6


def test_a_record_at_the_end_of_one_pair_stays() -> None:
    assert parted({(0, 1): 6.0, (1, 2): 6.0, (0, 2): 6.0, (2, 3): 2.0}, 4) == [0] * 4


def test_of_a_chain_of_groups_each_stands_alone() -> None:
    chain = {(0, 1): 6.0, (1, 2): 3.0, (2, 3): 6.0, (3, 4): 3.0, (4, 5): 6.0}
    assert parted(chain) == [0, 0, 1, 1, 2, 2]


def test_records_that_nothing_holds_any_more_come_apart() -> None:
    """The record in the middle leaves, because it is spoken against; what it held together is nothing."""
    middle = {(0, 1): 6.0, (0, 4): 2.0, (2, 3): 6.0, (2, 4): 2.0, (1, 4): -5.0, (3, 4): -5.0}
    assert parted(middle, 5) == [0, 0, 1, 1, 2]


def test_a_held_merge_is_told_with_its_strongest_pair() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1], dtype=np.int32)
    held = held_merges(labels, edges(TRIANGLES | {(2, 3): 5.0, (1, 4): 2.0, (0, 5): -3.0}), ())
    assert (held.one.tolist(), held.other.tolist()) == ([0], [1])
    assert (held.left.tolist(), held.right.tolist()) == ([2], [3])
    assert (held.bits.tolist(), held.supports.tolist()) == ([4.0], [2])


def test_what_numbers_or_the_evidence_forbid_is_not_held() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1], dtype=np.int32)
    codes = np.array([7, -1, -1, -1, 8, -1], dtype=np.int32)
    assert not len(held_merges(labels, edges(TRIANGLES | {(2, 3): 5.0}), (codes,)).one)
    assert not len(held_merges(labels, edges(TRIANGLES | {(2, 3): 5.0, (1, 4): -6.0}), ()).one)


def test_with_nothing_to_hold_nothing_is_told() -> None:
    assert not len(held_merges(np.empty(0, dtype=np.int32), edges({}), ()).one)
    assert without_weak_places(np.empty(0, dtype=np.int32), edges({})).tolist() == []
