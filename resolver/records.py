"""Records: the table to resolve, its fields standardised once and kept as columns.

Invariant: rows are held in the order of (source, key), so nothing downstream depends on the order in
which records arrived; `positions` leads from that order back to the rows of the table given. Where a
background is given, what is common and which fields there are is its word, not that of these records.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.former_addresses import FIELD as FORMER_ADDRESSES
from resolver import bulk_forms, standardise  # noqa: F401 (importing bulk_forms declares them)
from resolver.address_text import standardised_address
from resolver.background import Background, FieldBackground
from resolver.commonness import Common, expected_beside
from resolver.errors import RecordsError
from resolver.former_homes import FormerHomes
from resolver.other_names import middle_names
from resolver.packed import Codes, Longs, Words
from resolver.parallel import in_parallel
from resolver.sounds import sound
from resolver.values import Column, Parts, as_told, column, without

_STANDARD: dict[str, Callable[[str], str | None]] = {
    "full_name": standardise.name,
    "given_name": standardise.name,
    "middle_name": standardise.name,
    "family_name": standardise.name,
    "former_name": standardise.name,
    "known_as": standardise.name,
    "birth_date": standardise.date,
    "address_text": standardised_address,
    "postcode": standardise.postcode,
    "phone": standardise.compact,
    "email": standardise.email,
    "nhs_number": standardise.nhs_number,
    "personal_number": standardise.compact,
    "uprn": standardise.compact,
}


def standard_of(field: str) -> Callable[[str], str | None]:
    """What standardises the values of a field."""
    return _STANDARD.get(field, standardise.words)


class Records:
    """Standardised columns of a table of person rows; each is made when first asked for."""

    def __init__(self, table: pa.Table, background: Background | None = None) -> None:
        for needed in ("source", "key"):
            if needed not in table.column_names:
                raise RecordsError(
                    f"the records have no column {needed!r}: read them by their contract first"
                )
            if table[needed].null_count:
                raise RecordsError(
                    f"{table[needed].null_count} records have no {needed}: every record needs one"
                )
        self.positions: Longs = (
            pc.sort_indices(table.select(["source", "key"]), [("source", "ascending"), ("key", "ascending")])
            .to_numpy()
            .astype(np.int64)
        )
        self.background = background
        self._table = table
        self._columns: dict[str, Column] = {}
        self._shared: dict[str, Column] = {}
        self._dropped: dict[str, frozenset[str]] = {}
        self._check_keys()

    def __len__(self) -> int:
        return self._table.num_rows

    @cached_property
    def places(self) -> Codes:
        """For each row of the table given, its place in the order held."""
        places = np.empty(len(self), dtype=np.int32)
        places[self.positions] = np.arange(len(self), dtype=np.int32)
        return places

    @cached_property
    def source(self) -> Column:
        """Which source each record comes from."""
        return self._ordered("source")

    @property
    def sources(self) -> Mapping[str, float]:
        """The share of the records that each source has."""
        known = self._counted_sources()
        return {source: count / max(1, known.total) for source, count in known.counts.items()}

    @property
    def keys(self) -> pa.Table:
        """Source and key of each record, in the order held; made whenever it is asked for."""
        return self._table.select(["source", "key"]).take(self.positions)

    def column(self, field: str) -> Column:
        """The standardised column of a field; a column of nothing where the table lacks it."""
        if field not in self._columns:
            self._columns[field] = self._standardised(field)
        return self._columns[field]

    def standardise(self, fields: Iterable[str]) -> None:
        """Make the columns of these fields and the former addresses, several at a time."""
        works: list[Callable[[], object]] = [
            lambda: self.former_homes,
            *(partial(self.column, field) for field in fields),
        ]
        in_parallel(lambda work: work(), works, len(self))

    @cached_property
    def former_homes(self) -> FormerHomes:
        """The former addresses of the records."""
        return FormerHomes.of(self._in_order(as_told(self._table, FORMER_ADDRESSES)), _STANDARD)

    def parts(self, field: str, function: Callable[[str], str | None]) -> Parts:
        """What a function makes of each value of a field, worked out once."""
        return self.column(field).parts(function)

    def derived(self, field: str, function: Callable[[str], str | None]) -> Column:
        """The column of what a function makes of a field."""
        return self.column(field).standardised(function)

    def sounds(self, field: str) -> Column:
        """The sounds of a field of names."""
        return self.derived(field, sound)

    def has(self, field: str) -> bool:
        """Whether any record says anything in this field."""
        if self.background is not None:
            return field in self.background.fields
        return bool(self.column(field).is_known.any())

    def shares(self, field: str, column: Column) -> npt.NDArray[np.float32]:
        """How common each value of `column`, a field's values, is; and a closing 0 for no value."""
        self._shared[field] = column
        if self.background is not None:
            return self.background.shares(field, column.values)
        expected = expected_beside(field, len(self))
        return column.shares() if expected is None else _beside(expected, column).shares(column.values)

    def drop_values(self, field: str, dropped: Collection[str]) -> None:
        """Turn these values of a field into nothing."""
        self._dropped[field] = frozenset(dropped)
        if dropped:
            self._columns[field] = without(self.column(field), dropped)

    def as_background(self, crowded: Words) -> Background:
        """What these records make common: the background of all that was asked of them."""
        if self.background is not None:
            return self.background
        fields = {name: self._common(name, held) for name, held in sorted(self._shared.items())}
        for name, held in sorted(self._columns.items()):
            if name not in fields and held.is_known.any():
                fields[name] = FieldBackground(int(held.is_known.sum()))
        fields["source"] = self._counted_sources()
        return Background(fields, self._dropped, crowded)

    def _common(self, field: str, column: Column) -> FieldBackground:
        expected = expected_beside(field, len(self))
        return background_of(column) if expected is None else _beside(expected, column)

    def _counted_sources(self) -> FieldBackground:
        if self.background is not None:
            return self.background.fields["source"]
        return background_of(self.source, rarest=1)

    def _standardised(self, field: str) -> Column:
        column = self._ordered(field).standardised(standard_of(field))
        if field != "middle_name":
            return column
        return middle_names(
            column, *(self.column(name) for name in ("full_name", "given_name", "family_name"))
        )

    def _ordered(self, field: str) -> Column:
        return self._in_order(column(self._table, field))

    def _in_order(self, raw: Column) -> Column:
        return Column(raw.codes[self.positions], raw.values)

    def _check_keys(self) -> None:
        keys = self.keys
        if keys.num_rows < 2:
            return
        earlier, later = keys.slice(0, keys.num_rows - 1), keys.slice(1)
        same = pc.and_(pc.equal(earlier["source"], later["source"]), pc.equal(earlier["key"], later["key"]))
        repeated = int(np.count_nonzero(same.to_numpy()))
        if repeated:
            raise RecordsError(f"{repeated} records repeat the source and key of another: load each row once")


def background_of(column: Column, rarest: int = 2) -> FieldBackground:
    """How common the values of a column are; those of fewer records than `rarest` are left out."""
    counts = column.counts()
    common = np.flatnonzero(counts >= rarest)
    values = {column.values[code]: int(counts[code]) for code in common.tolist()}
    return FieldBackground(int(counts.sum()), values)


def _beside(expected: Common, column: Column) -> FieldBackground:
    """How common the values of a column are in a population of which the records are a part."""
    own = background_of(column, rarest=1)
    counts = {value: count + own.counts.get(value, 0) for value, count in expected.counts.items()}
    several = {value: count for value, count in own.counts.items() if count > 1 and value not in counts}
    return FieldBackground(own.total + expected.total, counts | several)
