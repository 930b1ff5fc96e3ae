"""Knowledge: which address a system holds for a person, for it hears of some moves late or never.

Invariant: people who move together are heard of together by each system, but for one move in ten.
"""

import random
from dataclasses import dataclass

from borough.calendar import CUT_DAY, NEVER
from borough.services import System
from borough.world import World

_HEARS_OF_MOVE = {
    System.HEALTH: 0.75,
    System.ADULT_CARE: 0.55,
    System.CHILDREN: 0.5,
    System.BENEFITS: 0.6,
    System.COUNCIL_TAX: 0.85,
    System.HOMELESSNESS: 0.0,
}
_HEARS_OF_LEAVING = {
    System.HEALTH: 0.96,
    System.ADULT_CARE: 0.85,
    System.CHILDREN: 0.84,
    System.BENEFITS: 0.91,
    System.COUNCIL_TAX: 0.95,
    System.HOMELESSNESS: 0.0,
}
_ONLY_HEALTH_HEARS = 0.93
_SOMEBODY_HEARS = 0.9
_ALONE = 0.1


@dataclass(frozen=True)
class Held:
    """The address that a system holds: the stay, and the last day where it knows of one."""

    stay: int
    since: int
    until: int | None


class Knowledge:
    """Draws, once and for all, which system hears of which move."""

    def __init__(self, world: World, knows: dict[System, set[int]], dice: random.Random) -> None:
        self._world = world
        self._knows = knows
        self._dice = dice
        self._stays = world.stays.by_person()
        self._draws: dict[tuple[int, int], dict[System, float]] = {}
        self._heard: dict[int, set[System]] = {}
        for stay in range(len(world.stays.person)):
            self._heard[stay] = self._hears(stay)

    def stays(self, person: int) -> list[int]:
        """The person's stays in order of time."""
        return self._stays.get(person, [])

    def held(self, system: System, person: int, since: int, closes: int = NEVER) -> Held:
        """What `system`, which knows the person from `since`, holds at the cut (or when the case closed)."""
        stays = self.stays(person)
        began = self._world.stays.since
        at_entry = [stay for stay in stays if began[stay] <= since] or stays[:1]
        later = [
            stay
            for stay in stays
            if since < began[stay] <= min(closes, CUT_DAY) and self._knows_of(system, stay)
        ]
        last = (at_entry + later)[-1]
        return Held(last, began[last], self._end(system, person, last))

    def history(self, system: System, person: int, since: int) -> list[Held]:
        """Every address that the system has held."""
        began = self._world.stays.since
        found = [self.held(system, person, since, closes=since)]
        heard = [
            stay
            for stay in self.stays(person)
            if since < began[stay] <= CUT_DAY and self._knows_of(system, stay)
        ]
        found += [Held(stay, began[stay], self._end(system, person, stay)) for stay in heard]
        following = [held.since for held in found[1:]]
        ended = [Held(held.stay, held.since, until) for held, until in zip(found, following, strict=False)]
        return [*ended, found[-1]]

    def _knows_of(self, system: System, stay: int) -> bool:
        return system in self._heard[stay]

    def _end(self, system: System, person: int, stay: int) -> int | None:
        """The last day at the last address, where the system heard that the person left or died."""
        people = self._world.people
        left = int(people.left[person])
        if left > CUT_DAY:
            return None
        draw = self._draw(self._world.stays.household[stay], left)[system]
        hears = 0.96 if people.died[person] != NEVER else _HEARS_OF_LEAVING[system]
        return left if draw < hears else None

    def _draw(self, household: int, day: int) -> dict[System, float]:
        key = (household, day)
        if key not in self._draws:
            self._draws[key] = {system: self._dice.random() for system in System}
        return self._draws[key]

    def _hears(self, stay: int) -> set[System]:
        stays = self._world.stays
        person = stays.person[stay]
        draws = self._draw(stays.household[stay], stays.since[stay])
        if self._dice.random() < _ALONE:
            draws = {system: self._dice.random() for system in System}
        knowing = [system for system in System if person in self._knows[system]]
        heard = {system for system in knowing if draws[system] < self._chance(system, knowing)}
        told = [system for system in knowing if _HEARS_OF_MOVE[system] > 0]
        if told and not heard and draws[System.HOMELESSNESS] < _SOMEBODY_HEARS:
            heard.add(told[0])
        return heard

    def _chance(self, system: System, knowing: list[System]) -> float:
        if system is System.HEALTH and not {System.BENEFITS, System.ADULT_CARE, System.CHILDREN} & set(
            knowing
        ):
            return _ONLY_HEALTH_HEARS
        return _HEARS_OF_MOVE[system]
