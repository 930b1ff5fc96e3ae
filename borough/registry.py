"""The registry: which system knows whom, since when, and under which key.

Invariant: a person is entered in a system before, or on the day of, the first thing that it records of them.
"""

import random
from dataclasses import dataclass, field

from borough.calendar import CUT_DAY, NEVER, START_DAY, YEAR
from borough.householders import householders
from borough.lives import History
from borough.people import NOBODY
from borough.services import EPISODE_INDEX, EPISODE_KINDS, HELP_KINDS, System

_CLAIM = EPISODE_INDEX["benefit_claim"]
_DUPLICATES = {
    System.HEALTH: 0.008,
    System.ADULT_CARE: 0.03,
    System.CHILDREN: 0.025,
    System.HOMELESSNESS: 0.04,
    System.BENEFITS: 0.01,
    System.COUNCIL_TAX: 0.012,
}


@dataclass(frozen=True)
class Entry:
    """One person as known to one system; `group` is what it deals with together (a claim, an application)."""

    person: int
    since: int
    group: int
    is_duplicate: bool = False


@dataclass
class Register:
    """The entries of one system."""

    system: System
    entries: list[Entry] = field(default_factory=list)
    of_person: dict[int, list[int]] = field(default_factory=dict)
    groups: dict[int, list[int]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Enter a person."""
        self.of_person.setdefault(entry.person, []).append(len(self.entries))
        self.groups.setdefault(entry.group, []).append(len(self.entries))
        self.entries.append(entry)

    def entry_for(self, person: int, day: int) -> int:
        """The entry under which something of a day is recorded: the latest one made by then."""
        known = self.of_person[person]
        made = [each for each in known if self.entries[each].since <= day]
        return made[-1] if made else known[0]


def lag(dice: random.Random) -> int:
    """Days from an event to its recording: mostly days, sometimes months."""
    drawn = dice.random()
    if drawn < 0.6:
        return int(dice.random() * 4)
    return int(dice.expovariate(1 / 14)) if drawn < 0.92 else int(dice.expovariate(1 / 70))


def recorded(day: int, delay: int) -> int:
    """The day of recording, never after the cut."""
    return min(day + delay, CUT_DAY)


def registers(history: History, lags: list[int], dice: random.Random) -> dict[System, Register]:
    """The registers of all systems; `lags` is the delay of each episode."""
    clerk = _Clerk(history, lags, dice)
    made = {
        System.HEALTH: clerk.patients(),
        System.ADULT_CARE: clerk.seen(System.ADULT_CARE),
        System.CHILDREN: clerk.children(),
        System.HOMELESSNESS: clerk.applicants(),
        System.BENEFITS: clerk.claimants(),
        System.COUNCIL_TAX: clerk.taxpayers(),
    }
    for register in made.values():
        clerk.duplicate(register)
    return made


class _Clerk:
    """Enters people into registers."""

    def __init__(self, history: History, lags: list[int], dice: random.Random) -> None:
        self._world = history.world
        self._people = history.world.people
        self._episodes = history.episodes
        self._help = history.help
        self._lags = lags
        self._dice = dice
        self._stays = self._world.stays.by_person()
        self._first = self._first_events()

    def patients(self) -> Register:
        register = Register(System.HEALTH)
        seen = self._first[System.HEALTH]
        for person in range(self._people.count):
            since = self._registration(person)
            since = min(since, seen.get(person, NEVER))
            if since <= min(CUT_DAY, int(self._people.left[person])) or person in seen:
                register.add(Entry(person, since, NOBODY))
        return register

    def seen(self, system: System) -> Register:
        register = Register(system)
        for person, since in sorted(self._first[system].items(), key=lambda each: (each[1], each[0])):
            register.add(Entry(person, since, NOBODY))
        return register

    def children(self) -> Register:
        """People seen, and the parents, brothers and sisters of the children among them."""
        first = dict(self._first[System.CHILDREN])
        for child, since in list(first.items()):
            for relative in self._family(child):
                first[relative] = min(since, first.get(relative, NEVER))
        register = Register(System.CHILDREN)
        for person, since in sorted(first.items(), key=lambda each: (each[1], each[0])):
            register.add(Entry(person, since, NOBODY))
        return register

    def applicants(self) -> Register:
        """People seen, each application with the partner who applies too."""
        register = Register(System.HOMELESSNESS)
        order = sorted(self._first[System.HOMELESSNESS].items(), key=lambda each: (each[1], each[0]))
        for person, since in order:
            if person in register.of_person:
                continue
            group = len(register.groups)
            register.add(Entry(person, since, group))
            partner = int(self._people.partner[person])
            if partner != NOBODY and partner not in register.of_person and self._dice.random() < 0.7:
                register.add(Entry(partner, since, group))
        return register

    def claimants(self) -> Register:
        """Everyone in a household that claims, then those who owe and do not claim."""
        register = Register(System.BENEFITS)
        groups: dict[int, int] = {}
        together: dict[int, list[int]] = {}
        for stay, household in enumerate(self._world.stays.household):
            together.setdefault(household, []).append(stay)
        for episode, kind in enumerate(self._episodes.kind):
            if kind == _CLAIM:
                self._claim(register, episode, groups, together)
        for person, since in sorted(
            self._first[System.BENEFITS].items(), key=lambda each: (each[1], each[0])
        ):
            if person not in register.of_person:
                register.add(Entry(person, since, len(groups) + person))
        return register

    def taxpayers(self) -> Register:
        """The householders of nearly every dwelling, once each; an account is of one household."""
        register = Register(System.COUNCIL_TAX)
        for each in householders(self._world, self._dice):
            if each.person not in register.of_person:
                register.add(Entry(each.person, recorded(each.since, lag(self._dice)), each.household))
        return register

    def duplicate(self, register: Register) -> None:
        """Enter some people a second time, later, as if they were not known."""
        share = _DUPLICATES[register.system]
        for entry in list(register.entries):
            until = min(CUT_DAY, int(self._people.left[entry.person]))
            earliest = max(entry.since, START_DAY)
            if self._dice.random() < share and earliest < until:
                since = earliest + int(self._dice.random() * (until - earliest))
                group = entry.group if entry.group == NOBODY else 10**6 + len(register.entries)
                register.add(Entry(entry.person, since, group, is_duplicate=True))

    def _claim(
        self, register: Register, episode: int, groups: dict[int, int], together: dict[int, list[int]]
    ) -> None:
        claimant, start = self._episodes.person[episode], self._episodes.start[episode]
        household = self._household_on(claimant, start)
        group = groups.setdefault(household, len(groups))
        known = {register.entries[each].person for each in register.groups.get(group, [])}
        for stay in together.get(household, []):
            since = max(self._world.stays.since[stay], start)
            is_part = since < min(self._world.stays.until[stay], self._episodes.until[episode], CUT_DAY)
            person = self._world.stays.person[stay]
            if is_part and person not in known and (person == claimant or self._dice.random() < 0.93):
                known.add(person)
                delay = self._lags[episode] if since == start else lag(self._dice)
                day = min(recorded(since, delay), self._first[System.BENEFITS].get(person, NEVER))
                register.add(Entry(person, day, group))

    def _household_on(self, person: int, day: int) -> int:
        stays = self._stays.get(person, [])
        held = [stay for stay in stays if self._world.stays.since[stay] <= day]
        return self._world.stays.household[held[-1] if held else stays[0]]

    def _family(self, child: int) -> list[int]:
        people = self._people
        found = [int(parent) for parent in (people.mother[child], people.father[child]) if parent != NOBODY]
        siblings = {each for parent in found for each in people.children.get(parent, [])} - {child}
        home = self._world.stays.household
        homes = {home[stay] for stay in self._stays.get(child, [])}
        young = [each for each in sorted(siblings) if abs(people.born[each] - people.born[child]) < 12 * YEAR]
        near = [each for each in young if homes & {home[stay] for stay in self._stays.get(each, [])}]
        return [each for each in found if self._dice.random() < 0.92] + near

    def _registration(self, person: int) -> int:
        people = self._people
        arrived, born = int(people.arrived[person]), int(people.born[person])
        age = (max(arrived, START_DAY) - born) / YEAR
        is_young_man = people.sex[person] == 1 and 18 <= age < 36
        share = 0.94 if age < 18 else 0.75 if is_young_man else 0.87
        if self._dice.random() > share:
            return NEVER
        delay = 5 + int(self._dice.expovariate(1 / 60)) if arrived > born else between_birth(self._dice)
        return arrived + delay if arrived + delay > START_DAY or arrived < START_DAY - delay else START_DAY

    def _first_events(self) -> dict[System, dict[int, int]]:
        """By system, the day on which each person's first event was recorded."""
        found: dict[System, dict[int, int]] = {system: {} for system in System}
        for at, kind in enumerate(self._episodes.kind):
            day = self._episodes.start[at]
            if day <= CUT_DAY:
                first = found[EPISODE_KINDS[kind].system]
                person = self._episodes.person[at]
                first[person] = min(recorded(day, self._lags[at]), first.get(person, NEVER))
        for person, kind, day in zip(self._help.person, self._help.kind, self._help.start, strict=True):
            first = found[HELP_KINDS[kind].system]
            first[person] = min(day, first.get(person, NEVER))
        return found


def between_birth(dice: random.Random) -> int:
    """Days from birth to registration with a practice."""
    return 4 + int(dice.random() * 38)
