"""Stays: who lived where from when to when, from what every source claims.

Invariants. A person has at most one current stay. A stay begins no later than the first claim of it, is
known from the day on which the first source recorded it, and ends no later than the next one begins.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from resolver.coded import Integers


@dataclass(frozen=True)
class Claim:
    """One record's word on where a person lived.

    Attributes:
        since: first day at the place: as stated, else the day of recording; empty where neither is known.
        until: last day, where stated.
        recorded_at: the day of recording; empty where unknown.
        is_dated: whether the source stated the first day.
        trust: of the source, 0 to 1.
        source: who says so.
    """

    person: int
    place: int
    since: str
    until: str
    recorded_at: str
    is_dated: bool
    trust: float
    source: str

    @property
    def last_known(self) -> str:
        """The latest day on which the claim says that the person was there."""
        return self.until or max(self.since, self.recorded_at)


@dataclass(frozen=True)
class Stay:
    """A person at a place; `until` is empty while it lasts."""

    person: int
    place: int
    since: str
    until: str
    recorded_at: str

    @property
    def is_current(self) -> bool:
        """Whether the person is there now."""
        return not self.until


def claims_of(
    rows: pa.Table, person: Integers, place: Integers, trust: Mapping[str, float]
) -> Iterator[Claim]:
    """The claims of rows (person rows or address rows) that name a person and a place."""
    names = ("source", "address_from", "address_to", "recorded_at")
    empty = [None] * rows.num_rows
    columns = [rows[name].to_pylist() if name in rows.column_names else empty for name in names]
    for who, where, source, since, until, recorded in zip(
        person.tolist(), place.tolist(), *columns, strict=True
    ):
        if who >= 0 and where >= 0:
            yield Claim(
                who,
                where,
                since or recorded or "",
                until or "",
                recorded or since or "",
                since is not None,
                trust.get(source, 0.0),
                source,
            )


def stays_of(claims: Sequence[Claim]) -> list[Stay]:
    """Every person's stays, in the order of person and time."""
    by_person: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_person[claim.person].append(claim)
    return [stay for person in sorted(by_person) for stay in _history(by_person[person])]


def _history(claims: Sequence[Claim]) -> list[Stay]:
    by_place: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_place[claim.place].append(claim)
    ordered = sorted(by_place.values(), key=_standing)
    ends = [*(min(claim.since for claim in later) for later in ordered[1:]), ""]
    return [_stay(each, end) for each, end in zip(ordered, ends, strict=True)]


def _standing(claims: Sequence[Claim]) -> tuple[bool, str, int, float, int]:
    """What makes a place later than another: not left, known later, by more and better sources."""
    is_open = not all(claim.until for claim in claims)
    return (
        is_open,
        max(claim.since for claim in claims),
        len({claim.source for claim in claims}),
        max(claim.trust for claim in claims),
        -claims[0].place,
    )


def _stay(claims: Sequence[Claim], next_since: str) -> Stay:
    since = min(claim.since for claim in claims)
    stated = max(claim.until for claim in claims)
    until = stated or (max(next_since, since) if next_since else "")
    recorded_at = min(claim.recorded_at for claim in claims)
    return Stay(claims[0].person, claims[0].place, since, until, recorded_at)
