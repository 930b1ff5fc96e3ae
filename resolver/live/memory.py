"""Memory: all that judging an arrival needs of the records there are, held without a database.

Invariant: every record on the shelf is in the index under all its blocks; ties and the roster name records
of the shelf only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from graph.decisions import Pair
from graph.generation import Generation
from graph.people import Retired
from resolver.learned import Learned
from resolver.live.company import Company
from resolver.live.index import Index
from resolver.live.newcomers import Newcomers
from resolver.live.roster import Roster
from resolver.live.shelf import Shelf
from resolver.live.ties import Ties
from resolver.packed import Codes
from resolver.tables import MATCH

NO_CODES: Codes = np.empty(0, dtype=np.int32)
_HALF = 32


@dataclass(frozen=True)
class Standing:
    """What stood before the first arrival.

    Attributes:
        left: with `right`, rows of the records that are likelier of one person than not.
        person: the person of each record, by ids.
        since: when each person was first known.
        retired: ids that are no person's any more.
        reviewed: what reviewers decided of pairs of record ids.
        trust: how far each source is preferred.
    """

    left: Codes = field(default_factory=lambda: NO_CODES)
    right: Codes = field(default_factory=lambda: NO_CODES)
    person: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    retired: Retired = field(default_factory=Retired)
    reviewed: Mapping[Pair, str] = field(default_factory=dict)
    trust: Mapping[str, float] = field(default_factory=dict)


class Memory:
    """The records, the blocks they are in, what ties them, and whose they are."""

    def __init__(self, records: pa.Table, learned: Learned, standing: Standing) -> None:
        self.learned = learned
        self.shelf = Shelf(records)
        self.ties = Ties(standing.left, standing.right, records.num_rows)
        self.roster = Roster(standing.person, standing.since, standing.retired)
        self.reviewed: dict[Pair, str] = {}
        self.trust = dict(standing.trust)
        self._must: dict[str, set[str]] = defaultdict(set)
        self.review((), standing.reviewed)
        held = Newcomers.of(records, learned)
        self._index = Index(held.blocks)
        self._company = Company(held.company)

    def near(self, newcomers: Newcomers) -> tuple[Codes, Codes]:
        """The distinct pairs of a row of the newcomers and the number of a record that shares a block."""
        rows, numbers = self._index.sharing(newcomers.blocks)
        both = np.unique((rows.astype(np.int64) << _HALF) | numbers)
        rows, numbers = (both >> _HALF).astype(np.int32), both.astype(np.int32)
        stands = self.shelf.stands(numbers)
        return rows[stands], numbers[stands]

    def company_of(self, newcomers: Newcomers) -> list[set[int]]:
        """The companions that newcomers will have, group by group."""
        return self._standing(set(newcomers.company.tolist()))

    def companions(self, numbers: Iterable[int]) -> list[set[int]]:
        """The groups that some of these numbers are in, themselves counted in."""
        return self._standing(self._company.words(numbers))

    def must(self, id_: str) -> Collection[str]:
        """The ids of records that a reviewer has judged to be of one person with this one."""
        return self._must.get(id_, ())

    def ids(self, numbers: Iterable[int]) -> frozenset[str]:
        """The ids of the records of these numbers."""
        return frozenset(self.shelf.id(number) for number in numbers)

    def together(self, numbers: Iterable[int]) -> set[int]:
        """The numbers that must be judged with these: tied, settled by a reviewer, or of their people."""
        found: set[int] = set()
        waiting = set(numbers)
        while waiting:
            found |= waiting
            waiting = {other for number in waiting for other in self._beside(number)} - found
        return found

    def add(self, newcomers: Newcomers) -> None:
        """Take records in; a record that is there already is replaced, and its ties are gone."""
        self.withdraw(newcomers.ids)
        first = self.shelf.add(newcomers.records, newcomers.ids)
        self._index.add(newcomers.blocks, first)
        self._company.add(newcomers.company)

    def withdraw(self, ids: Iterable[str]) -> None:
        """Forget records; ids that there are not are passed over."""
        known = [number for id_ in ids if (number := self.shelf.number(id_)) is not None]
        self.ties.replace(known, ())
        self.shelf.withdraw(known)

    def tie(self, ids: Collection[str], pairs: Iterable[Pair], people: Generation) -> None:
        """Let these records have the ties of `pairs` of ids, and be whose `people` says."""
        number = self.shelf.number
        numbers = [each for id_ in ids if (each := number(id_)) is not None]
        ends = [(number(left), number(right)) for left, right in pairs]
        known = [(left, right) for left, right in ends if left is not None and right is not None]
        self.ties.replace(numbers, known)
        self.roster.take(people, ids)

    def review(self, ids: Collection[str], reviewed: Mapping[Pair, str]) -> None:
        """Let what reviewers decided on pairs with these records be `reviewed`."""
        asked = set(ids)
        for pair in [pair for pair in self.reviewed if not asked.isdisjoint(pair)]:
            del self.reviewed[pair]
            self._must[pair[0]].discard(pair[1])
            self._must[pair[1]].discard(pair[0])
        self.reviewed.update(reviewed)
        for (left, right), judgement in reviewed.items():
            if judgement == MATCH:
                self._must[left].add(right)
                self._must[right].add(left)

    def _standing(self, words: Iterable[int]) -> list[set[int]]:
        groups = self._company.members(words)
        return [set(group[self.shelf.stands(group)].tolist()) for group in map(_numbers, groups)]

    def _beside(self, number: int) -> Iterable[int]:
        id_ = self.shelf.id(number)
        yield from self.ties.of(number)
        person = self.roster.person(id_)
        others = set(self.roster.records(person)) if person is not None else set()
        for other in others.union(self.must(id_)):
            found = self.shelf.number(other)
            if found is not None:
                yield found


def _numbers(group: list[int]) -> Codes:
    return np.array(group, dtype=np.int32)
