"""Former homes: the former addresses of records, standardised as their present ones are.

Invariant: one entry a former address; a record without any has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from graph.former_addresses import AddressParts, read_addresses
from resolver.packed import Codes
from resolver.values import Column, recoded

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
        """The former addresses in a column that `with_former_addresses` made."""
        lists = [read_addresses(text) for text in written.values]
        sizes = np.array([*(len(each) for each in lists), 0], dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        records = np.repeat(np.arange(len(written), dtype=np.int32), sizes[written.codes])
        within = np.arange(len(records)) - np.repeat(
            np.cumsum(sizes[written.codes]) - sizes[written.codes], sizes[written.codes]
        )
        places = (starts[written.codes[records]] + within).astype(np.int32)
        addresses = [address for each in lists for address in each]
        columns = {
            field: recoded(places, [standard[field](getattr(address, field)) for address in addresses])
            for field in AddressParts._fields
        }
        return cls(records, columns)
