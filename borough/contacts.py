"""Contacts: what services see before a crisis, driven by the same hidden strains as the crises are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borough.calendar import MONTH_STARTS
from borough.episodes import Episodes
from borough.hazard import Floats, Situation
from borough.services import EPISODE_INDEX, EPISODE_KINDS
from borough.strain import Strains
from borough.world import World

Indices = NDArray[np.int64]
_ADULT = 18


@dataclass(frozen=True)
class Rate:
    """Logarithm of a monthly rate, linear in the strains, for people of some ages."""

    name: str
    base: float
    debt: float = 0.0
    conflict: float = 0.0
    health: float = 0.0
    postcode: float = 0.0
    youngest: int = 0
    oldest: int = 120


RATES: tuple[Rate, ...] = (
    Rate("emergency_department", -4.0, conflict=0.15, health=0.7),
    Rate("talking_therapies", -5.6, debt=0.4, conflict=0.25, health=0.5, youngest=16),
    Rate("police_notification", -6.7, conflict=1.0, postcode=0.35, oldest=17),
    Rate("child_referral", -6.5, debt=0.35, conflict=0.8, oldest=17),
    Rate("adult_contact", -6.4, conflict=0.3, health=0.8, youngest=18, oldest=64),
    Rate("adult_contact", -5.2, conflict=0.2, health=0.9, youngest=65),
    Rate("arrears_contact", -5.1, debt=1.0, postcode=0.25, youngest=20),
    Rate("hardship_referral", -6.2, debt=0.9, youngest=18),
    Rate("housing_advice", -6.9, debt=0.7, conflict=0.4, postcode=0.35, youngest=17),
)
FOLLOW_UPS: dict[str, tuple[str, float]] = {
    "child_referral": ("child_assessment", 0.45),
    "adult_contact": ("adult_assessment", 0.35),
    "adult_assessment": ("home_care", 0.45),
}


class Contacts:
    """Draws each month's contacts and logs them as episodes."""

    def __init__(
        self, world: World, strains: Strains, episodes: Episodes, numbers: np.random.Generator
    ) -> None:
        self._world = world
        self._strains = strains
        self._episodes = episodes
        self._numbers = numbers

    def month(self, month: int, who: Indices, now: Situation) -> Indices:
        """The people contacted this month, each as often as contacted."""
        found = [self._draw(rate, month, who, now) for rate in RATES]
        return np.concatenate(found)

    def _draw(self, rate: Rate, month: int, who: Indices, now: Situation) -> Indices:
        counts = self._numbers.poisson(monthly(rate, now))
        contacted = np.repeat(who, counts)
        days = self._numbers.integers(MONTH_STARTS[month], MONTH_STARTS[month + 1], len(contacted))
        for person, day in zip(contacted.tolist(), days.tolist(), strict=True):
            self._log(rate.name, person, max(day, self._world.stays.since_open(person)))
        return contacted

    def _log(self, name: str, person: int, day: int) -> None:
        kind = EPISODE_KINDS[EPISODE_INDEX[name]]
        until = day + int(self._numbers.exponential(kind.days)) if kind.days else day
        self._episodes.add(person, EPISODE_INDEX[name], day, until)
        if name in FOLLOW_UPS:
            following, share = FOLLOW_UPS[name]
            if self._numbers.random() < share:
                self._log(following, person, until + 1)


def monthly(rate: Rate, now: Situation) -> Floats:
    """Expected contacts of one kind in a month, one a person."""
    is_of_age = (now.age >= rate.youngest) & (now.age < rate.oldest + 1)
    level = rate.base + rate.debt * now.debt + rate.conflict * now.conflict
    level = level + rate.health * now.health + rate.postcode * now.postcode
    rates: Floats = np.minimum(np.exp(level), 1.5) * is_of_age
    return rates


def expected(now: Situation) -> Floats:
    """Expected contacts of all kinds in a month, one a person."""
    total: Floats = np.sum([monthly(rate, now) for rate in RATES], axis=0)
    return total
