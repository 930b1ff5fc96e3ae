"""Segment: some records in searchable form, one aspect a field.

Invariant: what a record says is standardised as for resolving; a stand-in says nothing here either.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from resolver.packed import Codes
from resolver.records import Records
from resolver.search.aspect import FIELDS, NUMBERS, Aspect, Marked
from resolver.search.tails import backwards
from resolver.search.terms import FAMILY, GIVEN
from resolver.values import Column

Segment = Mapping[str, Aspect]


def segment_of(table: pa.Table, places: Codes) -> Segment:
    """The records of a table, the one in row `n` at `places[n]`.

    Raises:
        RecordsError: `source` or `key` is missing, or a record is given twice.
    """
    records = Records(table)
    ordered = places[records.positions]
    return {field: _aspect(field, records.column(field), ordered) for field in FIELDS}


def joined(segments: Sequence[Segment], moved: Marked) -> Segment:
    """One segment of all these; records for which `moved` has no place are left out."""
    return {field: Aspect.joined([each[field] for each in segments], moved) for field in FIELDS}


def _aspect(field: str, column: Column, places: Codes) -> Aspect:
    if field in (*GIVEN, *FAMILY):
        return _words(field, column, places)
    values = [backwards(value) for value in column.values] if field in NUMBERS else column.values
    is_known = column.codes >= 0
    return Aspect.of(field, values, column.codes[is_known], places[is_known])


def _words(field: str, column: Column, places: Codes) -> Aspect:
    """Names by their words: “Ann-Marie” is found by either."""
    words = [value.replace("-", " ").split() for value in column.values]
    starts = np.cumsum([0, *map(len, words)])
    known = np.flatnonzero(column.codes >= 0)
    codes = column.codes[known]
    sizes = np.diff(starts)[codes]
    before = np.cumsum(sizes) - sizes
    which = np.repeat(np.arange(len(known)), sizes)
    values = np.arange(int(sizes.sum())) + (starts[:-1][codes] - before)[which]
    texts = [word for each in words for word in each]
    return Aspect.of(field, texts, values.astype(np.int32), places[known][which])
