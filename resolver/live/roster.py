"""The roster: whose record each is, and since when each person is known, in memory.

Invariant: an id that was ever a person's is never free again for another; for records that came with an id
retired into their person, that id is remembered for as long as they stay together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from graph.generation import Generation
from graph.people import Retired


@dataclass(frozen=True)
class Kept:
    """What a roster knew of some records and people; None for what it did not know.

    Attributes:
        of_records: of each record its person, and the ids retired into that person.
        of_people: of each id its records, since when it is known, and since when it was if it is retired.
    """

    of_records: Mapping[str, tuple[Any, ...]]
    of_people: Mapping[str, tuple[Any, ...]]


class Roster:
    """The person of each record, by ids.

    Args:
        person: the person of each record.
        since: when each person was first known.
        retired: ids that are no person's any more.
    """

    def __init__(self, person: Mapping[str, str], since: Mapping[str, str], retired: Retired) -> None:
        self._person = dict(person)
        self._since = dict(since)
        self._retired = dict(retired.since)
        self._former = {record: set(ids) for record, ids in retired.former.items()}
        self._records: dict[str, set[str]] = defaultdict(set)
        for record, id_ in self._person.items():
            self._records[id_].add(record)
        self._by_record = (self._person, self._former)
        self._by_person = (self._records, self._since, self._retired)

    def person(self, record: str) -> str | None:
        """The person that a record is of, if it is of any."""
        return self._person.get(record)

    def records(self, person: str) -> Collection[str]:
        """The records of a person."""
        return self._records.get(person, ())

    def since(self, person: str) -> str:
        """When a person was first known.

        Raises:
            KeyError: it is nobody's id.
        """
        return self._since[person]

    def is_used(self, id_: str) -> bool:
        """Whether an id is, or was, a person's."""
        return id_ in self._since or id_ in self._retired

    def retired(self, records: Collection[str], ids: Iterable[str]) -> Retired:
        """What was retired of `ids`, people who live counted in, and of ids that these records came with."""
        former = {record: self._former[record] for record in records if record in self._former}
        asked = {*ids, *(id_ for held in former.values() for id_ in held)}
        known = {id_: self._retired.get(id_, self._since.get(id_)) for id_ in asked}
        return Retired({id_: since for id_, since in known.items() if since is not None}, former)

    def take(self, wanted: Generation, records: Iterable[str]) -> None:
        """Let `records` be whose the generation says; those that it does not name are nobody's."""
        left = {self._move(record, wanted.links.person.get(record), wanted.merged) for record in records}
        for id_, properties in wanted.people.items():
            self._since[id_] = properties["created_at"]
            if self._retired.pop(id_, None) is not None:
                self._forget(id_, records)
        for emptied in left - wanted.people.keys():
            if emptied is not None and not self._records[emptied]:
                del self._records[emptied]
                self._retired[emptied] = self._since.pop(emptied)

    def kept(self, wanted: Generation, records: Iterable[str]) -> Kept:
        """All that `take` would change of these."""
        of_records = {record: _entries(self._by_record, record) for record in records}
        people = {person for person, _ in of_records.values() if person is not None}
        people |= {*wanted.people, *wanted.links.person.values()}
        return Kept(of_records, {id_: _entries(self._by_person, id_) for id_ in people})

    def put_back(self, kept: Kept) -> None:
        """Let the roster know what it knew."""
        for record, entries in kept.of_records.items():
            _put(self._by_record, record, entries)
        for id_, entries in kept.of_people.items():
            _put(self._by_person, id_, entries)

    def _move(self, record: str, person: str | None, merged: Mapping[str, str]) -> str | None:
        """Give a record to a person, or to nobody; whose it was."""
        former = self._person.pop(record, None)
        if former is not None:
            self._records[former].discard(record)
        if person is not None:
            self._person[record] = person
            self._records[person].add(record)
        if former is not None and former != person:
            if person is not None and merged.get(former) == person:
                self._former.setdefault(record, set()).add(former)
            else:
                self._former.pop(record, None)
        return former

    def _forget(self, id_: str, records: Iterable[str]) -> None:
        """An id lives again, so nobody comes with it as a retired one."""
        for record in records:
            self._former.get(record, set()).discard(id_)


def _entries(tables: Iterable[Mapping[str, Any]], id_: str) -> tuple[Any, ...]:
    return tuple(copy(table.get(id_)) for table in tables)


def _put(tables: Iterable[dict[str, Any]], id_: str, entries: Iterable[Any]) -> None:
    for table, entry in zip(tables, entries, strict=True):
        if entry is None:
            table.pop(id_, None)
        else:
            table[id_] = entry
