"""The borough's addresses: homes in streets and blocks, care homes and hostels; all fictitious.

Invariant: a postcode belongs to one street segment or one building, a sector holds many postcodes,
and every address has one UPRN that no other has.
"""

import random
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from borough import data_files
from borough.chance import between

HOMES_PER_POSTCODE = 14
POSTCODES_PER_SECTOR = 34
HOSTEL_PLACES = 60
CARE_HOME_PLACES = 40
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_FIRST_UPRN = 210_000_000_000


class Kind(IntEnum):
    """What sort of place an address is."""

    DWELLING = 0
    CARE_HOME = 1
    HOSTEL = 2


@dataclass
class Addresses:
    """Addresses as columns; an address is its position."""

    text: list[str] = field(default_factory=list)
    kind: list[Kind] = field(default_factory=list)
    uprn: list[str] = field(default_factory=list)
    postcode: list[int] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)
    postcodes: list[str] = field(default_factory=list)
    sector: list[int] = field(default_factory=list)
    vacant: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> list[int]:
        """The addresses of a kind."""
        return [address for address, each in enumerate(self.kind) if each is kind]

    def postcode_text(self, address: int) -> str:
        """The postcode of an address."""
        return self.postcodes[self.postcode[address]]

    def postcode_array(self) -> NDArray[np.int32]:
        """Postcode by address."""
        return np.array(self.postcode, np.int32)

    def sector_array(self) -> NDArray[np.int32]:
        """Sector by postcode."""
        return np.array(self.sector, np.int32)


def build(size: int, dice: random.Random) -> Addresses:
    """Addresses for a borough of `size` people, with one home in twelve empty."""
    builder = _Builder(dice, data_files.read("places"))
    homes = round(size / 2.35 * 1.09) + 20
    while len(builder.made.vacant) < homes:
        builder.street()
    for _ in range(max(1, round(size / 2600))):
        builder.institution(Kind.CARE_HOME, CARE_HOME_PLACES)
    for _ in range(max(1, round(size / 6500))):
        builder.institution(Kind.HOSTEL, HOSTEL_PLACES)
    dice.shuffle(builder.made.vacant)
    return builder.made


class _Names:
    """Names, each given once: when all have been, all again behind a word that tells them apart."""

    def __init__(self, dice: random.Random, names: list[str], words: list[str]) -> None:
        dice.shuffle(names)
        self._left, self._all, self._words = names, tuple(names), iter(words)

    def pop(self) -> str:
        """A name that was not given before.

        Raises:
            StopIteration: there is none; the borough is too large.
        """
        if not self._left:
            word = next(self._words)
            self._left = [f"{word} {name}" for name in self._all]
        return self._left.pop()


class _Builder:
    """Builds street after street; knows which names are taken."""

    def __init__(self, dice: random.Random, places: dict[str, str]) -> None:
        self.made = Addresses()
        self._dice = dice
        self._area = places["postcode_area"]
        first = places["street_first"].split()
        streets = [f"{a} {b}" for a in first for b in places["street_second"].split()]
        blocks = [f"{a} {b}" for a in first for b in places["block_second"].split()]
        homes = [f"{a} {places['care_second']}" for a in first]
        hostels = [f"{a} {places['hostel_second']}" for a in first]
        self._streets, self._blocks, *institutions = (
            _Names(dice, names, places["before"].split()) for names in (streets, blocks, homes, hostels)
        )
        self._names = dict(zip((Kind.CARE_HOME, Kind.HOSTEL), institutions, strict=True))

    def street(self) -> None:
        """A street of houses, and with it, in two cases of five, a block of flats."""
        street = self._streets.pop()
        for segment in range(between(self._dice, 1, 4)):
            postcode = self._postcode()
            first = segment * HOMES_PER_POSTCODE
            for house in range(first, first + HOMES_PER_POSTCODE):
                self._home(f"{house + 1} {street}", postcode, between(self._dice, 3, 6))
        if self._dice.random() < 0.4:
            self._block(street)

    def institution(self, kind: Kind, places: int) -> None:
        """A care home or hostel with a postcode of its own."""
        address = self._add(kind, f"{self._names[kind].pop()}, 1 {self._streets.pop()}", self._postcode())
        self.made.places[address] = places

    def _block(self, street: str) -> None:
        block, number = self._blocks.pop(), between(self._dice, 60, 199)
        postcode = self._postcode()
        for flat in range(1, between(self._dice, 12, 44)):
            self._home(f"Flat {flat}, {block}, {number} {street}", postcode, between(self._dice, 1, 4))

    def _home(self, text: str, postcode: int, rooms: int) -> None:
        self.made.vacant.append(self._add(Kind.DWELLING, text, postcode, rooms))

    def _add(self, kind: Kind, text: str, postcode: int, rooms: int = 1) -> int:
        made = self.made
        address = len(made.text)
        made.text.append(text)
        made.kind.append(kind)
        made.uprn.append(str(_FIRST_UPRN + 7 * address))
        made.postcode.append(postcode)
        made.rooms.append(rooms)
        return address

    def _postcode(self) -> int:
        made = self.made
        postcode = len(made.postcodes)
        sector, within = divmod(postcode, POSTCODES_PER_SECTOR)
        district, digit = divmod(sector, 9)
        first, second = divmod(within * 11 % 400, 20)
        inward = f"{digit + 1}{_INWARD[first]}{_INWARD[second]}"
        made.postcodes.append(f"{self._area}{district + 1} {inward}")
        made.sector.append(sector)
        return postcode
