"""A chunk: some rows of a file as delivered, as text by column, before any of it is judged.

A null is a value that the file does not have. Rows that could not be taken apart are listed
beside the others, so that every row of the file is in exactly one of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.errors import RefusedValueError

BROKEN_MARK = "+"
"""Columns whose names start so are Kith's notes on a broken row: what did not fit, or the whole line."""

Text = list[str | None]


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be taken apart into columns.

    Attributes:
        number: its number in the file; the first row after the header is 1.
        original: what could be read of it; the rest under names that start with `BROKEN_MARK`.
    """

    number: int
    error: RefusedValueError
    original: dict[str, str]


@dataclass(frozen=True)
class Chunk:
    """Rows as delivered: `numbers`, and for every column as many values as there are numbers."""

    numbers: Sequence[int]
    columns: dict[str, Text]
    broken: Sequence[BrokenRow] = field(default=())

    @property
    def received(self) -> int:
        """How many rows of the file this chunk accounts for."""
        return len(self.numbers) + len(self.broken)
