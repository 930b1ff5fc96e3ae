"""Doubt: whether somebody should look if an arrival is another person than it was given to.

Invariant: one pair that may match is not enough where the other records of that person speak against it; they
are added up as clustering does, a contradiction counting for so much and no more. Of singles what counts is
the pair, and a pair that is a match by itself always does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.generation import Links
from resolver.live.memory import Memory
from resolver.score import bits_of


@dataclass(frozen=True)
class Doubt:
    """What the records there are say of arrivals.

    Attributes:
        memory: the records there are.
        beside: by the id of an arrival what its pair with each record in one of its blocks weighs, by number;
            minus infinity where it cannot come near.
        links: whose the records concerned are to be.
    """

    memory: Memory
    beside: Mapping[str, Mapping[int, float]]
    links: Links

    def whose(self, record: str) -> str | None:
        """The person that a record is of once the arrivals are in."""
        return self.links.person.get(record, self.memory.roster.person(record))

    def is_left(self, arrival: str, person: str | None, told: Mapping[str, float]) -> bool:
        """Whether an arrival may be of a person; `told` has the weights of its pairs with their records."""
        settings = self.memory.learned.settings
        if max(told.values()) >= bits_of(settings.match_threshold):
            return True
        bits = self._said_by(arrival, person) | dict(told)
        least, most = -settings.strongest_contradiction, settings.strongest_pair
        together = sum(max(least, min(most, each)) for each in bits.values())
        return together >= bits_of(settings.review_threshold)

    def _said_by(self, arrival: str, person: str | None) -> dict[str, float]:
        """What the pairs of an arrival with the records of a person weigh by themselves."""
        beside = self.beside.get(arrival, {})
        named = ((self.memory.shelf.id(number), bits) for number, bits in beside.items())
        return {id_: bits for id_, bits in named if self.whose(id_) == person}
