"""Strain: what drives both crises and the contacts that come before them, and that no system records.

Households carry debt and conflict, people carry ill health, postcodes and sectors carry hardship.
Each drifts around a level of its own and keeps a share of its deviation from month to month.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borough.people import NOBODY
from borough.world import World

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Drift:
    """How strains move: `keep` a month; the level's share of the variance is `level` squared."""

    keep: float = 0.955
    level: float = 0.8
    inherited: float = 0.5
    place: float = 0.35


class Strains:
    """Debt and conflict by household, ill health by person, hardship by postcode and sector."""

    def __init__(self, world: World, numbers: np.random.Generator) -> None:
        self._world = world
        self._numbers = numbers
        self._drift = Drift()
        self.postcode = _standard(numbers.normal(size=len(world.addresses.postcodes)))
        self.sector = _standard(numbers.normal(size=max(world.addresses.sector) + 1))
        self._postcode_of = world.addresses.postcode_array()
        self._levels = {name: np.zeros(0) for name in ("debt", "conflict", "health")}
        self._now = {name: np.zeros(0) for name in ("debt", "conflict", "health")}

    @property
    def debt(self) -> Floats:
        """Debt by household."""
        return self._now["debt"]

    @property
    def conflict(self) -> Floats:
        """Conflict by household."""
        return self._now["conflict"]

    @property
    def health(self) -> Floats:
        """Ill health by person."""
        return self._now["health"]

    def month(self) -> None:
        """Admit new people and households, and let every strain drift."""
        self._admit_households()
        self._admit_people()
        keep = self._drift.keep
        noise = np.sqrt((1 - self._drift.level**2) * (1 - keep**2))
        for name, level in self._levels.items():
            now = self._now[name]
            self._now[name] = level + keep * (now - level) + noise * self._numbers.normal(size=len(now))

    def _admit_households(self) -> None:
        households = self._world.households
        known, count = len(self.debt), len(households.address)
        address = np.array(households.address[known:], np.int64)
        hardship = self.postcode[self._postcode_of[address]] if len(address) else np.zeros(0)
        for name in ("debt", "conflict"):
            own = self._numbers.normal(size=count - known)
            level = self._drift.level * _mixed(own, hardship, self._drift.place)
            self._admit(name, level)
            self._inherit(name, known)

    def _inherit(self, name: str, known: int) -> None:
        """A household that came out of another takes part of its strain along."""
        levels, share = self._levels[name], self._drift.inherited
        for household in range(known, len(levels)):
            parent = self._world.households.parent[household]
            if parent != NOBODY:
                levels[household] += share * (levels[parent] - levels[household])
                self._now[name][household] += share * (self._now[name][parent] - self._now[name][household])

    def _admit_people(self) -> None:
        people = self._world.people
        known = len(self.health)
        self._admit("health", self._drift.level * people.frailty[known : people.count])

    def _admit(self, name: str, level: Floats) -> None:
        start = level + np.sqrt(1 - self._drift.level**2) * self._numbers.normal(size=len(level))
        self._levels[name] = np.concatenate([self._levels[name], level])
        self._now[name] = np.concatenate([self._now[name], start])


def _standard(drawn: Floats) -> Floats:
    """The draws with mean 0 and variance 1, so that the whole borough is never better or worse off."""
    spread = drawn.std()
    standard: Floats = (drawn - drawn.mean()) / (spread if spread > 0 else 1.0)
    return standard


def _mixed(own: Floats, shared: Floats, share: float) -> Floats:
    """Standard normal, correlated with `shared`."""
    mixed: Floats = np.sqrt(1 - share**2) * own + share * shared
    return mixed
