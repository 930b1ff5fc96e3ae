"""Help: who is offered which help after a contact, what it does to the hazard, and what is seen afterwards.

Workers choose: they offer help sooner to those whom they see more often, so help is confounded as in life.
"""

import numpy as np
from numpy.typing import NDArray

from borough.calendar import CUT_DAY, MONTH_STARTS
from borough.episodes import HelpGiven
from borough.hazard import Floats
from borough.services import HELP_KINDS
from borough.world import World

Indices = NDArray[np.int64]
_OFFERED = 0.09
_SEEN_AGAIN = 0.16
_TENANCY = 0.15
_FADE = float(np.exp(-1 / 9))
_ELDER_DAYS = 65 * 365


class Help:
    """Gives help and keeps how much of it each person still feels."""

    def __init__(self, world: World, given: HelpGiven, numbers: np.random.Generator) -> None:
        self._world = world
        self._given = given
        self._numbers = numbers
        self._felt: Floats = np.zeros(0)

    @property
    def felt(self) -> Floats:
        """Help still felt, by person: 1 when just given."""
        missing = self._world.people.count - len(self._felt)
        self._felt = np.concatenate([self._felt, np.zeros(missing)])
        return self._felt

    def month(self, month: int, contacted: Indices) -> None:
        """Offer help to some of those contacted this month."""
        felt = self.felt
        felt *= _FADE
        people, counts = np.unique(contacted, return_counts=True)
        chance = np.where(counts > 1, _SEEN_AGAIN, _OFFERED)
        start, end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        for person in people[self._numbers.random(len(people)) < chance].tolist():
            day = int(self._numbers.integers(start, end))
            self._give(person, max(day, self._world.stays.since_open(person)))

    def _give(self, person: int, day: int) -> None:
        kind = self._kind(person, day)
        until = day + 1 + int(self._numbers.exponential(HELP_KINDS[kind].days))
        worked = bool(self._numbers.random() < 0.62)
        if worked:
            household = int(self._world.people.household[person])
            shared = HELP_KINDS[kind].strain != "health"
            self._felt[self._world.households.members[household] if shared else [person]] = 1.0
        self._given.add(person, kind, day, until if until <= CUT_DAY else CUT_DAY + 1, worked)

    def _kind(self, person: int, day: int) -> int:
        age = day - int(self._world.people.born[person])
        if age < 18 * 365:
            return 2
        if age > _ELDER_DAYS:
            return 3
        return int(self._numbers.random() < _TENANCY)
