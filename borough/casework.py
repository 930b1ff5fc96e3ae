"""Casework: everything that one system holds, ready for it to write in its own way.

Invariant: every row but a person row names the key of a person row of the same system.
"""

import random
from dataclasses import dataclass, field

from borough.calendar import CUT_DAY
from borough.chance import between
from borough.clerk import CARE, Clerk
from borough.dossier import Dossier
from borough.knowledge import Held
from borough.lives import History
from borough.people import NOBODY
from borough.registry import Register, recorded
from borough.services import EPISODE_KINDS, HELP_KINDS, EpisodeKind, HelpKind, System


@dataclass(frozen=True)
class EpisodeRow:
    """An episode as recorded; no end and no outcome while it goes on."""

    number: int
    key: str
    kind: EpisodeKind
    start: int
    end: int | None
    outcome: str
    worker: str
    team: str
    recorded: int


@dataclass(frozen=True)
class HelpRow:
    """Help as recorded."""

    number: int
    key: str
    kind: HelpKind
    start: int
    end: int | None
    worker: str
    recorded: int


@dataclass(frozen=True)
class OutcomeRow:
    """What was seen after help."""

    number: int
    key: str
    measure: str
    value: str
    day: int
    recorded: int


@dataclass(frozen=True)
class RelationRow:
    """How one person row is related to another."""

    number: int
    key: str
    other: str
    relation: str
    recorded: int


@dataclass(frozen=True)
class StayRow:
    """An address that a system has held."""

    number: int
    key: str
    address: str
    postcode: str
    uprn: str
    since: int
    until: int | None
    recorded: int


@dataclass
class Casework:
    """The rows of one system."""

    system: System
    dossiers: list[Dossier] = field(default_factory=list)
    episodes: list[EpisodeRow] = field(default_factory=list)
    help: list[HelpRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)
    stays: list[StayRow] = field(default_factory=list)


