"""The hazard of a crisis, with every coefficient known.

logit h = a + b·x_person + c·z_household + d·z_address + e·Σ w·exp(-Δt/τ)·event + help

Invariant: the hazard is a function of the state given and of nothing else, so its probabilities are
those that the simulation draws from.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hazard:
    """Coefficients in log-odds of a crisis in one month."""

    base: float = -7.05
    infant: float = 0.2
    youth: float = 0.2
    old: float = 0.3
    very_old: float = 0.5
    health: float = 0.27
    own_strain: float = 0.1
    own_crisis: float = 0.3
    debt: float = 0.47
    conflict: float = 0.47
    overcrowded: float = 0.3
    split: float = 0.8
    postcode: float = 0.85
    sector: float = 0.45
    household_events: float = 0.8
    relative_events: float = 0.5
    postcode_events: float = 0.55
    help: float = 0.7
    memory_months: float = 9.0
    """How fast an event fades: to a third in so many months."""
    before_first_month: float = 0.5
    """How many times likelier crises were before the first month than with no memory of any."""


@dataclass(frozen=True)
class Situation:
    """The state of each present person in one month; arrays of equal length."""

    age: Floats
    health: Floats
    own_strain: Floats
    own_crisis: Floats
    debt: Floats
    conflict: Floats
    overcrowded: Floats
    split: Floats
    postcode: Floats
    sector: Floats
    household_events: Floats
    relative_events: Floats
    postcode_events: Floats
    help: Floats

    def only(self, mask: NDArray[np.bool_]) -> "Situation":
        """The situation of some of the people."""
        return Situation(**{each.name: getattr(self, each.name)[mask] for each in fields(self)})


def log_odds(hazard: Hazard, now: Situation) -> Floats:
    """The log-odds of a crisis in the month, one a person."""
    person = (
        _age_effect(hazard, now.age)
        + hazard.health * now.health
        + hazard.own_strain * saturated(now.own_strain)
        + hazard.own_crisis * saturated(now.own_crisis)
    )
    household = (
        hazard.debt * now.debt
        + hazard.conflict * now.conflict
        + hazard.overcrowded * now.overcrowded
        + hazard.split * now.split
    )
    place = hazard.postcode * now.postcode + hazard.sector * now.sector
    contagion = (
        hazard.household_events * saturated(now.household_events)
        + hazard.relative_events * saturated(now.relative_events)
        + hazard.postcode_events * saturated(now.postcode_events)
    )
    return hazard.base + person + household + place + contagion - hazard.help * now.help


def probability(log_odds_: Floats) -> Floats:
    """The probability of these log-odds."""
    return 1 / (1 + np.exp(-log_odds_))


def saturated(events: Floats) -> Floats:
    """Faded events as an effect that grows ever more slowly: 1 for one, 2 for three, 3 for seven."""
    effect: Floats = np.log2(1 + events)
    return effect


def _age_effect(hazard: Hazard, age: Floats) -> Floats:
    effect: Floats = (
        hazard.infant * (age < 2)
        + hazard.youth * ((age >= 16) & (age < 25))
        + hazard.old * (age >= 70)
        + hazard.very_old * (age >= 82)
    )
    return effect
