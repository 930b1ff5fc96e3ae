"""JSON lines: values are text by path, and a line that is no object is told of."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.contract import JsonlFormat
from graph.readers.jsonl import as_text, flattened, read

PLAIN = JsonlFormat(kind="jsonl")


def test_rows_become_columns_by_path(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1, "name": {"given": "Ann"}}\n\n{"id": 2, "dead": false}\n', "utf-8")
    (chunk,) = read(PLAIN, path, 10)
    assert chunk.numbers == [1, 2]
    assert chunk.columns == {"id": ["1", "2"], "name.given": ["Ann", None], "dead": [None, "false"]}


@pytest.mark.parametrize("line", ["{", "[1]", '"text"', "null", "{'id': 1}"])
def test_a_line_that_is_no_object_is_broken(tmp_path: Path, line: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"id": 1}}\n{line}\n', "utf-8")
    (chunk,) = read(PLAIN, path, 10)
    (broken,) = chunk.broken
    assert (broken.number, broken.error.rule, broken.original) == (2, "row_json", {"+line": line})


def test_undecodable_bytes_stay(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"name": "caf\xe9"}\n')
    (chunk,) = read(PLAIN, path, 10)
    assert chunk.columns["name"] == ["caf\udce9"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (1.5, "1.5"), (True, "true"), (None, None), (["a", 1], '["a", 1]'), ("x", "x")],
)
def test_values_are_written_as_a_person_would(value: Any, text: str | None) -> None:
    assert as_text(value) == text


def test_an_empty_object_has_no_columns() -> None:
    assert flattened({"a": {}, "b": {"c": {"d": 1}}}) == {"b.c.d": "1"}


@given(
    rows=st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=5)), max_size=15),
    size=st.integers(1, 4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_is_read(tmp_path: Path, rows: list[dict[str, str]], size: int) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    found = [
        {name: column[at] for name, column in chunk.columns.items() if column[at] is not None}
        for chunk in read(PLAIN, path, size)
        for at in range(len(chunk.numbers))
    ]
    assert found == rows
