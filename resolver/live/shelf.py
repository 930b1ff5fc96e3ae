"""The shelf: the records in memory, found by number or by id.

Invariant: a number is given once and never again; a record that is withdrawn or corrected leaves its number
behind, which no longer stands. Rows lie in a few Arrow tables, the last ones small, so that adding a record
copies few others.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.decide import record_ids
from resolver.live.growing import Growing
from resolver.packed import Codes


class Shelf:
    """Records by number: 0, 1, … in the order in which they came."""

    def __init__(self, records: pa.Table) -> None:
        self._schema = records.schema
        self._tables = [records.combine_chunks()]
        self._ids: list[str] = record_ids(records).tolist()
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        self._stands = Growing(np.ones(len(self._ids), dtype=np.bool_))

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, records: pa.Table, ids: Sequence[str]) -> int:
        """Put records with these ids on the shelf; the number of the first, the others follow."""
        first = len(self._ids)
        self._ids += ids
        self._numbers.update(zip(ids, range(first, len(self._ids)), strict=True))
        self._stands.extend(np.ones(len(ids), dtype=np.bool_))
        self._tables.append(self.fitted(records))
        self._merge_last()
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

    def table(self, numbers: Collection[int]) -> pa.Table:
        """The rows of these numbers, in ascending order of number."""
        wanted = np.sort(np.fromiter(numbers, dtype=np.int64, count=len(numbers)))
        found, first = [self._schema.empty_table()], 0
        for table in self._tables:
            here = wanted[(wanted >= first) & (wanted < first + table.num_rows)] - first
            if len(here):
                found.append(table.take(here))
            first += table.num_rows
        return pa.concat_tables(found)

    def fitted(self, records: pa.Table) -> pa.Table:
        """The records with the columns that the shelf has; what they lack is empty."""
        if records.schema.equals(self._schema):
            return records
        columns = [
            records[field.name].cast(field.type)
            if field.name in records.column_names
            else pa.nulls(records.num_rows, field.type)
            for field in self._schema
        ]
        return pa.Table.from_arrays(columns, schema=self._schema)

    def _merge_last(self) -> None:
        """Join the last tables while they are of like size, so that there are few."""
        while len(self._tables) > 2 and 2 * self._tables[-1].num_rows >= self._tables[-2].num_rows:
            last = self._tables.pop()
            self._tables[-1] = pa.concat_tables([self._tables[-1], last]).combine_chunks()
