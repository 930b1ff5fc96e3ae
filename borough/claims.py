"""Claims: households under financial strain claim housing benefit and council tax support."""

import numpy as np

from borough.calendar import MONTH_STARTS, START_DAY, YEAR
from borough.episodes import Episodes
from borough.services import EPISODE_INDEX
from borough.strain import Strains
from borough.world import World

_KIND = EPISODE_INDEX["benefit_claim"]
_THRESHOLD = 0.75
_CLAIMING_AT_START = 0.75
_OPENING = 0.02
_CLOSING = 0.04


class Claims:
    """Opens and closes claims; one open claim a household."""

    def __init__(
        self, world: World, strains: Strains, episodes: Episodes, numbers: np.random.Generator
    ) -> None:
        self._world = world
        self._strains = strains
        self._episodes = episodes
        self._numbers = numbers
        self._open: dict[int, int] = {}

    def month(self, month: int) -> None:
        """One month of claims."""
        start, end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        self._close(start)
        households = np.unique(self._world.people.household[self._world.present()])
        is_strained = self._strains.debt[households] > _THRESHOLD
        chance = np.where(is_strained, _CLAIMING_AT_START if month == 0 else _OPENING, 0.0)
        for household in households[self._numbers.random(len(households)) < chance].tolist():
            if household not in self._open:
                self._claim(household, start, end, is_first=month == 0)

    def _claim(self, household: int, start: int, end: int, is_first: bool) -> None:
        people = self._world.people
        members = self._world.households.members[household]
        adults = [person for person in members if start - people.born[person] > 18 * YEAR]
        if not adults:
            return
        claimant = adults[int(self._numbers.random() * min(2, len(adults)))]
        day = int(self._numbers.integers(start, end))
        if is_first:
            day = START_DAY - int(self._numbers.exponential(2 * YEAR))
        self._open[household] = len(self._episodes.person)
        self._episodes.add(claimant, _KIND, max(day, self._world.stays.since_open(claimant)))

    def _close(self, day: int) -> None:
        for household, episode in list(self._open.items()):
            claimant = self._episodes.person[episode]
            has_left = self._world.people.household[claimant] != household
            is_better_off = self._strains.debt[household] < 0 and self._numbers.random() < _CLOSING
            if has_left or is_better_off:
                del self._open[household]
                self._episodes.until[episode] = max(day, self._episodes.start[episode])
