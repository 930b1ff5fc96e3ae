"""Few records as columns, made of what each of them says.

Invariant: a column is that of `Records` for the same records: equal values have one code, and codes are in
the order of the values.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from graph.former_addresses import AddressParts
from resolver.background import Background
from resolver.former_homes import FormerHomes
from resolver.packed import Longs
from resolver.records import Records
from resolver.said import Said
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
        return _column([each.source for each in self.said])

    def _standardised(self, field: str) -> Column:
        return _column([each.values.get(field) for each in self.said])

    @cached_property
    def former_homes(self) -> FormerHomes:
        """The former addresses of the records."""
        homes = [(row, home) for row, each in enumerate(self.said) for home in each.former]
        records = np.array([row for row, _ in homes], dtype=np.int32)
        columns = {part: _column(home.get(part) for _, home in homes) for part in AddressParts._fields}
        return FormerHomes(records, columns)


def _column(texts: Iterable[str | None]) -> Column:
    said = list(texts)
    values = sorted({text for text in said if text is not None})
    code: dict[str | None, int] = {value: number for number, value in enumerate(values)}
    codes = [code.get(text, NOTHING) for text in said]
    return Column(np.array(codes, dtype=np.int32), tuple(values))
