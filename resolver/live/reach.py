"""Reach: the records there are that arrivals and withdrawals concern.

Invariant: every record is in it whose pair with an arrival may have to be told: it may weigh enough for
review by itself or by what companions add, or their verified numbers differ.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import inf

from resolver.live.lifts import Lifts, Weights, is_few
from resolver.live.measure import Asked
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers
from resolver.relation_worth import MOST_BITS
from resolver.said import Said
from resolver.score import bits_of


@dataclass(frozen=True)
class Reach:
    """Records by number.

    Attributes:
        gone: those that are no more, or come anew.
        near: those whose pair with an arrival may have to be told.
        tied: those that are likelier of one person with an arrival than not.
        company: the companions whose pairs change with what goes and comes.
        heard: those near whose companions have a say.
        companies: of the arrivals whose companions have a say, the words of their companies.
        beside: by the id of an arrival what its pair with each record in one of its blocks weighs by itself,
            by number; minus infinity where it cannot come to review.
        said: what was read of the records so far.
    """

    gone: Set[int]
    near: Set[int]
    tied: Set[int]
    company: Set[int]
    heard: Set[int]
    companies: Set[int]
    beside: Mapping[str, Mapping[int, float]]
    said: dict[int, Said]

    @property
    def compared(self) -> int:
        """How many pairs were compared to find them."""
        return sum(map(len, self.beside.values()))


def reach_of(memory: Memory, newcomers: Newcomers, withdrawn: Collection[str]) -> Reach:
    """The records that the arrival of some, and the withdrawal of others, concerns."""
    numbers = [memory.shelf.number(id_) for id_ in (*newcomers.ids, *withdrawn)]
    gone = {number for number in numbers if number is not None}
    asked, said = _asked(memory, newcomers, gone)
    beside = list(_beside_weighed(memory, asked))
    weights = [{number: bits for number, bits in each.items() if bits > -inf} for each in beside]
    lifts = Lifts(memory, newcomers, weights, gone)
    ties = bits_of(memory.learned.settings.cluster_threshold)
    near, tied, heard, companies = set[int](), set[int](), set[int](), set[int]()
    company = {each for group in memory.companions(gone) if is_few(group, gone) for each in group}
    for place, (arrival, weighed) in enumerate(zip(newcomers.each, weights, strict=True)):
        lifted = lifts.heard(place, arrival, weighed)
        near |= lifted.near | _to_tell(memory, arrival.said, weighed, said)
        tied |= {number for number, weight in weighed.items() if weight > ties}
        heard |= lifted.near
        company |= lifted.group
        companies |= {arrival.company} if lifted.has_say else set()
    by_arrival = dict(zip(newcomers.ids, beside, strict=True))
    return Reach(gone, near, tied, company - gone, heard, companies, by_arrival, said)


def _asked(memory: Memory, newcomers: Newcomers, gone: Set[int]) -> tuple[list[Asked], dict[int, Said]]:
    """The records that share a block with each newcomer, and what they say."""
    said: dict[int, Said] = {}
    asked: list[Asked] = []
    for arrival in newcomers.each:
        beside = [number for number in memory.near(arrival) if number not in gone]
        said.update({number: memory.said(number) for number in beside if number not in said})
        asked.append((arrival.said, [(number, said[number]) for number in beside]))
    return asked, said


def _beside_weighed(memory: Memory, asked: Sequence[Asked]) -> Iterator[Weights]:
    """What the pairs weigh; minus infinity of those that cannot come to review by what companions add."""
    least = bits_of(memory.learned.settings.review_threshold) - MOST_BITS
    for (_, beside), likely in zip(asked, memory.measure.likely(asked, least), strict=True):
        weighed = zip(likely.numbers, likely.weights.tolist(), strict=True)
        near = {number: weight for number, weight in weighed if weight >= least}
        yield dict.fromkeys((number for number, _ in beside), -inf) | near


def _to_tell(memory: Memory, one: Said, weights: Weights, said: dict[int, Said]) -> set[int]:
    """The records whose pair with `one` may have to be told, whatever companions say."""
    settings = memory.learned.settings
    review = bits_of(settings.review_threshold)
    numbered = [field for field in settings.verified_identifiers if one.get(field) is not None]
    return {
        number
        for number, weight in weights.items()
        if weight >= review
        or any(said[number].get(field) not in (None, one.get(field)) for field in numbered)
    }
