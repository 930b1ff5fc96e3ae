"""The situation of each present person in a month: own state, household, relatives, postcode.

Invariant: a person's own events are never counted among those of the household or the postcode.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borough.calendar import YEAR
from borough.hazard import Floats, Situation
from borough.memory import Memory
from borough.people import NOBODY
from borough.strain import Strains
from borough.world import World

Indices = NDArray[np.int64]
_CONTACT_WEIGHT = 0.35
_SPLIT_FADE_DAYS = 270.0


@dataclass(frozen=True)
class Felt:
    """What people feel: strains, memories, help by person."""

    strains: Strains
    memory: Memory
    help: Floats


def situation(world: World, who: Indices, day: int, felt: Felt) -> Situation:
    """The situation of `who` on a day."""
    people, households = world.people, world.households
    home = people.household[who].astype(np.int64)
    address = np.array(households.address, np.int64)[home]
    postcode = world.addresses.postcode_array()[address]
    sector = world.addresses.sector_array()[postcode]
    events = felt.memory.crises + _CONTACT_WEIGHT * felt.memory.contacts
    in_home = _sums(home, events[who])
    return Situation(
        age=(day - people.born[who]) / YEAR,
        health=felt.strains.health[who],
        own_strain=felt.memory.contacts[who],
        own_crisis=felt.memory.crises[who],
        debt=felt.strains.debt[home],
        conflict=felt.strains.conflict[home],
        overcrowded=_overcrowding(world, home, address),
        split=_splits(world, home, day),
        postcode=felt.strains.postcode[postcode],
        sector=felt.strains.sector[sector],
        household_events=in_home[home] - events[who],
        relative_events=_relatives(world, who, events),
        postcode_events=_postcode_events(postcode, home, events[who], in_home),
        help=felt.help[who],
    )


def _sums(group: Indices, values: Floats) -> Floats:
    return np.bincount(group, values).astype(np.float64)


def _overcrowding(world: World, home: Indices, address: Indices) -> Floats:
    rooms = np.array(world.addresses.rooms)[address]
    is_dwelling = np.array(world.addresses.kind)[address] == 0
    size = np.bincount(home)[home]
    crowding: Floats = np.clip(size - rooms - 1, 0, 3) * is_dwelling * 1.0
    return crowding


def _splits(world: World, home: Indices, day: int) -> Floats:
    faded = np.zeros(len(world.households.address))
    for household, split in world.households.split.items():
        faded[household] = np.exp(-max(0, day - split) / _SPLIT_FADE_DAYS)
    return faded[home]


def _relatives(world: World, who: Indices, events: Floats) -> Floats:
    """Events of parents and children who live elsewhere in the borough."""
    people = world.people
    found = np.zeros(people.count)
    for parents in (people.father, people.mother):
        child = who[parents[who] != NOBODY]
        parent = parents[child]
        apart = people.household[child] != people.household[parent]
        child, parent = child[apart], parent[apart]
        np.add.at(found, child, events[parent])
        np.add.at(found, parent, events[child])
    return found[who]


def _postcode_events(postcode: NDArray[np.int32], home: Indices, own: Floats, in_home: Floats) -> Floats:
    """Events of neighbours, as a multiple of what the borough's average neighbours would have."""
    neighbours = np.bincount(postcode)[postcode] - np.bincount(home)[home]
    events = _sums(postcode.astype(np.int64), own)[postcode] - in_home[home]
    expected = own.mean() * neighbours + 1.0
    ratio: Floats = np.maximum(events, 0) / expected
    return ratio
