"""The world: people in households at addresses, and the log of who lived where from when to when.

Invariant: a present person is in exactly one household and has exactly one open stay; a dwelling
holds at most one household.
"""

import random
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from borough import names
from borough.addresses import Addresses, Kind
from borough.calendar import NEVER
from borough.names import Community
from borough.people import NOBODY, People


@dataclass
class Stays:
    """Who lived where, in which household; `until` is NEVER while it lasts."""

    person: list[int] = field(default_factory=list)
    household: list[int] = field(default_factory=list)
    address: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)

    def begin(self, person: int, household: int, address: int, day: int) -> None:
        """Start a stay, and end the one before it; never before that one began."""
        day = self._not_before_open(person, day)
        self.end(person, day)
        self.open[person] = len(self.person)
        self.person.append(person)
        self.household.append(household)
        self.address.append(address)
        self.since.append(day)
        self.until.append(NEVER)

    def end(self, person: int, day: int) -> None:
        """End the open stay, if there is one."""
        day = self._not_before_open(person, day)
        stay = self.open.pop(person, None)
        if stay is not None:
            self.until[stay] = day

    def since_open(self, person: int) -> int:
        """First day of the open stay."""
        return self.since[self.open[person]]

    def by_person(self) -> dict[int, list[int]]:
        """Stays of each person in order of time."""
        found: dict[int, list[int]] = {}
        for stay, person in enumerate(self.person):
            if self.until[stay] > self.since[stay]:
                found.setdefault(person, []).append(stay)
        return found

    def _not_before_open(self, person: int, day: int) -> int:
        return max(day, self.since_open(person)) if person in self.open else day


@dataclass
class Households:
    """Households as columns; a household is a position. Strain columns are kept by `strain`."""

    address: list[int] = field(default_factory=list)
    community: list[int] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)
    split: dict[int, int] = field(default_factory=dict)
    parent: list[int] = field(default_factory=list)

    def add(self, address: int, community: int, parent: int = NOBODY) -> int:
        """Add an empty household; `parent` is the household that it came out of."""
        self.address.append(address)
        self.community.append(community)
        self.members.append([])
        self.parent.append(parent)
        return len(self.address) - 1


@dataclass
class World:
    """Everything that is true in the borough."""

    addresses: Addresses
    people: People
    dice: random.Random
    communities: tuple[Community, ...] = field(default_factory=names.communities)
    households: Households = field(default_factory=Households)
    stays: Stays = field(default_factory=Stays)

    def present(self) -> NDArray[np.int64]:
        """People who live in the borough now."""
        return np.flatnonzero(self.people.household[: self.people.count] != NOBODY)

    def address_of(self, person: int) -> int:
        """Where a present person lives."""
        return self.households.address[int(self.people.household[person])]

    def is_in_institution(self, household: int) -> bool:
        """Whether the household lives in a care home or hostel."""
        return self.addresses.kind[self.households.address[household]] is not Kind.DWELLING

    def settle(self, person: int, household: int, day: int) -> None:
        """The person joins a household, and leaves the one before."""
        self._withdraw(person)
        self.people.household[person] = household
        self.households.members[household].append(person)
        self.stays.begin(person, household, self.households.address[household], day)

    def depart(self, person: int, day: int) -> None:
        """The person leaves the borough, or dies."""
        self._withdraw(person)
        self.people.household[person] = NOBODY
        self.people.left[person] = day
        self.stays.end(person, day)

    def move(self, household: int, address: int, day: int) -> None:
        """A whole household moves."""
        self._free(household)
        self.households.address[household] = address
        self._take(address)
        for person in self.households.members[household]:
            self.stays.begin(person, household, address, day)

    def found(self, address: int, community: int, parent: int = NOBODY) -> int:
        """An empty household at an address."""
        self._take(address)
        return self.households.add(address, community, parent)

    def vacant_home(self) -> int | None:
        """An empty home, or None where there is none."""
        return self.addresses.vacant.pop() if self.addresses.vacant else None

    def _withdraw(self, person: int) -> None:
        household = int(self.people.household[person])
        if household == NOBODY:
            return
        members = self.households.members[household]
        members.remove(person)
        if not members:
            self._free(household)

    def _free(self, household: int) -> None:
        address = self.households.address[household]
        if self.addresses.kind[address] is Kind.DWELLING:
            vacant = self.addresses.vacant
            vacant.append(address)
            other = int(self.dice.random() * len(vacant))
            vacant[other], vacant[-1] = vacant[-1], vacant[other]
        else:
            self.addresses.places[address] += 1

    def _take(self, address: int) -> None:
        if self.addresses.kind[address] is not Kind.DWELLING:
            self.addresses.places[address] -= 1
