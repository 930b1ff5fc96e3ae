"""Few records as columns, made of what each of them says.

Invariant: a column is that of `Records` for the same records: equal values have one code, and codes are in
the order of the values.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from graph.former_addresses import AddressParts
from resolver.background import Background
from resolver.former_homes import FormerHomes
from resolver.packed import Longs
from resolver.records import Records
from resolver.said import Home, Said
from resolver.values import NOTHING, Column


class FewRecords(Records):
    """A few records as columns, in the order given, which must be that of source and key."""

    def __init__(self, said: Sequence[Said], background: Background) -> None:
        self.positions: Longs = np.arange(len(said), dtype=np.int64)
        self.background = background
        self.said = said
        self._columns: dict[str, Column] = {}
        self._shared: dict[str, Column] = {}
        self._dropped: dict[str, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self.said)

    @cached_property
    def source(self) -> Column:
        """Which source each record comes from."""
        return _column(len(self), range(len(self)), [each.source for each in self.said])

    @cached_property
    def _by_field(self) -> Mapping[str, tuple[list[int], list[str]]]:
        """The rows that say something in each field, and what: most records say little."""
        found: dict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
        for row, each in enumerate(self.said):
            for field, value in each.values.items():
                rows, values = found[field]
                rows.append(row)
                values.append(value)
        return found

    def _standardised(self, field: str) -> Column:
        return _column(len(self), *self._by_field.get(field, ([], [])))

    @cached_property
    def former_homes(self) -> FormerHomes:
        """The former addresses of the records."""
        homes = [(row, home) for row, each in enumerate(self.said) for home in each.former]
        records = np.array([row for row, _ in homes], dtype=np.int32)
        columns = {part: _part(homes, part) for part in AddressParts._fields}
        return FormerHomes(records, columns)


def _part(homes: Sequence[tuple[int, Home]], part: str) -> Column:
    said = [(place, home[part]) for place, (_, home) in enumerate(homes) if part in home]
    return _column(len(homes), [place for place, _ in said], [value for _, value in said])


def _column(length: int, rows: Sequence[int], said: Sequence[str]) -> Column:
    """The column of what is said in some of `length` rows."""
    values = sorted(set(said))
    code = {value: number for number, value in enumerate(values)}
    codes = np.full(length, NOTHING, dtype=np.int32)
    codes[rows] = [code[value] for value in said]
    return Column(codes, tuple(values))
