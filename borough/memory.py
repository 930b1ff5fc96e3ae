"""Memory: what has happened to each person lately, fading month by month.

Invariant: an event of Δt months ago counts exp(-Δt/τ).
"""

import numpy as np
from numpy.typing import NDArray

from borough.world import World

Floats = NDArray[np.float64]


class Memory:
    """Faded crises and faded contacts by person."""

    def __init__(self, world: World, fade_months: float) -> None:
        self._world = world
        self._fade = float(np.exp(-1 / fade_months))
        self.crises: Floats = np.zeros(0)
        self.contacts: Floats = np.zeros(0)

    def month(self) -> None:
        """Let everything fade by a month, and make room for new people."""
        new = np.zeros(self._world.people.count - len(self.crises))
        self.crises = np.concatenate([self.crises * self._fade, new])
        self.contacts = np.concatenate([self.contacts * self._fade, new])

    def add_crisis(self, person: int) -> None:
        """A crisis of a person."""
        self.crises[person] += 1

    def add_contacts(self, people: NDArray[np.int64]) -> None:
        """Contacts of people, each as often as they appear."""
        np.add.at(self.contacts, people, 1.0)
