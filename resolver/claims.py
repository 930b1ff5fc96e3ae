"""Claims: what each record says about where a person lived."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from resolver.coded import Integers

_FIELDS = ("source", "address_from", "address_to", "recorded_at")


@dataclass(frozen=True)
class Claim:
    """One record's word on where a person lived.

    Attributes:
        since: first day at the place: as stated, else the day of recording; empty where neither is known.
        until: last day, where stated.
        recorded_at: the day of recording; the first day where that is unknown.
        trust: of the source, 0 to 1.
        source: who says so.
    """

    person: int
    place: int
    since: str
    until: str
    recorded_at: str
    trust: float
    source: str

    @property
    def seen(self) -> str:
        """The latest day on which the claim is known to have held."""
        return self.until or max(self.since, self.recorded_at)


def claims_of(
    rows: pa.Table, person: Integers, place: Integers, trust: Mapping[str, float]
) -> Iterator[Claim]:
    """The claims of rows (person rows or address rows) that name a person and a place."""
    columns = [_column(rows, name) for name in _FIELDS]
    every = zip(person.tolist(), place.tolist(), *columns, strict=True)
    for who, where, source, since, until, recorded in every:
        if who >= 0 and where >= 0:
            first, known = since or recorded or "", recorded or since or ""
            yield Claim(who, where, first, until or "", known, trust.get(source or "", 0.0), source or "")


def _column(rows: pa.Table, name: str) -> list[str | None]:
    values: list[str | None] = rows[name].to_pylist()
    return values
