"""Former homes: the former addresses of records, standardised as their present ones are.

Invariant: one entry a former address; a record without any has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.former_addresses import BETWEEN_ADDRESSES, BETWEEN_PARTS, AddressParts
from resolver.packed import Codes, Longs
from resolver.values import Column, Values, as_array

Standardise = Callable[[str], str | None]


@dataclass(frozen=True)
class FormerHomes:
    """Former addresses.

    Attributes:
        records: the record that each is of.
        columns: for `uprn`, `postcode` and `address_text` what each says.
    """

    records: Codes
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, written: Column, standard: Mapping[str, Standardise]) -> Self:
        """The former addresses in a column that `with_former_addresses` made; its values may repeat."""
        lists = pc.split_pattern(as_array(written.values), BETWEEN_ADDRESSES)
        lines = pc.split_pattern(lists.flatten(), BETWEEN_PARTS)
        sizes = np.append(np.diff(lists.offsets.to_numpy()), 0)
        starts = np.append(lists.offsets.to_numpy()[:-1], 0)
        counts = sizes[written.codes]
        records = np.repeat(np.arange(len(written), dtype=np.int32), counts)
        within = np.arange(len(records)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = starts[written.codes[records]] + within
        columns = {
            field: _column(pc.list_element(lines, part), places).standardised(standard[field])
            for part, field in enumerate(AddressParts._fields)
        }
        return cls(records, columns)


def _column(texts: "pa.Array[Any]", places: Longs) -> Column:
    """The texts at some places, each distinct one once."""
    encoded = texts.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    return Column(codes[places], Values(cast("pa.StringArray", encoded.dictionary)))
