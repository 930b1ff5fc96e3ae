"""Balance: what all evidence between two people, or inside one, comes to.

Invariant: every pair of records counts once; one of which nothing is kept speaks against, because it did not
reach the threshold of review. A single pair in doubt says little where the other records have settled it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STRONGEST = 12.0
NOTHING_KEPT = -3.0


@dataclass(frozen=True)
class Tie:
    """A pair of records of which a weight is kept, in bits, and the persons of the two."""

    left: str
    right: str
    people: tuple[str, str]
    bits: float

    @property
    def force(self) -> float:
        """The bits, as far as one pair may speak."""
        return max(-STRONGEST, min(STRONGEST, self.bits))


@dataclass(frozen=True)
class Balance:
    """Sums and numbers of ties, by two people and by record, and how many records each person has."""

    sizes: Mapping[str, int]
    _between: Mapping[frozenset[str], tuple[float, int]]
    _of_record: Mapping[str, tuple[float, int]]

    def together(self, tie_ends: tuple[str, str], people: tuple[str, str]) -> float:
        """The bits that speak for two records being of one person, given all others of their people.

        Where they are of two people now, what lies between the two. Where they are of one, how well the one
        that belongs less is tied to all the rest.
        """
        one, other = people
        if one != other:
            bits, kept = self._between.get(frozenset(people), (0.0, 0))
            return bits + NOTHING_KEPT * (self.sizes[one] * self.sizes[other] - kept)
        return min(self._tied(record, self.sizes[one]) for record in tie_ends)

    def _tied(self, record: str, size: int) -> float:
        bits, kept = self._of_record.get(record, (0.0, 0))
        return bits + NOTHING_KEPT * (size - 1 - kept)


def balance(ties: Iterable[Tie], sizes: Mapping[str, int]) -> Balance:
    """Add up ties.

    Args:
        ties: every pair of which a weight is kept, of the people that matter.
        sizes: how many records each of these people has.
    """
    bits: defaultdict[str | frozenset[str], float] = defaultdict(float)
    kept: Counter[str | frozenset[str]] = Counter()
    for tie in ties:
        one, other = tie.people
        for place in (tie.left, tie.right) if one == other else (frozenset(tie.people),):
            bits[place] += tie.force
            kept[place] += 1
    sums = {place: (total, kept[place]) for place, total in bits.items()}
    return Balance(
        sizes,
        {place: each for place, each in sums.items() if isinstance(place, frozenset)},
        {place: each for place, each in sums.items() if isinstance(place, str)},
    )
