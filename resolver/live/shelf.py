"""The shelf: the records in memory, found by number or by id.

Invariant: a number is given once and never again; a record that is withdrawn or corrected leaves its number
behind, which no longer stands. Each row is kept as one short text, and read when somebody asks for it: of a
million records a few dozen at a time are looked at.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from resolver.decide import record_ids
from resolver.live.growing import Growing
from resolver.live.short_text import short_text
from resolver.packed import Codes

_PORTION = 10_000

Row = Mapping[str, str | None]


class Shelf:
    """Records by number: 0, 1, … in the order in which they came."""

    def __init__(self, records: pa.Table) -> None:
        self._names: list[str] = records.column_names
        self._rows: list[bytes] = []
        for start in range(0, records.num_rows, _PORTION):
            columns = [column.to_pylist() for column in records.slice(start, _PORTION).columns]
            self._rows += map(short_text, zip(*columns, strict=True))
        self._ids: list[str] = record_ids(records).tolist()
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        self._stands = Growing(np.ones(len(self._ids), dtype=np.bool_))

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, rows: Iterable[Row], ids: Sequence[str]) -> int:
        """Put records with these ids on the shelf; the number of the first, the others follow."""
        first = len(self._ids)
        self._ids += ids
        self._numbers.update(zip(ids, range(first, len(self._ids)), strict=True))
        self._stands.extend(np.ones(len(ids), dtype=np.bool_))
        self._rows += (short_text([row.get(name) for name in self._names]) for row in rows)
        return first

    def withdraw(self, numbers: Iterable[int]) -> None:
        """Take the records of these numbers off the shelf."""
        for number in numbers:
            del self._numbers[self._ids[number]]
            self._stands[number] = np.False_

    def number(self, id_: str) -> int | None:
        """The number of the record with this id, if there is one."""
        return self._numbers.get(id_)

    def id(self, number: int) -> str:
        """The id of the record with this number, whether or not it still stands."""
        return self._ids[number]

    def stands(self, numbers: Codes) -> npt.NDArray[np.bool_]:
        """For each number whether its record is still the present one."""
        return self._stands[numbers]

    def row(self, number: int) -> dict[str, str | None]:
        """The record of a number, by field."""
        return dict(zip(self._names, orjson.loads(self._rows[number]), strict=True))
