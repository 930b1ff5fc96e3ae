"""Values: one field of all records as integer codes into its distinct values.

Invariant: a code is -1 where there is nothing to compare, otherwise the position of the value in
`values`; each distinct value occurs once, so work on values is done once however many records share it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple, cast, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.bulk import made_of
from resolver.packed import Codes

NOTHING = -1
_FEW = 2000
_REMEMBERED = 100_000
_TEXT = pa.string()

Texts = npt.NDArray[np.object_]


class Values(Sequence[str]):
    """Distinct texts as Arrow holds them; they are made Python's own when one of them is first looked at."""

    def __init__(self, array: pa.StringArray) -> None:
        self.array = array

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(cast("list[str]", self.array.to_pylist()))

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self._texts[place]

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._texts == tuple(other)

    def __hash__(self) -> int:
        return hash(self._texts)


def as_array(texts: Sequence[str | None]) -> pa.StringArray:
    """Texts as an Arrow array."""
    return texts.array if isinstance(texts, Values) else pa.array(texts, _TEXT)


@dataclass(frozen=True)
class Column:
    """A dictionary-encoded field: `codes` has one entry a record, `values` one a distinct value."""

    codes: Codes
    values: Sequence[str]
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
            self._made[function] = self._parts(function)
        return self._made[function]

    def _parts(self, function: Callable[[str], str | None]) -> "Parts":
        if len(self.values) < _FEW:
            return _parts_of_few(list(map(partial(_made_of, function), self.values)))
        return parts_of(made_of(function, as_array(self.values)))


@lru_cache(_REMEMBERED)
def _made_of(function: Callable[[str], str | None], value: str) -> str | None:
    """What a function makes of a value; of few values, most have been met just before."""
    return function(value)


class Parts(NamedTuple):
    """What the values of a field become: for each value, and for no value, its code into the new values."""

    lookup: Codes
    values: Sequence[str]


def parts_of(texts: Sequence[str | None] | pa.StringArray) -> Parts:
    """Texts as codes, equal texts under one code, values in alphabetical order; the empty text is nothing."""
    if len(texts) < _FEW and not isinstance(texts, pa.Array):
        return _parts_of_few(texts)
    encoded = (texts if isinstance(texts, pa.Array) else as_array(texts)).dictionary_encode()
    ascending = pc.array_sort_indices(encoded.dictionary)
    values = encoded.dictionary.take(ascending)
    is_empty = len(values) > 0 and values[0].as_py() == ""
    codes = np.full(len(values) + 1, NOTHING, dtype=np.int32)
    codes[ascending.to_numpy()] = np.arange(len(values), dtype=np.int32) - is_empty
    lookup = codes[encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)]
    return Parts(
        np.append(lookup, np.int32(NOTHING)), Values(cast("pa.StringArray", values.slice(int(is_empty))))
    )


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


def without(held: Column, dropped: Collection[str]) -> Column:
    """The column with some of its values turned into nothing; the rest stay in their order."""
    if len(held.values) < _FEW:
        return recoded(held.codes, [None if each in dropped else each for each in held.values])
    texts = as_array(held.values)
    is_kept = pc.invert(pc.is_in(texts, value_set=pa.array(sorted(dropped), _TEXT)))
    kept = is_kept.to_numpy(zero_copy_only=False)
    lookup = np.append(np.where(kept, np.cumsum(kept) - 1, NOTHING), NOTHING).astype(np.int32)
    return Column(lookup[held.codes], Values(texts.filter(is_kept)))


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
    return Column(codes, Values(cast("pa.StringArray", encoded.dictionary)))


def as_told(records: pa.Table, name: str) -> Column:
    """A field as a column in which a text that several records tell is there as often."""
    if name not in records.column_names:
        return nothing(records.num_rows)
    array = records[name].cast(_TEXT).combine_chunks()
    texts = pa.chunked_array([array]).combine_chunks()
    is_known = texts.is_valid().to_numpy(zero_copy_only=False)
    codes = np.where(is_known, np.cumsum(is_known, dtype=np.int32) - 1, NOTHING).astype(np.int32)
    return Column(codes, Values(cast("pa.StringArray", texts.drop_null())))


def _column_of_few(texts: "pa.ChunkedArray[Any]") -> Column:
    given = texts if texts.type == _TEXT else texts.cast(_TEXT)
    code: dict[str, int] = {}
    codes = [NOTHING if each is None else code.setdefault(each, len(code)) for each in given.to_pylist()]
    return Column(np.array(codes, dtype=np.int32), tuple(code))


def same_dictionary(*columns: Column) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns rewritten over one common dictionary, so that equal codes are equal values."""
    values = tuple(sorted({value for each in columns for value in each.values}))
    position = {value: code for code, value in enumerate(values)}
    shared = []
    for each in columns:
        lookup = np.array([position[value] for value in each.values] + [NOTHING], dtype=np.int32)
        shared.append(Column(lookup[each.codes], values))
    return tuple(shared), values
