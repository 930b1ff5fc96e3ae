"""Crises: of what kind a crisis is, and what it does to where people live."""

import numpy as np
from numpy.typing import NDArray

from borough.addresses import Kind
from borough.calendar import MONTH_STARTS, YEAR
from borough.demography import Demography
from borough.episodes import Episodes
from borough.hazard import Situation
from borough.people import NOBODY
from borough.services import EPISODE_INDEX, EPISODE_KINDS, Crisis
from borough.world import World

Indices = NDArray[np.int64]
_TO_HOSTEL = 0.25
_REHOUSED = 0.25
_TO_CARE_HOME = 0.1
_FOSTERED = 0.85


class Crises:
    """Gives each crisis its kind and day, logs it and lets it take effect."""

    def __init__(
        self, world: World, demography: Demography, episodes: Episodes, numbers: np.random.Generator
    ) -> None:
        self._world = world
        self._demography = demography
        self._episodes = episodes
        self._numbers = numbers

    def month(self, month: int, who: Indices, now: Situation) -> list[tuple[int, int, int]]:
        """The month's crises as (person, kind of episode, day)."""
        start, self._end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        found = []
        for at, person in enumerate(who.tolist()):
            if self._world.people.household[person] == NOBODY:
                continue
            crisis = self._kind(now, at)
            day = int(self._numbers.integers(start, self._end))
            day = max(day, self._world.stays.since_open(person))
            found.append((person, EPISODE_INDEX[crisis], day))
            self._log(person, EPISODE_INDEX[crisis], day)
            self._take_effect(crisis, person, day)
        return found

    def _kind(self, now: Situation, at: int) -> Crisis:
        weights = _weights(float(now.age[at]), now.debt[at], now.conflict[at], now.health[at])
        total = sum(weights.values())
        drawn = self._numbers.random() * total
        for crisis, weight in weights.items():
            drawn -= weight
            if drawn <= 0:
                return crisis
        return Crisis.EMERGENCY_ADMISSION

    def _log(self, person: int, kind: int, day: int) -> None:
        until = day + 1 + int(self._numbers.exponential(EPISODE_KINDS[kind].days))
        self._episodes.add(person, kind, day, until)

    def _take_effect(self, crisis: Crisis, person: int, day: int) -> None:
        drawn, later = self._numbers.random(), int(self._numbers.integers(day, self._end))
        if crisis is Crisis.HOMELESSNESS_DUTY:
            self._lose_home(person, later, drawn)
        elif crisis is Crisis.EMERGENCY_ADMISSION and drawn < _TO_CARE_HOME:
            if later - self._world.people.born[person] > 76 * YEAR:
                self._demography.admit(person, Kind.CARE_HOME, later)
        elif crisis is Crisis.ENTRY_TO_CARE and drawn < _FOSTERED:
            self._foster(person, later)

    def _lose_home(self, person: int, day: int, drawn: float) -> None:
        world = self._world
        household = int(world.people.household[person])
        if drawn < _TO_HOSTEL and len(world.households.members[household]) == 1:
            self._demography.admit(person, Kind.HOSTEL, day)
        elif drawn > 1 - _REHOUSED and not world.is_in_institution(household):
            home = world.vacant_home()
            if home is not None:
                world.move(household, home, day)

    def _foster(self, child: int, day: int) -> None:
        """The child goes to live with a couple who have room."""
        world, people = self._world, self._world.people
        couples = world.present()
        couples = couples[people.partner[couples] != NOBODY]
        for _ in range(20):
            carer = int(couples[int(self._numbers.random() * len(couples))])
            home = int(people.household[carer])
            if not world.is_in_institution(home) and len(world.households.members[home]) <= 3:
                world.settle(child, home, day)
                return


def _weights(age: float, debt: float, conflict: float, health: float) -> dict[Crisis, float]:
    """How likely each kind is, given a crisis."""
    weights = {Crisis.EMERGENCY_ADMISSION: 0.35 * float(np.exp(0.7 * health + 0.018 * age))}
    if age < 18:
        weights[Crisis.CHILD_SAFEGUARDING] = 0.6 * float(np.exp(0.7 * conflict))
        weights[Crisis.ENTRY_TO_CARE] = 0.15 * float(np.exp(0.9 * conflict))
    else:
        weights[Crisis.HOMELESSNESS_DUTY] = (0.42 if age < 65 else 0.15) * float(
            np.exp(0.7 * debt + 0.3 * conflict)
        )
        weights[Crisis.ADULT_SAFEGUARDING] = (0.1 if age < 65 else 0.5) * float(np.exp(0.5 * conflict))
    return weights
