"""Demography: births, deaths, partnership, separation, leaving home, and moves in, out and about.

Invariant: every change goes through the world, so that the log of stays stays whole.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borough.addresses import Kind
from borough.calendar import MONTH_STARTS, YEAR
from borough.chance import between
from borough.families import Families, Parents
from borough.people import NOBODY
from borough.world import World

Chosen = NDArray[np.int64]


@dataclass(frozen=True)
class Rates:
    """Yearly rates."""

    birth: float = 0.085
    pairing: float = 0.07
    separation: float = 0.022
    leaving_home: float = 0.09
    moving: float = 0.085
    moving_young: float = 0.17
    leaving_borough: float = 0.038
    care_home_entry: float = 0.03
    hostel_exit: float = 1.6


class Demography:
    """What happens to people and households in the course of a month."""

    def __init__(self, world: World, families: Families, numbers: np.random.Generator) -> None:
        self._world = world
        self._families = families
        self._numbers = numbers
        self._dice = world.dice
        self._rates = Rates()
        self._size = len(world.present())

    def month(self, month: int) -> None:
        """One month of life."""
        self._start, self._end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        self._deaths()
        self._births()
        self._pairings()
        self._separations()
        self._leaving_home()
        self._moves()
        self._institutions()
        self._departures()
        self._arrivals()

    def split(self, person: int, day: int) -> None:
        """The person forms a household of their own, or leaves when no home is empty."""
        world = self._world
        home = world.vacant_home()
        old = int(world.people.household[person])
        if home is None:
            world.depart(person, day)
            return
        household = world.found(home, int(world.people.community[person]), old)
        world.settle(person, household, day)

    def _day(self) -> int:
        return between(self._dice, self._start, self._end - 1)

    def _happens(self, who: Chosen, yearly: float | NDArray[np.float64]) -> list[int]:
        chance = 1 - np.exp(-np.asarray(yearly) / 12)
        return [int(each) for each in who[self._numbers.random(len(who)) < chance]]

    def _ages(self, who: Chosen) -> NDArray[np.float64]:
        return (self._start - self._world.people.born[who]) / YEAR

    def _deaths(self) -> None:
        who = self._world.present()
        people = self._world.people
        risk = np.minimum(3e-5 * np.exp(0.094 * self._ages(who) + 0.35 * people.frailty[who]), 3.0)
        for person in self._happens(who, risk):
            day = self._day()
            people.died[person] = day
            people.part(person)
            self._world.depart(person, day)

    def _births(self) -> None:
        people, who = self._world.people, self._world.present()
        ages = self._ages(who)
        who = who[(people.sex[who] == 0) & (ages > 18) & (ages < 43)]
        rate = np.where(people.partner[who] != NOBODY, self._rates.birth * 1.5, self._rates.birth * 0.3)
        for mother in self._happens(who, rate):
            father, day = int(people.partner[mother]), self._day()
            for child in self._families.children(Parents(father, mother), day, day):
                self._world.settle(child, int(people.household[mother]), day)

    def _pairings(self) -> None:
        people, who = self._world.people, self._world.present()
        ages = self._ages(who)
        single = (people.partner[who] == NOBODY) & (ages > 20) & (ages < 60)
        chosen = self._happens(who[single], self._rates.pairing)
        waiting: dict[tuple[int, int, int], int] = {}
        for person in chosen:
            band = int((self._start - people.born[person]) / YEAR) // 10
            mate = waiting.pop((int(people.community[person]), 1 - int(people.sex[person]), band), None)
            if mate is None:
                waiting[int(people.community[person]), int(people.sex[person]), band] = person
            elif people.household[mate] != people.household[person]:
                self._wed(person, mate)

    def _wed(self, one: int, other: int) -> None:
        people, day = self._world.people, self._day()
        woman, man = (one, other) if people.sex[one] == 0 else (other, one)
        people.pair(woman, man)
        if woman not in people.renamed:
            taken = self._families.married_name(woman, man)
            if taken is not None:
                people.rename(woman, taken, day)
        self._move_in(woman, man, day)

    def _move_in(self, woman: int, man: int, day: int) -> None:
        world = self._world
        lives_alone = [
            person
            for person in (man, woman)
            if len(world.households.members[world.people.household[person]]) == 1
        ]
        if not lives_alone:
            self.split(man, day)
            lives_alone = [man]
        host = lives_alone[0]
        guest = woman if host == man else man
        household = int(world.people.household[host])
        if household == NOBODY or world.is_in_institution(household):
            return
        for person in (guest, *self._own_children(guest)):
            world.settle(person, household, day)

    def _own_children(self, person: int) -> list[int]:
        people = self._world.people
        return [
            child
            for child in people.children.get(person, [])
            if people.household[child] == people.household[person]
            and self._start - people.born[child] < 18 * YEAR
        ]

    def _separations(self) -> None:
        people, who = self._world.people, self._world.present()
        who = who[(people.partner[who] != NOBODY) & (people.sex[who] == 1)]
        who = who[self._ages(who) < 65]
        for man in self._happens(who, self._rates.separation):
            day, household = self._day(), int(people.household[man])
            people.part(man)
            if people.household[man] != NOBODY and len(self._world.households.members[household]) > 1:
                self._world.households.split[household] = day
                self.split(man, day)

    def _leaving_home(self) -> None:
        people, who = self._world.people, self._world.present()
        ages = self._ages(who)
        who = who[(ages > 18) & (ages < 32) & (people.mother[who] != NOBODY)]
        who = who[people.household[who] == people.household[people.mother[who]]]
        for person in self._happens(who, self._rates.leaving_home):
            self.split(person, self._day())

    def _moves(self) -> None:
        world = self._world
        households = self._dwelling_households()
        heads = np.array([world.households.members[each][0] for each in households], np.int64)
        rate = np.where(self._ages(heads) < 36, self._rates.moving_young, self._rates.moving)
        for head in self._happens(heads, rate):
            home = world.vacant_home()
            if home is not None:
                world.move(int(world.people.household[head]), home, self._day())

    def _dwelling_households(self) -> list[int]:
        world = self._world
        present = np.unique(world.people.household[world.present()])
        return [int(each) for each in present if not world.is_in_institution(int(each))]

    def _institutions(self) -> None:
        world, people = self._world, self._world.people
        who = world.present()
        old = who[self._ages(who) > 79]
        for person in self._happens(old, self._rates.care_home_entry):
            self.admit(person, Kind.CARE_HOME, self._day())
        hostels = set(world.addresses.of_kind(Kind.HOSTEL))
        residents = [int(each) for each in who if world.address_of(int(each)) in hostels]
        for person in self._happens(np.array(residents, np.int64), self._rates.hostel_exit):
            if len(world.households.members[people.household[person]]) == 1:
                self.split(person, self._day())
        self._fill_hostels(hostels)

    def admit(self, person: int, kind: Kind, day: int) -> None:
        """The person moves into an institution of a kind, where a place is free."""
        world = self._world
        free = [each for each in world.addresses.of_kind(kind) if world.addresses.places[each] > 0]
        if not free or world.is_in_institution(int(world.people.household[person])):
            return
        address = self._dice.choice(free)
        household = world.found(
            address, int(world.people.community[person]), int(world.people.household[person])
        )
        world.settle(person, household, day)

    def _fill_hostels(self, hostels: set[int]) -> None:
        for address in sorted(hostels):
            while self._world.addresses.places[address] > 2:
                self._families.single(address, (18, 60), self._day())

    def _departures(self) -> None:
        world = self._world
        households = self._dwelling_households()
        heads = np.array([world.households.members[each][0] for each in households], np.int64)
        for head in self._happens(heads, self._rates.leaving_borough):
            day = self._day()
            for person in list(world.households.members[world.people.household[head]]):
                world.depart(person, day)

    def _arrivals(self) -> None:
        missing = self._size - len(self._world.present())
        while missing > 0:
            home = self._world.vacant_home()
            if home is None:
                return
            household = self._families.household(home, self._day())
            missing -= len(self._world.households.members[household])