class Caseworker:
    """Collects the casework of one system."""

    def __init__(self, history: History, register: Register, clerk: Clerk, dice: random.Random) -> None:
        self._history = history
        self._register = register
        self._clerk = clerk
        self._dice = dice
        self._keys = _keys(register, dice)
        self.made = Casework(register.system)

    def collect(self, lags: list[int]) -> Casework:
        """All rows; `lags` is the delay of recording of each episode."""
        for at in range(len(self._register.entries)):
            key, group = self._keys[at]
            self.made.dossiers.append(self._clerk.dossier(self._register, at, key, group))
        self.made.dossiers.sort(key=lambda each: each.key)
        self._episodes(lags)
        self._help()
        return self.made

    def relations(self) -> None:
        """Parents and siblings among the people of the register."""
        people, known = self._history.world.people, self._register.of_person
        for person in known:
            for parent in (int(people.mother[person]), int(people.father[person])):
                if parent in known:
                    self._relate(parent, person, "parent")
            for sibling in self._siblings(person):
                if sibling in known and sibling > person:
                    self._relate(person, sibling, "sibling")

    def stays(self) -> None:
        """The address history of every entry."""
        for at, entry in enumerate(self._register.entries):
            if not entry.is_duplicate:
                for held in self._clerk.knowledge.history(self._register.system, entry.person, entry.since):
                    self._stay(at, entry.since, held)

    def _stay(self, at: int, entered: int, held: Held) -> None:
        place = self._history.world.stays.address[held.stay]
        address, postcode, uprn = self._clerk.place(CARE[self._register.system], place)
        is_news = held.since > entered
        delay = int(self._dice.expovariate(1 / 25)) if is_news else 0
        day = recorded(held.since if is_news else entered, delay)
        number, key = len(self.made.stays), self._keys[at][0]
        self.made.stays.append(StayRow(number, key, address, postcode, uprn, held.since, held.until, day))

    def _episodes(self, lags: list[int]) -> None:
        log = self._history.episodes
        order = sorted(range(len(log.person)), key=lambda each: (log.start[each], each))
        for at in order:
            kind = EPISODE_KINDS[log.kind[at]]
            if kind.system is self._register.system and log.start[at] <= CUT_DAY:
                self._episode(at, kind, lags[at])

    def _episode(self, at: int, kind: EpisodeKind, delay: int) -> None:
        log = self._history.episodes
        is_over = log.until[at] <= CUT_DAY
        day = recorded(log.start[at], delay)
        row = EpisodeRow(
            number=len(self.made.episodes),
            key=self._key_for(log.person[at], day),
            kind=kind,
            start=log.start[at],
            end=log.until[at] if is_over else None,
            outcome=self._dice.choice(kind.outcomes) if is_over else "",
            worker=self._worker(),
            team=self._dice.choice(kind.teams),
            recorded=day,
        )
        self.made.episodes.append(row)

    def _help(self) -> None:
        given = self._history.help
        for at, person in enumerate(given.person):
            kind = HELP_KINDS[given.kind[at]]
            if kind.system is not self._register.system:
                continue
            start, until = given.start[at], given.until[at]
            end, key = until if until <= CUT_DAY else None, self._key_for(person, start)
            day = recorded(start, self._delay())
            row = HelpRow(len(self.made.help), key, kind, start, end, self._worker(), day)
            self.made.help.append(row)
            if end is not None:
                self._outcome(row, given.worked[at], end)

    def _outcome(self, row: HelpRow, worked: bool, end: int) -> None:
        value = "yes" if worked is (self._dice.random() < 0.9) else "no"
        day = recorded(end, 7)
        number = len(self.made.outcomes)
        self.made.outcomes.append(
            OutcomeRow(number, row.key, row.kind.measure, value, day, recorded(day, self._delay()))
        )

    def _worker(self) -> str:
        return f"W{between(self._dice, 1, 40):03d}"

    def _delay(self) -> int:
        return int(self._dice.expovariate(1 / 6))

    def _key_for(self, person: int, day: int) -> str:
        return self._keys[self._register.entry_for(person, day)][0]

    def _siblings(self, person: int) -> list[int]:
        people = self._history.world.people
        parents = {int(people.mother[person]), int(people.father[person])} - {NOBODY}
        return sorted({child for parent in parents for child in people.children.get(parent, [])} - {person})

    def _relate(self, one: int, other: int, relation: str) -> None:
        first, second = (self._register.of_person[person][0] for person in (one, other))
        since = max(self._register.entries[first].since, self._register.entries[second].since)
        self.made.relations.append(
            RelationRow(
                len(self.made.relations), self._keys[first][0], self._keys[second][0], relation, since
            )
        )


def _keys(register: Register, dice: random.Random) -> list[tuple[str, str]]:
    """Key and group reference of each entry, in the system's own form."""
    count = len(register.entries)
    numbers = dice.sample(range(10**6, 10**7), count)
    if register.system in {System.BENEFITS, System.COUNCIL_TAX}:
        return _numbered_keys(register, numbers)
    form = {
        System.HEALTH: "{}",
        System.ADULT_CARE: "ASC{}",
        System.CHILDREN: "c-{}",
        System.HOMELESSNESS: "HL/{}",
    }
    keys = [form[register.system].format(number) for number in numbers]
    group_numbers = dict(zip(register.groups, numbers, strict=False))
    groups = [
        f"APP{group_numbers[entry.group]}" if entry.group != NOBODY else "" for entry in register.entries
    ]
    return list(zip(keys, groups, strict=True))


def _numbered_keys(register: Register, numbers: list[int]) -> list[tuple[str, str]]:
    """The reference of a claim or account, and the number of each person in it."""
    found: list[tuple[str, str]] = [("", "")] * len(register.entries)
    for number, members in zip(numbers, register.groups.values(), strict=False):
        for line, at in enumerate(members, 1):
            found[at] = (f"{number}|{line}", str(number))
    return found
