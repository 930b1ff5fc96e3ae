"""The people of the borough as columns; a person is a position, for ever.

Invariant: `household[person]` is NOBODY exactly while the person does not live in the borough.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from borough.calendar import NEVER
from borough.names import SEXES, Name, Sex

NOBODY = -1
_NUMBERS = ("community", "sex", "born", "died", "arrived", "left", "father", "mother", "partner", "household")


@dataclass(frozen=True)
class Newcomer:
    """What is settled when a person is born or arrives."""

    community: int
    sex: Sex
    born: int
    name: Name
    arrived: int
    father: int = NOBODY
    mother: int = NOBODY
    frailty: float = 0.0


@dataclass
class People:
    """Columns of people. Arrays are longer than `count`; slice them with it."""

    capacity: int
    count: int = 0
    given: list[str] = field(default_factory=list)
    middle: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    renamed: dict[int, int] = field(default_factory=dict)
    twin: dict[int, int] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.community: NDArray[np.int32] = self._blank()
        self.sex: NDArray[np.int32] = self._blank()
        self.born: NDArray[np.int32] = self._blank()
        self.died: NDArray[np.int32] = self._blank(NEVER)
        self.arrived: NDArray[np.int32] = self._blank()
        self.left: NDArray[np.int32] = self._blank(NEVER)
        self.father: NDArray[np.int32] = self._blank(NOBODY)
        self.mother: NDArray[np.int32] = self._blank(NOBODY)
        self.partner: NDArray[np.int32] = self._blank(NOBODY)
        self.household: NDArray[np.int32] = self._blank(NOBODY)
        self.frailty: NDArray[np.float64] = np.zeros(self.capacity)

    def _blank(self, value: int = 0) -> NDArray[np.int32]:
        return np.full(self.capacity, value, np.int32)

    def add(self, newcomer: Newcomer) -> int:
        """Add a person; gives the person's position."""
        if self.count == self.capacity:
            self._grow()
        person = self.count
        self.count += 1
        self.community[person] = newcomer.community
        self.sex[person] = SEXES.index(newcomer.sex)
        self.born[person] = newcomer.born
        self.arrived[person] = newcomer.arrived
        self.frailty[person] = newcomer.frailty
        self._add_name(newcomer.name)
        self._add_parents(person, newcomer.father, newcomer.mother)
        return person

    def rename(self, person: int, family: str, day: int) -> None:
        """A new family name from `day`; the name before it is kept as the former one."""
        self.former[person] = self.family[person]
        self.family[person] = family
        self.renamed[person] = day

    def pair(self, one: int, other: int) -> None:
        """Make two people partners."""
        self.partner[one], self.partner[other] = other, one

    def part(self, person: int) -> None:
        """End a partnership."""
        other = self.partner[person]
        if other != NOBODY:
            self.partner[other] = NOBODY
        self.partner[person] = NOBODY

    def _add_name(self, name: Name) -> None:
        self.given.append(name.given)
        self.middle.append(name.middle)
        self.family.append(name.family)
        self.former.append("")

    def _add_parents(self, person: int, father: int, mother: int) -> None:
        self.father[person], self.mother[person] = father, mother
        for parent in (father, mother):
            if parent != NOBODY:
                self.children.setdefault(parent, []).append(person)

    def _grow(self) -> None:
        self.frailty = np.concatenate([self.frailty, np.zeros(self.capacity)])
        for name in _NUMBERS:
            old = getattr(self, name)
            fill = NEVER if name in {"died", "left"} else 0
            fill = NOBODY if name in {"father", "mother", "partner", "household"} else fill
            setattr(self, name, np.concatenate([old, np.full(self.capacity, fill, np.int32)]))
        self.capacity *= 2
