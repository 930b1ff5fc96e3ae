"""JSON lines: one object a line, flattened to text by path."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from graph.contract import JsonlFormat
from graph.errors import RefusedValueError
from graph.readers.chunk import BROKEN_MARK, BrokenRow, Chunk
from graph.readers.opening import open_text

_Numbered = tuple[int, str]


def read(layout: JsonlFormat, path: Path, size: int) -> Iterator[Chunk]:
    """Chunks of at most `size` rows; blank lines are passed over.

    Raises:
        FileFormatError: the file cannot be read.
    """
    with open_text(path, layout.encoding) as text:
        lines = enumerate((line for line in text if not line.isspace()), 1)
        while taken := list(islice(lines, size)):
            yield _chunk(taken)


def flattened(row: dict[str, Any]) -> dict[str, str | None]:
    """The row as text by path: `{"name": {"given": "Ann"}}` is `name.given`; a list stays JSON."""
    flat: dict[str, str | None] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{below}": each for below, each in flattened(value).items()})
        else:
            flat[name] = as_text(value)
    return flat


def as_text(value: Any) -> str | None:
    """A JSON value as a person would write it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _chunk(lines: list[_Numbered]) -> Chunk:
    numbers, rows, broken = [], [], []
    for number, line in lines:
        row = _parsed(line)
        if isinstance(row, dict):
            numbers.append(number)
            rows.append(flattened(row))
        else:
            broken.append(_broken(number, line))
    names = dict.fromkeys(name for row in rows for name in row)
    return Chunk(numbers, {name: [row.get(name) for row in rows] for name in names}, broken)


def _parsed(line: str) -> Any:
    """The line's value, or None where it is not JSON; undecoded bytes pass through."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        if line.isascii():
            return None
    try:
        return json.loads(line)
    except ValueError:
        return None


def _broken(number: int, line: str) -> BrokenRow:
    original = {f"{BROKEN_MARK}line": line.rstrip("\r\n")}
    error = RefusedValueError("row_json", "not a JSON object", "one object a line, in braces")
    return BrokenRow(number, error, original)
