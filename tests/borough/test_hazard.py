"""The hazard is the formula that is documented."""

from dataclasses import fields, replace

import numpy as np
import pytest

from borough.hazard import Hazard, Situation, log_odds, probability, saturated

_CALM = Situation(**{each.name: np.zeros(1) for each in fields(Situation)})
_GROWN = replace(_CALM, age=np.array([40.0]))


def test_a_calm_life_has_the_base_hazard() -> None:
    assert log_odds(Hazard(), _GROWN) == pytest.approx(Hazard().base)


@pytest.mark.parametrize("name", ["health", "debt", "conflict", "overcrowded", "split", "postcode", "sector"])
def test_strains_count_by_their_coefficient(name: str) -> None:
    hazard = Hazard()
    strained = replace(_GROWN, **{name: np.array([2.0])})
    assert log_odds(hazard, strained) - hazard.base == pytest.approx(2 * getattr(hazard, name))


@pytest.mark.parametrize(
    "name", ["own_strain", "own_crisis", "household_events", "relative_events", "postcode_events"]
)
def test_events_count_ever_less(name: str) -> None:
    hazard = Hazard()
    struck = replace(_GROWN, **{name: np.array([3.0])})
    assert log_odds(hazard, struck) - hazard.base == pytest.approx(2 * getattr(hazard, name))


def test_help_lowers_the_hazard() -> None:
    helped = replace(_GROWN, help=np.array([1.0]))
    assert log_odds(Hazard(), helped) == pytest.approx(Hazard().base - Hazard().help)


@pytest.mark.parametrize(("age", "effect"), [(1.0, "infant"), (20.0, "youth"), (75.0, "old")])
def test_ages_have_effects(age: float, effect: str) -> None:
    aged = replace(_CALM, age=np.array([age]))
    assert log_odds(Hazard(), aged) - Hazard().base == pytest.approx(getattr(Hazard(), effect))


def test_probability_is_the_logistic_function() -> None:
    assert probability(np.array([0.0, np.log(3)])) == pytest.approx([0.5, 0.75])


def test_saturation_halves_each_doubling() -> None:
    assert saturated(np.array([0.0, 1.0, 3.0, 7.0])) == pytest.approx([0, 1, 2, 3])
