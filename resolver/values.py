"""Values: one field of all records as integer codes into its distinct values.

Invariant: a code is -1 where there is nothing to compare, otherwise the position of the value in
`values`; each distinct value occurs once, so work on values is done once however many records share it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.packed import Codes

NOTHING = -1
_FEW = 2000
_REMEMBERED = 100_000
_TEXT = pa.string()

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Column:
    """A dictionary-encoded field: `codes` has one entry a record, `values` one a distinct value."""

    codes: Codes
    values: tuple[str, ...]
    _made: dict[Callable[[str], str | None], "Parts"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def texts(self) -> Texts:
        """The values as an array, from which many are taken at once."""
        return as_texts(self.values)

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """For each record whether it says anything here."""
        return self.codes >= 0

    def counts(self) -> npt.NDArray[np.int64]:
        """How many records have each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values)).astype(np.int64)

    def shares(self) -> npt.NDArray[np.float32]:
        """The share of each value among the records that have one, and a closing 0 for no value."""
        counts = self.counts()
        return np.append(counts / max(1, int(counts.sum())), 0.0).astype(np.float32)

    def standardised(self, standardise: Callable[[str], str | None]) -> "Column":
        """The column with each distinct value rewritten once; None and the empty text are nothing."""
        parts = self.parts(standardise)
        return Column(parts.lookup[self.codes], parts.values)

    def parts(self, function: Callable[[str], str | None]) -> "Parts":
        """What a function makes of each value, worked out once however often it is asked for."""
        if function not in self._made:
            made = partial(_made_of, function) if len(self.values) < _FEW else function
            self._made[function] = parts_of(list(map(made, self.values)))
        return self._made[function]


@lru_cache(_REMEMBERED)
def _made_of(function: Callable[[str], str | None], value: str) -> str | None:
    """What a function makes of a value; of few values, most have been met just before."""
    return function(value)


class Parts(NamedTuple):
    """What the values of a field become: for each value, and for no value, its code into the new values."""

    lookup: Codes
    values: tuple[str, ...]


def parts_of(texts: Sequence[str | None]) -> Parts:
    """Texts as codes, equal texts under one code, values in alphabetical order; the empty text is nothing."""
    if len(texts) < _FEW:
        return _parts_of_few(texts)
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    ascending = pc.array_sort_indices(encoded.dictionary)
    values = _strings(encoded.dictionary.take(ascending))
    is_empty = values[:1] == ("",)
    codes = np.full(len(values) + 1, NOTHING, dtype=np.int32)
    codes[ascending.to_numpy()] = np.arange(len(values), dtype=np.int32) - is_empty
    lookup = codes[encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)]
    return Parts(np.append(lookup, np.int32(NOTHING)), values[is_empty:])


def _parts_of_few(texts: Sequence[str | None]) -> Parts:
    """The same; of few texts, calling Arrow takes longer than the work."""
    values = tuple(sorted({text for text in texts if text}))
    code = {value: place for place, value in enumerate(values)}
    lookup = [NOTHING if text is None else code.get(text, NOTHING) for text in texts]
    return Parts(np.array([*lookup, NOTHING], dtype=np.int32), values)


def as_texts(values: Sequence[str]) -> Texts:
    """Texts as an array of objects."""
    texts = np.empty(len(values), dtype=np.object_)
    texts[:] = values
    return texts


def recoded(codes: Codes, texts: Sequence[str | None]) -> Column:
    """The column of `texts[code]`, equal texts under one code, values in alphabetical order."""
    parts = parts_of(texts)
    return Column(parts.lookup[codes], parts.values)


def nothing(count: int) -> Column:
    """A column of `count` records that says nothing."""
    return Column(np.full(count, NOTHING, dtype=np.int32), ())


def column(records: pa.Table, name: str) -> Column:
    """A field of the table as a column; nothing where the table lacks the field."""
    if name not in records.column_names:
        return nothing(records.num_rows)
    if records.num_rows < _FEW:
        return _column_of_few(records[name])
    array = records[name].cast(pa.string()).combine_chunks()
    encoded = pa.chunked_array([array]).combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(NOTHING).to_numpy(zero_copy_only=False).astype(np.int32)
    return Column(codes, _strings(encoded.dictionary))


def _column_of_few(texts: "pa.ChunkedArray[Any]") -> Column:
    given = texts if texts.type == _TEXT else texts.cast(_TEXT)
    code: dict[str, int] = {}
    codes = [NOTHING if each is None else code.setdefault(each, len(code)) for each in given.to_pylist()]
    return Column(np.array(codes, dtype=np.int32), tuple(code))


def _strings(array: "pa.Array[Any]") -> tuple[str, ...]:
    return tuple(cast("list[str]", array.to_pylist()))


def same_dictionary(*columns: Column) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns rewritten over one common dictionary, so that equal codes are equal values."""
    values = tuple(sorted({value for each in columns for value in each.values}))
    position = {value: code for code, value in enumerate(values)}
    shared = []
    for each in columns:
        lookup = np.array([position[value] for value in each.values] + [NOTHING], dtype=np.int32)
        shared.append(Column(lookup[each.codes], values))
    return tuple(shared), values
