"""Estimates from people whose records were all found, held against the truth and against another program."""

import numpy as np
import pytest

from resolver.errors import TruthError
from resolver.evaluate import evaluate
from resolver.review.entity_sample import Drawn, Estimates, draw_records, estimate_from_people
from resolver.review.ratio import Estimate

PREDICTED = [1, 1, 2, 3, 2, 4, 4, 4]
FOUND = ["a", "a", "a", "b", "b", None, None, "d"]
# What er-evaluation 2.3.0 says of the same example: estimate and standard deviation. Its B-cubed figures are
# means over people; a person weighed by 1 / size there is a mean over records here, and so the other way.
PEER = [
    (Drawn.BY_PERSON, "pairwise_precision", 0.3888888888888889, 0.2545875386086578),
    (Drawn.BY_PERSON, "pairwise_recall", 0.296875, 0.10825317547305482),
    (Drawn.BY_PERSON, "pairwise_f1", 0.3556851311953353, 0.1540782537810357),
    (Drawn.BY_RECORD, "pairwise_precision", 0.14965986394557823, 0.21597969886241555),
    (Drawn.BY_RECORD, "pairwise_recall", 0.25925925925925924, 0.12830005981991682),
    (Drawn.BY_RECORD, "pairwise_f1", 0.2360795023516917, 0.16624305724422467),
    (Drawn.BY_RECORD, "b_cubed_precision", 0.638888888888889, 0.15466012118972294),
    (Drawn.BY_RECORD, "b_cubed_recall", 0.6851851851851851, 0.15822229157995418),
]


@pytest.mark.parametrize(("drawn", "figure", "value", "error"), PEER)
def test_figures_are_those_of_er_evaluation(drawn: Drawn, figure: str, value: float, error: float) -> None:
    found: Estimate = getattr(estimate_from_people(PREDICTED, FOUND, drawn), figure)
    assert found.value == pytest.approx(value)
    assert found.standard_error == pytest.approx(error)


def _world(people: int, errors: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """True and predicted person of records, of which some were lost and some went to a wrong person."""
    dice = np.random.default_rng(seed)
    true = np.repeat(np.arange(people), dice.choice([1, 2, 3, 4, 6], people, p=[0.35, 0.3, 0.2, 0.1, 0.05]))
    predicted = true.copy()
    chance = dice.random(len(true))
    lost = chance < errors
    predicted[lost] = people + np.arange(lost.sum())
    wrong = chance > 1 - errors / 2
    predicted[wrong] = dice.integers(0, people, wrong.sum())
    return true, predicted


def _figures(found: Estimates) -> list[Estimate | None]:
    return [
        found.pairwise_precision,
        found.pairwise_recall,
        found.pairwise_f1,
        found.b_cubed_precision,
        found.b_cubed_recall,
    ]


@pytest.mark.parametrize(("errors", "size"), [(0.01, 60), (0.1, 60), (0.1, 200)])
def test_the_intervals_hold_the_truth_as_often_as_they_say(errors: float, size: int) -> None:
    true, predicted = _world(1500, errors, 1)
    whole = evaluate(predicted, true)
    truth = [whole.pairwise.precision, whole.pairwise.recall, whole.pairwise.f1]
    truth += [whole.b_cubed.precision, whole.b_cubed.recall]
    held, repeats = np.zeros(5), 120
    for seed in range(repeats):
        chosen = np.isin(true, true[draw_records(len(true), size, seed)])
        found = [int(person) if known else None for person, known in zip(true, chosen, strict=True)]
        for place, each in enumerate(_figures(estimate_from_people(predicted, found))):
            held[place] += each is None or each.low <= truth[place] <= each.high
    # 95 of 100, less what 120 repeats may stray by chance.
    assert (held / repeats >= 0.90).all()


def test_all_reviewed_is_the_truth() -> None:
    true, predicted = _world(200, 0.1, 3)
    found = estimate_from_people(predicted, true, Drawn.BY_PERSON)
    whole = evaluate(predicted, true)
    assert found.pairwise_precision is not None
    assert found.b_cubed_recall is not None
    assert found.pairwise_precision.value == pytest.approx(whole.pairwise.precision, abs=0.01)
    assert found.b_cubed_recall.value == pytest.approx(whole.b_cubed.recall, abs=0.01)


def test_records_are_drawn_once_each_and_again_alike() -> None:
    assert draw_records(50, 20, 7).tolist() == draw_records(50, 20, 7).tolist()
    assert len(set(draw_records(50, 80, 7).tolist())) == 50


def test_nothing_reviewed_or_other_records_are_refused() -> None:
    with pytest.raises(TruthError, match="no record was reviewed"):
        estimate_from_people(["a"], [None])
    with pytest.raises(TruthError, match="2 predicted labels for 1"):
        estimate_from_people(["a", "b"], ["a"])
