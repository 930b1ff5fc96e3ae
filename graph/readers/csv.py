"""Delimited text, read so that a broken row costs only itself.

A row that spans lines and does not fit its header, or whose quote never closes, gives up its
first line alone; reading goes on at the second.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from graph.contract import CsvFormat
from graph.errors import FileFormatError, RefusedValueError
from graph.readers.chunk import BROKEN_MARK, BrokenRow, Chunk
from graph.readers.opening import open_text


def read(layout: CsvFormat, path: Path, size: int) -> Iterator[Chunk]:
    """Chunks of at most `size` rows; at least one, so that the columns are known of an empty file too.

    Raises:
        FileFormatError: there is no header, or the file cannot be read.
    """
    with open_text(path, layout.encoding) as text:
        rows = _Rows(layout, text)
        header = layout.header or rows.header(path)
        yield from rows.chunks(_distinct(header), size)


class _Lines:
    """Lines of a file, of which those taken since the last row can be given back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._pending: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._pending.popleft() if self._pending else next(self._source)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *others = self.taken
        self._pending.extendleft(reversed(others))
        return first


class _Rows:
    """The rows of one file, numbered from 1; blank lines are passed over."""

    def __init__(self, layout: CsvFormat, text: Iterator[str]) -> None:
        self._lines = _Lines(text)
        self._layout = layout
        self._reader = csv.reader(
            self._lines, delimiter=layout.delimiter, quotechar=layout.quote, strict=True
        )
        self._each = self._not_blank()
        self._number = 0

    def header(self, path: Path) -> tuple[str, ...]:
        row = next(self._each, [])
        if not row:
            raise FileFormatError(f"{path.name}: there is no header row")
        return tuple(row)

    def chunks(self, names: list[str], size: int) -> Iterator[Chunk]:
        is_first = True
        while True:
            numbers, rows, broken = self._take(names, size)
            if not (numbers or broken or is_first):
                return
            is_first = False
            columns = zip(*rows, strict=True) if rows else ([] for _ in names)
            yield Chunk(
                numbers, {name: list(each) for name, each in zip(names, columns, strict=True)}, broken
            )

    def _take(self, names: list[str], size: int) -> tuple[list[int], list[list[str]], list[BrokenRow]]:
        numbers: list[int] = []
        rows: list[list[str]] = []
        broken: list[BrokenRow] = []
        for row in islice(self._each, size):
            self._number += 1
            if len(row) == len(names):
                numbers.append(self._number)
                rows.append(row)
            else:
                broken.append(self._broken(names, row))
        return numbers, rows, broken

    def _not_blank(self) -> Iterator[list[str]]:
        """Every row but blank ones; an empty row stands for one whose quotes do not fit."""
        while True:
            self._lines.taken.clear()
            try:
                row = next(self._reader)
            except csv.Error:
                row = []
            except StopIteration:
                return
            if len(row) > 1 or "".join(self._lines.taken).strip():
                yield row

    def _broken(self, names: list[str], row: list[str]) -> BrokenRow:
        """What to tell of a row that does not fit; an empty `row` is one whose quotes do not."""
        spans_lines = len(self._lines.taken) > 1
        line = self._lines.give_back_all_but_first().rstrip("\r\n")
        if row and not spans_lines:
            return BrokenRow(self._number, _misfit(len(row), len(names)), _as_far_as_named(names, row))
        layout = self._layout
        lenient = next(csv.reader([line], delimiter=layout.delimiter, quotechar=layout.quote), [])
        original = {**_as_far_as_named(names, lenient), f"{BROKEN_MARK}line": line}
        return BrokenRow(self._number, _misquoted(), original)


def _misfit(found: int, expected: int) -> RefusedValueError:
    return RefusedValueError(
        "row_columns",
        f"{found} columns, where the header has {expected}",
        "quote values that hold the delimiter",
    )


def _misquoted() -> RefusedValueError:
    return RefusedValueError(
        "row_quotes", "a quote is not closed, or stands inside a value", "double a quote inside quotes"
    )


def _as_far_as_named(names: list[str], row: list[str]) -> dict[str, str]:
    """The row by column; what is too much, or that there is too little, is noted."""
    named = dict(zip(names, row, strict=False))
    extra = {f"{BROKEN_MARK}{at}": value for at, value in enumerate(row[len(names) :], 1)}
    missing = {f"{BROKEN_MARK}missing": str(len(names) - len(row))} if len(row) < len(names) else {}
    return {**named, **extra, **missing}


def _distinct(header: tuple[str, ...]) -> list[str]:
    """The columns' names without blanks around them; a repeated one gets its count, `NAME (2)`."""
    seen: Counter[str] = Counter()
    names = []
    for each in header:
        name = each.strip()
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
