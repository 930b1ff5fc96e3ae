"""Lives: five years, month by month, of demography, strain, contacts, crises and help.

Invariant: each month first decides where people live, then how likely a crisis is, then what happens;
what happens in a month changes probabilities from the next month on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from borough import chance
from borough.calendar import MONTH_STARTS, MONTHS
from borough.claims import Claims
from borough.contacts import Contacts, expected
from borough.crises import Crises
from borough.demography import Demography
from borough.episodes import Episodes, HelpGiven
from borough.families import Families
from borough.hazard import Hazard, Situation, log_odds, probability
from borough.help import Help
from borough.memory import Memory
from borough.population import populate
from borough.situation import Felt, situation
from borough.strain import Strains
from borough.world import World

Progress = Callable[[str, int], None]


@dataclass
class History:
    """Everything that truly happened."""

    world: World
    hazard: Hazard
    episodes: Episodes = field(default_factory=Episodes)
    help: HelpGiven = field(default_factory=HelpGiven)
    crises: list[tuple[int, int, int]] = field(default_factory=list)
    """(person, kind of episode, day)"""
    months: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = field(default_factory=list)
    """By month: the people present, and the probability of a crisis of each."""


def live(size: int, seed: int, hazard: Hazard | None = None, progress: Progress | None = None) -> History:
    """Simulate a borough of about `size` people."""
    world = populate(size, chance.dice(seed, "people"))
    history = History(world, hazard if hazard is not None else Hazard())
    year = _Year(history, seed)
    for month in range(MONTHS):
        year.month(month)
        if progress is not None:
            progress("months lived", month + 1)
    return history


class _Year:
    """The parts of life that every month calls, in order."""

    def __init__(self, history: History, seed: int) -> None:
        world, numbers = history.world, chance.numbers(seed, "lives")
        self._history = history
        self._numbers = numbers
        self._demography = Demography(world, Families(world), chance.numbers(seed, "demography"))
        self._strains = Strains(world, numbers)
        self._memory = Memory(world, history.hazard.memory_months)
        self._contacts = Contacts(world, self._strains, history.episodes, numbers)
        self._claims = Claims(world, self._strains, history.episodes, numbers)
        self._help = Help(world, history.help, numbers)
        self._crises = Crises(world, self._demography, history.episodes, numbers)

    def month(self, month: int) -> None:
        """One month."""
        history = self._history
        self._demography.month(month)
        self._strains.month()
        self._memory.month()
        who = history.world.present()
        self._claims.month(month)
        if month == 0:
            self._remember(who)
        now = self._situation(who, month)
        chances = probability(log_odds(history.hazard, now))
        history.months.append((who, chances))
        struck = self._numbers.random(len(who)) < chances
        contacted = self._contacts.month(month, who, now)
        self._help.month(month, contacted)
        for person, kind, day in self._crises.month(month, who[struck], now.only(struck)):
            history.crises.append((person, kind, day))
            self._memory.add_crisis(person)
        self._memory.add_contacts(contacted)

    def _remember(self, who: NDArray[np.int64]) -> None:
        """Draw what happened before the first month, as if it had been like the first month."""
        now, months = self._situation(who, 0), self._history.hazard.memory_months
        chances = probability(log_odds(self._history.hazard, now)) * self._history.hazard.before_first_month
        self._memory.crises[who] += self._numbers.poisson(chances * months)
        self._memory.contacts[who] += self._numbers.poisson(expected(now) * months)

    def _situation(self, who: NDArray[np.int64], month: int) -> Situation:
        felt = Felt(self._strains, self._memory, self._help.felt)
        return situation(self._history.world, who, int(MONTH_STARTS[month]), felt)
