"""Evaluation, held against a count of all pairs one by one."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import TruthError
from resolver.evaluate import Agreement, blocking_missed, evaluate

labelled = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n) for _ in range(2)])
)


@given(labelled)
def test_figures_are_those_of_the_definition(labels: tuple[list[int], list[int]]) -> None:
    predicted, truth = labels
    found = evaluate(predicted, np.array(truth))
    pairs = list(combinations(range(len(truth)), 2))
    joined = {pair for pair in pairs if predicted[pair[0]] == predicted[pair[1]]}
    same = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    assert found.pairwise.precision == pytest.approx(len(joined & same) / len(joined) if joined else 1)
    assert found.pairwise.recall == pytest.approx(len(joined & same) / len(same) if same else 1)
    assert found.b_cubed.precision == pytest.approx(
        np.mean([_kept(predicted, truth, n) for n in range(len(truth))])
    )
    assert found.b_cubed.recall == pytest.approx(
        np.mean([_kept(truth, predicted, n) for n in range(len(truth))])
    )


def _kept(group: list[int], other: list[int], record: int) -> float:
    members = [n for n in range(len(group)) if group[n] == group[record]]
    return sum(other[n] == other[record] for n in members) / len(members)


@given(labelled)
def test_a_truth_agrees_with_itself(labels: tuple[list[int], list[int]]) -> None:
    assert evaluate(labels[0], labels[0]).b_cubed.f1 == evaluate(labels[0], labels[0]).pairwise.f1 == 1


def test_figures_come_flat_and_rounded() -> None:
    figures = evaluate(pa.chunked_array([["a", "a"], ["b"]]), ["x", "y", "y"]).as_dict()
    assert figures["pairwise_f1"] == 0
    assert figures["b_cubed_precision"] == 0.6667
    assert figures["records"] == 3
    assert figures["predicted_entities"] == figures["true_entities"] == 2


def test_nothing_right_has_an_f1_of_nothing() -> None:
    assert Agreement(0.0, 0.0).f1 == 0


def test_no_records_are_no_error() -> None:
    assert evaluate(pa.array([], pa.string()), pa.array([], pa.string())).b_cubed.f1 == 1


def test_labels_of_other_records_are_refused() -> None:
    with pytest.raises(TruthError, match="1 predicted labels for 2"):
        evaluate(["a"], ["a", "b"])
    with pytest.raises(TruthError, match="1 records have no label"):
        evaluate(["a"], [None])


def test_misses_of_blocking_are_counted() -> None:
    pairs = (np.array([1, 0, 0], dtype=np.int32), np.array([0, 1, 2], dtype=np.int32))
    missed = blocking_missed(pairs, ["x", "x", "x", "y"])
    assert (missed.true_pairs, missed.missed) == (3, 1)
    assert missed.recall == pytest.approx(2 / 3)
    assert blocking_missed(pairs, ["a", "b", "c"]).recall == 1
