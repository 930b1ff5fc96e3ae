"""The search index: records in searchable form, kept fresh, and the people that best fit a query.

Invariant: what is found depends on which records are held and whose they are, not on the order or the
portions in which they came. Searches and changes are for one thread at a time.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest

import numpy as np
import pyarrow as pa

from resolver.packed import Codes
from resolver.search.audience import Audience
from resolver.search.hit import Hit, Part
from resolver.search.ids import Ids
from resolver.search.likelihood import Weights
from resolver.search.query import Query
from resolver.search.roll import Roll
from resolver.search.segment import Segment, joined, segment_of
from resolver.search.weighing import Population, Weighed, best_reading, weigh_all

_TIMES = 4
"""A segment is joined with the one before unless that is so many times as large."""


class SearchIndex:
    """Finds people by what is half remembered of them."""

    def __init__(self) -> None:
        self._roll = Roll(Ids(), Ids(), np.zeros(0, dtype=np.int32))
        self._segments: list[Segment] = []
        self._sizes: list[int] = []

    def __len__(self) -> int:
        """How many records are held."""
        return len(self._roll.person_of) - self._roll.removed

    def add(self, records: pa.Table, persons: Sequence[str]) -> None:
        """Hold records, or hold them anew where they were held before.

        Args:
            records: `source`, `key` and any canonical fields of person and address rows; all text.
            persons: the id of each record's person.

        Raises:
            RecordsError: `source` or `key` is missing, or a record is given twice.
        """
        if not records.num_rows:
            return
        ids = record_ids(records)
        self.remove(ids)
        places = self._roll.enter(ids, persons)
        segment = segment_of(records, places)
        self._roll.hear(segment)
        self._segments.append(segment)
        self._sizes.append(len(places))
        self._settle()

    def remove(self, records: Iterable[str]) -> None:
        """Forget records, by id; one that is not held is left alone."""
        places = np.array([self._roll.records.place(each) for each in records], dtype=np.int32)
        places = places[places >= 0]
        places = places[self._roll.person_of[places] >= 0]
        if len(places):
            self._roll.leave(places)

    def records_of(self, persons: Iterable[str]) -> list[str]:
        """The ids of the records held of these people."""
        places = [place for each in persons if (place := self._roll.persons.place(each)) >= 0]
        is_theirs = np.zeros(len(self._roll.persons) + 1, dtype=np.bool_)
        is_theirs[places] = True
        return self._roll.records.at(np.flatnonzero(is_theirs[self._roll.person_of]).astype(np.int32))

    def search(self, query: Query, limit: int = 10, audience: Audience | None = None) -> list[Hit]:
        """The people who fit best, best first; equals in the order of their ids.

        Only people for whom the query speaks on balance are found.

        Args:
            query: what is remembered.
            limit: how many people at most.
            audience: whom the search may know of; None for everyone.
        """
        counts = None if audience is None else audience.mask(self._roll)
        population = Population(self._segments, self._roll, counts)
        weighed = [weigh_all(term, population) for term in query.terms]
        worths, fits = zip(*map(best_reading, weighed), strict=True)
        found = self._first(np.sum(worths, axis=0), limit)
        return [
            self._hit(
                person, [readings[which[person]] for readings, which in zip(weighed, fits, strict=True)]
            )
            for person in found
        ]

    @property
    def bytes(self) -> int:
        """Memory of what is held a record; the finders' tables of distinct values come on top."""
        return self._roll.bytes + sum(each.bytes for segment in self._segments for each in segment.values())

    def _first(self, bits: Weights, limit: int) -> list[int]:
        """The places of the people with the most bits above 0, at most `limit`."""
        found = np.flatnonzero(bits > 0).astype(np.int32)
        if len(found) > limit:
            least = np.partition(bits[found], len(found) - limit)[len(found) - limit]
            found = found[bits[found] >= least]
        ids = self._roll.persons.at(found)
        ranked = zip((-bits[found]).tolist(), ids, found.tolist(), strict=True)
        return [place for _, _, place in nsmallest(limit, ranked)]

    def _hit(self, person: int, readings: Sequence[Weighed]) -> Hit:
        parts = [part for reading in readings if (part := reading.part(person, self._roll)) is not None]
        parts.sort(key=lambda part: (-part.bits, part.asked))
        id_ = self._roll.persons.at(np.array([person], dtype=np.int32))[0]
        return Hit(id_, sum(part.bits for part in parts), tuple(parts))

    def _settle(self) -> None:
        """Join segments until each is several times as large as the next; wholly where much is gone."""
        if self._roll.removed * 2 > len(self._roll.person_of):
            self._join(len(self._segments))
        while len(self._sizes) > 1 and self._sizes[-2] < _TIMES * self._sizes[-1]:
            self._join(2)
        self._roll.compact()

    def _join(self, last: int) -> None:
        """Join the last segments; where these are all, nothing that is gone keeps a place."""
        if last == len(self._segments):
            self._roll, new_place = self._roll.settled()
            self._segments = [joined(self._segments, lambda places: new_place[places])]
            self._sizes = [len(self._roll.person_of)]
            self._roll.hear(self._segments[0])
            return
        whose = self._roll.person_of
        held = joined(self._segments[-last:], lambda places: _held(places, whose))
        self._segments[-last:] = [held]
        self._sizes[-last:] = [sum(self._sizes[-last:])]


def record_ids(records: pa.Table) -> list[str]:
    """Source and key of each record, joined by a slash."""
    sources, keys = records["source"].to_pylist(), records["key"].to_pylist()
    return [f"{source}/{key}" for source, key in zip(sources, keys, strict=True)]


def _held(places: Codes, whose: Codes) -> Codes:
    """The places, negative for those of nobody."""
    return np.where(whose[places] >= 0, places, -1).astype(np.int32)


__all__ = ["Audience", "Hit", "Part", "Query", "SearchIndex"]
