"""The population on the first day: homes, care homes and hostels filled with households."""

import random

from borough import addresses
from borough.addresses import Kind
from borough.calendar import START_DAY, YEAR
from borough.families import Families
from borough.people import People
from borough.world import World


def populate(size: int, dice: random.Random) -> World:
    """A borough of about `size` people on the first day, each household some years at its address."""
    world = World(addresses.build(size, dice), People(capacity=round(size * 1.7) + 1000), dice)
    families = Families(world)
    for kind, ages in ((Kind.HOSTEL, (18, 60)), (Kind.CARE_HOME, (74, 97))):
        for address in world.addresses.of_kind(kind):
            for _ in range(world.addresses.places[address]):
                families.single(address, ages, START_DAY)
    while len(world.people.given) < size:
        home = world.vacant_home()
        if home is None:
            break
        families.household(home, START_DAY)
    _set_back(world)
    return world


def _set_back(world: World) -> None:
    """Begin each first stay before the first day, as far back as its youngest members allow."""
    began: dict[int, int] = {}
    for stay, household in enumerate(world.stays.household):
        if household not in began:
            began[household] = START_DAY - int(world.dice.expovariate(1 / (7 * YEAR))) - 30
        person = world.stays.person[stay]
        since = max(began[household], int(world.people.born[person]))
        world.stays.since[stay] = since
        world.people.arrived[person] = since
