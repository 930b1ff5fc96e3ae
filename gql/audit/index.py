"""The auditors' questions: who saw somebody, what somebody did, and one entry, each by an index.

The index holds hashes of ids and the places of entries; an answer is read from the log itself, so that a
wrong index could leave something out but never tell what was not written. It can be made anew at any time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Self

import orjson

from gql.audit.folder import LogFolder
from gql.audit.following import Following, Taken
from gql.audit.places import Place, entry_at

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  number INTEGER PRIMARY KEY, at INTEGER, who INTEGER, segment INTEGER, start INTEGER, length INTEGER
);
CREATE INDEX IF NOT EXISTS entry_of ON entry (who, number);
CREATE TABLE IF NOT EXISTS about (person INTEGER, number INTEGER, PRIMARY KEY (person, number)) WITHOUT ROWID;
"""
_ABOUT = """
SELECT e.number, e.segment, e.start, e.length FROM about a JOIN entry e ON e.number = a.number
WHERE a.person = ? AND e.at BETWEEN ? AND ? ORDER BY a.number DESC LIMIT ?
"""
_OF = """
SELECT number, segment, start, length FROM entry
WHERE who = ? AND at BETWEEN ? AND ? ORDER BY number DESC LIMIT ?
"""
_ONE = "SELECT number, segment, start, length FROM entry WHERE number = ?"
_AT_ONCE = 10_000
_EARLIEST, _LATEST = -(1 << 62), 1 << 62


@dataclass(frozen=True)
class Span:
    """Which of the entries that a question finds are wanted.

    Attributes:
        since: not before this moment; None for all.
        until: before this moment; None for all.
        first: at most so many, the latest first.
    """

    since: datetime | None = None
    until: datetime | None = None
    first: int = 100

    @property
    def bounds(self) -> tuple[int, int, int]:
        """Milliseconds since 1970 of the first and the last moment, and how many."""
        since = _EARLIEST if self.since is None else _milliseconds(self.since)
        until = _LATEST if self.until is None else _milliseconds(self.until) - 1
        return since, until, self.first


class AuditIndex:
    """Answers questions about one log; a context manager."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._written = self._kept = 0

    @classmethod
    def open(cls, folder: LogFolder) -> Self:
        """The index of a log, made if it is not there; it catches up when it is told to."""
        return cls(Following(folder, folder.index, _SCHEMA))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self._following.close()

    def catch_up(self, most: int | None = None) -> int:
        """Take in the entries that were written since, at most so many; how many there were."""
        return self._following.catch_up(self._take, most)

    def keep_up(self, written: int, at_once: int = _AT_ONCE) -> int:
        """Catch up with a log that grows: with many entries at once, or whenever no more come.

        People's hashes fall everywhere in the index, so that a thousand entries touch nearly as many of its
        pages as ten thousand do; whoever asks catches up with the rest first.

        Args:
            written: how many entries the log holds now.
            at_once: how many are waited for, and taken in at most.

        Returns:
            how many were taken in.
        """
        is_growing, self._written = written != self._written, written
        if is_growing and written - self._kept < at_once:
            return 0
        taken = self.catch_up(at_once)
        if taken < at_once:
            self._kept = written
        return taken

    def who_saw(self, people: Collection[str], span: Span) -> list[dict[str, Any]]:
        """The entries of answers that hold any of these ids, or that were kept from whoever asked for one."""
        places: dict[int, Place] = {}
        for each in people:
            places |= {place.number: place for place in self._places(_ABOUT, _hashed(each), *span.bounds)}
        latest = sorted(places, reverse=True)[: span.first]
        found = [entry_at(self._following.folder, places[number]) for number in latest]
        return [entry for entry in found if not people_of(entry).isdisjoint(people)]

    def what_did(self, subject: str, span: Span) -> list[dict[str, Any]]:
        """The entries of what somebody asked or did."""
        places = self._places(_OF, _hashed(subject), *span.bounds)
        found = [entry_at(self._following.folder, place) for place in places]
        return [entry for entry in found if entry.get("who") == subject]

    def entry(self, number: int) -> dict[str, Any] | None:
        """One entry by its number, counted from 1."""
        place = next(self._places(_ONE, number), None)
        return None if place is None else entry_at(self._following.folder, place)

    def _places(self, query: str, *given: int) -> Iterator[Place]:
        return (Place(*row) for row in self._following.connection.execute(query, given).fetchall())

    def _take(self, taken: Taken) -> None:
        entries, about = [], []
        for place, line in taken:
            entry = orjson.loads(line)
            who = None if entry.get("who") is None else _hashed(entry["who"])
            at = _milliseconds(datetime.fromisoformat(entry["at"]))
            entries.append((place.number, at, who, place.segment, place.start, place.length))
            about += [(_hashed(person), place.number) for person in people_of(entry)]
        self._following.connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", entries)
        about.sort()
        self._following.connection.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", about)


def people_of(entry: dict[str, Any]) -> set[str]:
    """The ids of all whom an entry is about: those in the answer, and those it was refused about."""
    return {*entry.get("people", ()), *entry.get("states", {}).get("attempt", ())}


@lru_cache(65_536)
def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


def _milliseconds(at: datetime) -> int:
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)
