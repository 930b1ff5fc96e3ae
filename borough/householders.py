"""Householders: who answers for a dwelling, one after another, often together with a partner.

Invariant: a household at a dwelling has one first householder at a time, of age, and at most one beside;
when the first has gone, whoever of age has lived there longest follows.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from borough.addresses import Kind
from borough.calendar import CUT_DAY, YEAR
from borough.world import World

_OF_AGE = 18 * YEAR
_REGISTERED = 0.97
_WITH_PARTNER = 0.7
_WITH_SHARER = 0.25


@dataclass(frozen=True)
class Householder:
    """A person who answers for a household's dwelling, from a day on."""

    person: int
    household: int
    since: int


@dataclass
class _Resident:
    """A grown-up member of a household, and from when to when."""

    person: int
    since: int
    until: int


def householders(world: World, dice: random.Random) -> list[Householder]:
    """The householders of nearly every household that lives at a dwelling, in order of time."""
    found: list[Householder] = []
    for household, residents in _residents(world).items():
        if dice.random() < _REGISTERED:
            found += _succession(world, household, residents, dice)
    return sorted(found, key=lambda each: (each.since, each.person))


def _residents(world: World) -> dict[int, list[_Resident]]:
    """By household, those who were of age in it, whatever the dwelling, in order of coming."""
    members: dict[int, dict[int, _Resident]] = {}
    stays = world.stays
    for person, held in world.stays.by_person().items():
        of_age = int(world.people.born[person]) + _OF_AGE
        for stay in held:
            since = max(stays.since[stay], int(of_age))
            is_home = world.addresses.kind[stays.address[stay]] is Kind.DWELLING
            if is_home and since < min(stays.until[stay], CUT_DAY):
                here = members.setdefault(stays.household[stay], {})
                resident = here.setdefault(person, _Resident(person, since, stays.until[stay]))
                resident.until = max(resident.until, stays.until[stay])
    return {
        household: sorted(members[household].values(), key=lambda each: (each.since, each.person))
        for household in sorted(members)
    }


def _succession(
    world: World, household: int, residents: list[_Resident], dice: random.Random
) -> Iterator[Householder]:
    day: int | None = residents[0].since
    while day is not None:
        here = [each for each in residents if each.since <= day < each.until]
        if here:
            yield Householder(here[0].person, household, day)
            beside = _beside(world, here, dice)
            if beside is not None:
                yield Householder(beside, household, day)
            day = here[0].until
        else:
            day = min((each.since for each in residents if each.since > day), default=None)
        day = None if day is None or day >= CUT_DAY else day


def _beside(world: World, here: list[_Resident], dice: random.Random) -> int | None:
    """Who answers together with the first: a partner mostly, a sharer sometimes, a child or parent never."""
    people, first, drawn = world.people, here[0].person, dice.random()
    for each in here[1:]:
        if each.person == int(people.partner[first]):
            return each.person if drawn < _WITH_PARTNER else None
    sharers = [each.person for each in here[1:] if not _is_kin(world, first, each.person)]
    return sharers[0] if sharers and drawn < _WITH_SHARER else None


def _is_kin(world: World, one: int, other: int) -> bool:
    people = world.people
    return one in (people.mother[other], people.father[other]) or other in (
        people.mother[one],
        people.father[one],
    )
