"""Pairs drawn by weight: the intervals hold the truth, and what was not reviewed is not made up."""

import numpy as np
import pyarrow as pa
import pytest

from resolver.errors import DecisionsError
from resolver.review.pair_sample import draw_pairs, estimate_from_pairs

PAIRS = 6000


def _world(seed: int) -> tuple[pa.Table, np.ndarray]:
    """Pairs whose weights tell the truth, joined from two bits on but for some slips."""
    dice = np.random.default_rng(seed)
    weight = dice.normal(6, 6, PAIRS)
    truth = dice.random(PAIRS) < 1 / (1 + 2.0**-weight)
    joined = (weight > 2) ^ (dice.random(PAIRS) < 0.02)
    left = np.arange(PAIRS)
    columns = [pa.array(each) for each in (left, left + PAIRS, weight, joined)]
    return pa.table(columns, names=["left", "right", "weight", "joined"]), truth


def _judged(sample: pa.Table, truth: np.ndarray) -> list[str | None]:
    return ["match" if truth[left] else "no_match" for left in sample["left"].to_pylist()]


@pytest.mark.parametrize("size", [80, 300])
def test_the_intervals_hold_the_truth_as_often_as_they_say(size: int) -> None:
    pairs, truth = _world(1)
    joined = np.asarray(pairs["joined"])
    precision, recall = truth[joined].mean(), truth[joined].sum() / truth.sum()
    held, repeats = np.zeros(2), 150
    for seed in range(repeats):
        sample = draw_pairs(pairs, size, seed)
        assert sample.num_rows == size
        found = estimate_from_pairs(sample, _judged(sample, truth))
        for place, (each, true) in enumerate(((found.precision, precision), (found.recall, recall))):
            assert each is not None
            held[place] += each.low <= true <= each.high
    assert (held / repeats >= 0.91).all()


def test_all_reviewed_is_the_truth() -> None:
    pairs, truth = _world(2)
    sample = draw_pairs(pairs, PAIRS, 0)
    found = estimate_from_pairs(sample, _judged(sample, truth))
    joined = np.asarray(pairs["joined"])
    assert found.precision is not None
    assert found.precision.value == pytest.approx(truth[joined].mean())
    assert found.precision.standard_error == 0
    assert found.precision.low == found.precision.high


def test_pairs_nobody_settled_count_as_not_drawn() -> None:
    pairs, truth = _world(3)
    sample = draw_pairs(pairs, 200, 0)
    judged = _judged(sample, truth)
    some = [None if place % 3 == 0 else each for place, each in enumerate(judged)]
    found = estimate_from_pairs(sample, some)
    assert sum(each.reviewed for each in found.strata) == sum(each is not None for each in some)
    nothing = estimate_from_pairs(sample, ["unsure"] * sample.num_rows)
    assert (nothing.precision, nothing.recall) == (None, None)


def test_a_stratum_without_a_review_leaves_no_estimate() -> None:
    pairs, truth = _world(4)
    sample = draw_pairs(pairs, 200, 0)
    names = [int(str(name)) for name in sample["stratum"].to_pylist()]
    judged = zip(names, _judged(sample, truth), strict=True)
    silent = [None if name == max(names) else each for name, each in judged]
    assert estimate_from_pairs(sample, silent).precision is None


def test_each_pair_needs_a_judgement() -> None:
    with pytest.raises(DecisionsError, match="1 judgements for 5 pairs"):
        estimate_from_pairs(draw_pairs(_world(5)[0], 5, 0), ["match"])
