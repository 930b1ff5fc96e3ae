"""Error rates by group: counted as they are suffered, with intervals that hold, gaps marked and no others."""

import numpy as np
import pytest

from resolver.errors import TruthError
from resolver.evaluate import evaluate
from resolver.subgroups import UNKNOWN, Subgroup, subgroups


def _by_name(found: list[Subgroup]) -> dict[str, Subgroup]:
    return {each.name: each for each in found}


def test_errors_are_counted_on_the_side_that_suffers_them() -> None:
    truth = ["p", "p", "p", "q", "q"]
    predicted = ["1", "1", "2", "2", "3"]
    groups = ["x", "x", "y", "y", None]
    found = _by_name(subgroups(predicted, truth, {"g": groups})["g"])
    assert set(found) == {"x", "y", UNKNOWN}
    x, y = found["x"], found["y"]
    assert x.missed is not None
    assert x.wrong is not None
    assert y.missed is not None
    assert y.wrong is not None
    assert (x.records, x.people, x.missed.links, x.wrong.links) == (2, 1, 4, 2)
    assert (x.missed.rate.value, x.wrong.rate.value) == (0.5, 0)
    assert (y.missed.rate.value, y.wrong.rate.value) == (1, 1)
    assert found[UNKNOWN].wrong is None


def _world(people: int, seed: int, errors: dict[str, float]) -> tuple[list[int], list[int], list[str]]:
    """Records of people of groups whose links are missed at different rates."""
    dice = np.random.default_rng(seed)
    truth, predicted, groups = [], [], []
    for person in range(people):
        group = str(dice.choice(list(errors)))
        for _ in range(int(dice.integers(2, 5))):
            is_lost = dice.random() < errors[group]
            truth.append(person)
            predicted.append(people + len(truth) if is_lost else person)
            groups.append(group)
    return predicted, truth, groups


def test_one_group_of_all_is_the_whole_evaluation() -> None:
    predicted, truth, _ = _world(300, 1, {"a": 0.1})
    (only,) = subgroups(predicted, truth, {"g": ["a"] * len(truth)})["g"]
    whole = evaluate(predicted, truth)
    assert only.missed is not None
    assert only.wrong is not None
    assert only.missed.rate.value == pytest.approx(1 - whole.pairwise.recall, abs=0.003)
    assert only.wrong.rate.value == pytest.approx(1 - whole.pairwise.precision)
    assert not only.missed.is_marked


def test_a_gap_is_marked_and_its_interval_holds_the_truth() -> None:
    predicted, truth, groups = _world(2000, 2, {"a": 0.02, "b": 0.02, "c": 0.12})
    found = _by_name(subgroups(predicted, truth, {"g": groups})["g"])
    missed = {name: each.missed for name, each in found.items()}
    assert missed["c"] is not None
    assert missed["c"].is_marked
    assert missed["c"].gap > 0.1
    # A link is missed unless both of its records were kept.
    assert missed["c"].rate.low < 1 - 0.88**2 < missed["c"].rate.high


def test_where_there_is_no_gap_hardly_ever_one_is_marked() -> None:
    marked = 0
    for seed in range(60):
        predicted, truth, groups = _world(250, seed, dict.fromkeys("abcde", 0.05))
        found = subgroups(predicted, truth, {"g": groups})["g"]
        marked += any(each.missed is not None and each.missed.is_marked for each in found)
    assert marked <= 6


def test_a_judged_sample_gives_the_rates_of_all() -> None:
    predicted, truth, groups = _world(3000, 5, {"a": 0.02, "b": 0.15})
    dice = np.random.default_rng(0)
    chosen = set(dice.choice(3000, 900, replace=False).tolist())
    judged = [person if person in chosen else None for person in truth]
    whole = _by_name(subgroups(predicted, truth, {"g": groups})["g"])
    sample = _by_name(subgroups(predicted, judged, {"g": groups}, np.ones(len(truth)))["g"])
    for name in "ab":
        estimated, true = sample[name].missed, whole[name].missed
        assert estimated is not None
        assert true is not None
        assert estimated.rate.low <= true.rate.value <= estimated.rate.high
    assert sample["b"].missed is not None
    assert sample["b"].missed.is_marked


def test_labels_of_other_records_are_refused() -> None:
    with pytest.raises(TruthError, match="2 predicted labels for 1"):
        subgroups(["a", "b"], ["a"], {})
    with pytest.raises(TruthError, match="no record was judged"):
        subgroups(["a"], [None], {})
