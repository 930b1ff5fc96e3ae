"""Records: the table to resolve, its fields standardised once and kept as columns.

Invariant: rows are held in the order of (source, key), so nothing downstream depends on the order in
which records arrived; `positions` leads from that order back to the rows of the table given.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver import standardise
from resolver.address_text import standardised_address
from resolver.errors import RecordsError
from resolver.other_names import middle_names
from resolver.packed import Codes, Longs
from resolver.sounds import sound
from resolver.values import Column, column, nothing, recoded

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
    "uprn": standardise.compact,
}


class Records:
    """Standardised columns of a table of person rows; each is made when first asked for."""

    def __init__(self, table: pa.Table) -> None:
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
        self._table = table
        self._columns: dict[str, Column] = {}
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

    @cached_property
    def keys(self) -> pa.Table:
        """Source and key of each record, in the order held."""
        return self._table.select(["source", "key"]).take(self.positions)

    def column(self, field: str) -> Column:
        """The standardised column of a field; a column of nothing where the table lacks it."""
        if field not in self._columns:
            self._columns[field] = self._standardised(field)
        return self._columns[field]

    def sounds(self, field: str) -> Column:
        """The sounds of a field of names."""
        name = f"{field}:sound"
        if name not in self._columns:
            self._columns[name] = self.column(field).standardised(sound)
        return self._columns[name]

    def has(self, field: str) -> bool:
        """Whether any record says anything in this field."""
        return bool(self.column(field).is_known.any())

    def drop_values(self, field: str, is_dropped: npt.NDArray[np.bool_]) -> None:
        """Turn the values of a field that are marked (one entry a distinct value) into nothing."""
        held = self.column(field)
        if is_dropped.any():
            kept = [None if marked else value for value, marked in zip(held.values, is_dropped, strict=True)]
            self._columns[field] = recoded(held.codes, kept)

    def _standardised(self, field: str) -> Column:
        column = self._ordered(field).standardised(_STANDARD.get(field, standardise.words))
        if field != "middle_name":
            return column
        return middle_names(
            column, *(self.column(name) for name in ("full_name", "given_name", "family_name"))
        )

    def _ordered(self, field: str) -> Column:
        if field not in self._table.column_names:
            return nothing(len(self))
        raw = column(self._table, field)
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
