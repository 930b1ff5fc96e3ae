"""Places: which of the addresses that records give are one and the same.

Invariant: two spellings are one place where their UPRN agrees, or where postcode, numbers and words do;
never where both have a UPRN and these differ. The result does not depend on the order of the records.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.minter import Minter
from resolver.coded import Coded, Integers, coded
from resolver.slips import slips
from resolver.spelling import Spelling, same_places

DWELLING, INSTITUTION, NO_FIXED_ABODE = "dwelling", "institution", "no_fixed_abode"

_COLUMNS = ("id", "uprn", "address_text", "postcode", "kind")


@dataclass(frozen=True)
class Places:
    """The places that records tell of.

    Attributes:
        of_row: for each record the number of its place, -1 where it gives no address.
        addresses: a row a place: id, uprn, address_text, postcode, kind; kind is empty where no record
            says and the text does not either.
    """

    of_row: Integers
    addresses: pa.Table

    @property
    def ids(self) -> list[str]:
        """The id of each place."""
        return [str(id_) for id_ in self.addresses["id"].to_pylist()]


@dataclass(frozen=True)
class _Place:
    """The spellings of one place, and how many records use each."""

    uses: Mapping[Spelling, int]

    def most_used(self, part: str) -> str | None:
        """The value of a part that most records give; the longest, then the first in order, of several."""
        counts: Counter[str] = Counter()
        for spelling, uses in self.uses.items():
            counts[getattr(spelling, part)] += uses
        given = [value for value in counts if value]
        return min(given, key=lambda value: (-counts[value], -len(value), value), default=None)

    def key(self) -> str:
        """What the id is made of: the UPRN, else postcode and numbers, else postcode and words."""
        uprn, postcode = self.most_used("uprn"), self.most_used("postcode")
        if uprn is not None:
            return uprn
        first = min(spelling for spelling in self.uses if spelling.text)
        return f"{postcode}|{' '.join(first.parsed.numbers) or first.parsed.words}"


def find_places(records: pa.Table, minter: Minter, person: Integers | None = None) -> Places:
    """The places of rows that carry `uprn`, `address_text`, `postcode` and `address_kind`, any missing.

    Where the person of each row is given (-1 for unknown), a place that is plainly a slip of the fingers for
    another home of the same people is that home.
    """
    of_row, spellings = _spellings(records)
    place_of = np.append(same_places(spellings), -1).astype(np.int64)
    if person is not None:
        place_of = _without_slips(place_of, of_row, spellings, person)
    uses = np.bincount(of_row[of_row >= 0], minlength=len(spellings))
    members: dict[int, dict[Spelling, int]] = defaultdict(dict)
    for spelling, place, count in zip(spellings, place_of[:-1], uses, strict=True):
        members[int(place)][spelling] = int(count)
    places = [_Place(members[number]) for number in range(len(members))]
    row_places = place_of[of_row]
    kinds = _kinds(coded(records, "address_kind"), row_places)
    return Places(row_places, _addresses(places, kinds, minter))


def _without_slips(
    place_of: Integers, of_row: Integers, spellings: Sequence[Spelling], person: Integers
) -> Integers:
    """The place of each spelling, with slips given the place that was meant, numbered from 0 again."""
    rows = np.flatnonzero(of_row >= 0)
    written = [spellings[number] for number in of_row[rows].tolist()]
    meant = slips(place_of[of_row[rows]], person[rows], written)
    corrected = np.array([meant.get(place, place) for place in place_of.tolist()], dtype=np.int64)
    numbers = np.unique(corrected[:-1], return_inverse=True)[1]
    return np.append(numbers, -1).astype(np.int64)


def _spellings(records: pa.Table) -> tuple[Integers, list[Spelling]]:
    """For each row the number of its spelling, -1 where there is none, and the spellings in order."""
    columns = [coded(records, name) for name in ("uprn", "postcode", "address_text")]
    packed = np.zeros(records.num_rows, dtype=np.int64)
    for column in columns:
        packed = np.unique(packed * (len(column.values) + 1) + column.codes, return_inverse=True)[1]
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    distinct = [Spelling(*(column.at(int(row)) or "" for column in columns)) for row in first]
    is_useful = np.array([spelling.names_a_place for spelling in distinct], dtype=np.bool_)
    number = np.where(is_useful, np.cumsum(is_useful) - 1, -1).astype(np.int64)
    return number[inverse], [spelling for spelling in distinct if spelling.names_a_place]


def _kinds(given: Coded, place: Integers) -> dict[int, str]:
    """The kind that most records of a place give; the first in order of several."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = np.flatnonzero(given.present & (place >= 0))
    for number, code in zip(place[rows].tolist(), given.codes[rows].tolist(), strict=True):
        counts[number][given.values[code]] += 1
    return {number: min(each, key=lambda kind: (-each[kind], kind)) for number, each in counts.items()}


def _addresses(places: Sequence[_Place], kinds: Mapping[int, str], minter: Minter) -> pa.Table:
    ids = _ids(places, minter)
    rows = [
        (ids[number], *(place.most_used(part) for part in ("uprn", "text", "postcode")), kind)
        for number, (place, kind) in enumerate(zip(places, _settled_kinds(places, kinds), strict=True))
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    return pa.table(
        {name: pa.array(values, pa.string()) for name, values in zip(_COLUMNS, columns, strict=True)}
    )


def _settled_kinds(places: Sequence[_Place], kinds: Mapping[int, str]) -> Iterator[str | None]:
    for number, place in enumerate(places):
        is_no_abode = any(spelling.is_no_abode for spelling in place.uses)
        yield NO_FIXED_ABODE if is_no_abode else kinds.get(number)


def _ids(places: Sequence[_Place], minter: Minter) -> list[str]:
    """One id a place; where two places have one key, the second in order gets another id."""
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for number in sorted(
        range(len(places)), key=lambda number: (places[number].key(), min(places[number].uses))
    ):
        ids[number] = minter.mint_unused(places[number].key(), taken)
        taken.add(ids[number])
    return [ids[number] for number in range(len(places))]
