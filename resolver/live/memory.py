"""Memory: all that judging an arrival needs of the records there are, held without a database.

Invariant: every record on the shelf is in the index under all its blocks; ties and the roster name records
of the shelf only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, compress

import numpy as np
import pyarrow as pa

from graph.decisions import Pair
from graph.people import Retired
from resolver.compare.declared import comparisons_for
from resolver.errors import RecordsError
from resolver.learned import Learned
from resolver.live.block_words import BlockWords
from resolver.live.blocks import Blocks, blocks_by_rule
from resolver.live.company import Company, company_word, company_words
from resolver.live.index import Index
from resolver.live.measure import Measure
from resolver.live.newcomers import Newcomer, Newcomers
from resolver.live.placed import Placed
from resolver.live.roster import Roster
from resolver.live.shelf import Row, Shelf
from resolver.live.standardised import Standardised
from resolver.live.ties import Ties
from resolver.packed import Codes, Words
from resolver.prepare import prepared
from resolver.records import Records
from resolver.said import Said, said_by
from resolver.tables import MATCH

NO_CODES: Codes = np.empty(0, dtype=np.int32)


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
        self._reviewed: dict[str, set[str]] = defaultdict(set)
        self.review((), standing.reviewed)
        held = prepared(records, learned)
        learned.model.check_serves(comparisons_for(prepared(records.slice(0, 1), learned), learned.settings))
        self.measure = Measure(learned, held)
        self._standardised = Standardised(records, held)
        blocks = _blocks(held, learned)
        self._block_words = BlockWords(learned)
        self._placed = Placed(blocks, len(held))
        self._index = Index(blocks)
        self._company = Company(company_words(held)[held.places])

    def newcomers(self, rows: Iterable[Row]) -> Newcomers:
        """Canonical person rows on their way in.

        Raises:
            RecordsError: a record is there twice.
        """
        background = self.learned.background
        known = [(row, said_by(row, background)) for row in rows]
        ids = {said.id for _, said in known}
        if len(ids) < len(known):
            raise RecordsError("a record arrives twice at once: send each once")
        words, company = self._block_words.of, company_word
        return Newcomers(
            tuple(Newcomer(said.id, row, said, words(said), company(said)) for row, said in known)
        )

    def near(self, newcomer: Newcomer) -> list[int]:
        """The numbers of the records that share a block with a newcomer, ascending."""
        numbers = np.array(sorted(self._index.sharing(newcomer.words)), dtype=np.int32)
        found: list[int] = numbers[self.shelf.stands(numbers)].tolist()
        return found

    def row(self, id_: str) -> Row:
        """The record with an id that there is."""
        number = self.shelf.number(id_)
        assert number is not None
        return self.shelf.row(number)

    def holds(self, row: Row) -> bool:
        """Whether a record is there, and is as this row says."""
        number = self.shelf.number(f"{row['source']}/{row['key']}")
        if number is None:
            return False
        held = self.shelf.row(number)
        return held == {name: row.get(name) for name in held}

    def said(self, number: int) -> Said:
        """What the record of a number says."""
        return self._standardised.of(number)

    def blocks(self, number: int) -> Words:
        """The tagged words of the blocks of the record of a number."""
        return self._placed.of(number)

    def company(self, number: int) -> int:
        """The word of the company of a number, 0 for none."""
        return self._company.word(number)

    def companies(self, numbers: Iterable[int]) -> set[int]:
        """The words of the companies of these numbers."""
        return set(self._company.words(numbers)) - {0}

    def company_of_each(self, numbers: Iterable[int]) -> list[int]:
        """The word of the company of each of these numbers, 0 for none."""
        return self._company.words(numbers)

    def group(self, company: int) -> set[int]:
        """The numbers that are in a company; none where its word is 0."""
        (group,) = self.groups((company,))
        return group

    def groups(self, companies: Collection[int]) -> list[set[int]]:
        """The numbers that are in each of these companies."""
        members = self._company.members(companies)
        stands = self.shelf.stands(np.fromiter(chain.from_iterable(members), dtype=np.int32)).tolist()
        standing = iter(stands)
        return [set(compress(each, standing)) for each in members]

    def companions(self, numbers: Iterable[int]) -> list[set[int]]:
        """The groups that some of these numbers are in, themselves counted in."""
        return self.groups(self.companies(numbers))

    def must(self, id_: str) -> Collection[str]:
        """The ids of records that a reviewer has judged to be of one person with this one."""
        return [other for other in self._reviewed.get(id_, ()) if self._judgement(id_, other) == MATCH]

    def linked(self, number: int) -> set[int]:
        """The numbers that are tied to this one, or of which a reviewer has judged whether they are."""
        reviewed = map(self.shelf.number, self._reviewed.get(self.shelf.id(number), ()))
        return {*self.ties.of(number), *(other for other in reviewed if other is not None)}

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
        first = self.shelf.add([each.row for each in newcomers.each], newcomers.ids)
        for number, each in enumerate(newcomers.each, start=first):
            self._index.enter(number, each.words)
        self._standardised.add(each.said for each in newcomers.each)
        self._placed.add(each.words for each in newcomers.each)
        self._company.add([each.company for each in newcomers.each])

    def withdraw(self, ids: Iterable[str]) -> None:
        """Forget records; ids that there are not are passed over."""
        known = [number for id_ in ids if (number := self.shelf.number(id_)) is not None]
        self.ties.replace(known, ())
        self.shelf.withdraw(known)

    def tie(self, ids: Iterable[str], pairs: Iterable[Pair]) -> None:
        """Let these records have the ties of `pairs` of ids, and no other."""
        number = self.shelf.number
        numbers = [each for id_ in ids if (each := number(id_)) is not None]
        ends = [(number(left), number(right)) for left, right in pairs]
        known = [(left, right) for left, right in ends if left is not None and right is not None]
        self.ties.replace(numbers, known)

    def review(self, ids: Collection[str], reviewed: Mapping[Pair, str]) -> None:
        """Let what reviewers decided on pairs with these records be `reviewed`."""
        asked = set(ids)
        for pair in [pair for pair in self.reviewed if not asked.isdisjoint(pair)]:
            del self.reviewed[pair]
            self._reviewed[pair[0]].discard(pair[1])
            self._reviewed[pair[1]].discard(pair[0])
        self.reviewed.update(reviewed)
        for left, right in reviewed:
            self._reviewed[left].add(right)
            self._reviewed[right].add(left)

    def _judgement(self, one: str, other: str) -> str:
        return self.reviewed[min(one, other), max(one, other)]

    def _beside(self, number: int) -> Iterable[int]:
        id_ = self.shelf.id(number)
        yield from self.ties.of(number)
        person = self.roster.person(id_)
        others = set(self.roster.records(person)) if person is not None else set()
        for other in others.union(self.must(id_)):
            found = self.shelf.number(other)
            if found is not None:
                yield found


def _blocks(held: Records, learned: Learned) -> list[Blocks]:
    """By rule, the blocks of the rows of a table."""
    rules = blocks_by_rule(held, learned.settings, learned.background.crowded)
    return [Blocks(words, held.positions[places].astype("int32")) for words, places in rules]
