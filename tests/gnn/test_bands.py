import numpy as np
import pytest

from gnn.bands import HIGH, LOW, RAISED, VERY_HIGH, bands


def test_a_hundredth_a_tenth_and_the_rate_of_all() -> None:
    score = np.arange(1000.0)
    found = bands(score / 1000, score)
    assert found[-10:].tolist() == [VERY_HIGH] * 10
    assert found[-100:-10].tolist() == [HIGH] * 90
    assert found[500:900].tolist() == [RAISED] * 400
    assert found[:500].tolist() == [LOW] * 500


def test_equal_probabilities_are_told_apart_by_the_score() -> None:
    found = bands(np.full(100, 0.25), np.arange(100.0))
    assert (found[99], found[90], found[0]) == (VERY_HIGH, HIGH, LOW)


@pytest.mark.parametrize("people", [0, 1, 9])
def test_few_people_have_no_tenth(people: int) -> None:
    assert HIGH not in bands(np.linspace(0.1, 0.2, people), np.arange(float(people)))
