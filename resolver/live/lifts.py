"""Lifts: which companions have a say when records arrive, so that the others need not be looked at.

Invariant: what is left out changes no weight that is told and nobody's person. A pair gains by companions
only where two of them match, and records that match are tied. So the companions of an arrival and of a record
near it are heard only where a tie leads from one group to the other; and those of the arrival are judged anew
only where it may itself match a record in another group, or changes what a group is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from resolver.companions import MOST_COMPANIONS
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomer, Newcomers
from resolver.relate import LOOSE_BITS
from resolver.relation_worth import MOST_BITS
from resolver.score import bits_of

_MAY_MATCH = LOOSE_BITS - MOST_BITS
"""The bits from which on a pair may come to match by what companions add."""

Weights = Mapping[int, float]
"""What the pair of an arrival with each record near it weighs, by number."""


def is_few(group: Set[int], gone: Set[int]) -> bool:
    """Whether a group is, or was before some records went, small enough to be one of companions."""
    return len(group) <= MOST_COMPANIONS + len(gone)


class Heard(NamedTuple):
    """What companions have to do with an arrival.

    Attributes:
        near: the records near it whose companions have a say in the pair.
        group: those of its own companions whose pairs it may change.
        has_say: whether its own companions have a say in its pairs.
    """

    near: Set[int]
    group: Set[int]
    has_say: bool


class Lifts:
    """What companions have to do with some arrivals.

    Args:
        memory: the records there are.
        newcomers: those that arrive.
        weights: what is near each of them.
        gone: the numbers of records that are no more, or come anew.
    """

    def __init__(
        self, memory: Memory, newcomers: Newcomers, weights: Sequence[Weights], gone: Set[int]
    ) -> None:
        self._memory, self._gone = memory, gone
        self._shows_ties = bits_of(memory.learned.settings.cluster_threshold) <= _MAY_MATCH
        self._by_company = Counter(each.company for each in newcomers.each)
        self._by_block = Counter(word for each in newcomers.each for word in set(each.words))
        self._matched = [self._companies_matched(near) for near in weights]
        self._by_match = Counter(word for words in self._matched for word in words)

    def heard(self, place: int, arrival: Newcomer, weights: Weights) -> Heard:
        """What companions have to do with one arrival, which is the newcomer in this place."""
        group = self._memory.group(arrival.company)
        if self._stirs(place, arrival, group):
            has_say = is_few(group, self._gone)
            return Heard(set(weights), group if has_say else set(), has_say)
        if not 0 < len(group) < MOST_COMPANIONS:
            return Heard(set(), set(), has_say=False)
        near = self._tied_to(group, arrival.company, weights)
        return Heard(near, set(), has_say=bool(near))

    def _stirs(self, place: int, arrival: Newcomer, group: Set[int]) -> bool:
        """Whether the arrival may change what pairs of its companions weigh."""
        if not self._shows_ties:
            return True
        own = arrival.company
        if not own:
            return False
        return (
            self._by_company[own] > 1
            or len(group) == MOST_COMPANIONS
            or not self._gone.isdisjoint(group)
            or self._memory.shelf.number(arrival.id) is not None
            or self._by_match[own] > (own in self._matched[place])
            or any(self._by_block[word] > 1 for word in arrival.words)
            or (0 < len(group) <= MOST_COMPANIONS and any(map(self._is_group, self._matched[place] - {own})))
        )

    def _is_group(self, company: int) -> bool:
        """Whether a company is, or was, one of companions: of several records, and not too many."""
        group = self._memory.group(company)
        return len(group) > 1 and is_few(group, self._gone)

    def _companies_matched(self, weights: Weights) -> set[int]:
        """The companies of the records that an arrival may match."""
        matched = [number for number, weight in weights.items() if weight >= _MAY_MATCH]
        return self._memory.companies(matched)

    def _tied_to(self, group: Set[int], own: int, weights: Weights) -> set[int]:
        """The records near an arrival of whose companions one is tied to one of its `group`."""
        tied: dict[int, set[int]] = defaultdict(set)
        for number in {other for each in group for other in self._memory.linked(each)}:
            tied[self._memory.company(number)].add(number)
        companies = {number: self._memory.company(number) for number in weights} if tied else {}
        return {
            number
            for number, company in companies.items()
            if company not in (0, own) and tied.get(company, set()) - {number}
        }
