"""Arrow columns of text as NumPy: a code for each row and the distinct values, in sorted order.

Invariant: codes compare as their values do, and -1 stands for an empty value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
_FEW = 512

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A column: `codes[row]` is the place of the row's value in `values`, -1 where it has none."""

    codes: Integers
    values: tuple[str, ...]

    @property
    def present(self) -> Flags:
        """Which rows have a value."""
        return self.codes >= 0

    def at(self, row: int) -> str | None:
        """The value of one row."""
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


def coded(table: pa.Table, column: str) -> Coded:
    """The column of `table`; a column that it lacks is empty in every row."""
    if column not in table.column_names:
        return Coded(np.full(table.num_rows, -1, dtype=np.int64), ())
    if table.num_rows < _FEW:
        return _coded_of_few(table[column].cast(pa.string()).to_pylist())
    encoded = table[column].cast(pa.string()).combine_chunks().dictionary_encode()
    values = [str(value) for value in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    order = sorted(range(len(values)), key=values.__getitem__)
    place = np.full(len(values) + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(values))
    return Coded(place[codes], tuple(values[each] for each in order))


def _coded_of_few(texts: Sequence[str | None]) -> Coded:
    """The same; for few rows, calling Arrow takes longer than the work."""
    values = tuple(sorted({each for each in texts if each is not None}))
    place: dict[str | None, int] = {value: code for code, value in enumerate(values)}
    return Coded(np.array([place.get(each, -1) for each in texts], dtype=np.int64), values)


def text(coded_values: Integers, values: tuple[str, ...]) -> pa.StringArray:
    """The column of text that these codes stand for."""
    indices = pa.array(coded_values, pa.int64(), mask=coded_values < 0)
    return pa.array(values, pa.string()).take(indices)
