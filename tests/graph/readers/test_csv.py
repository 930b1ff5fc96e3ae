"""CSV: every row is read or told of, and a broken one costs only itself."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.contract import CsvFormat
from graph.errors import FileFormatError
from graph.readers.chunk import Chunk
from graph.readers.csv import read

PLAIN = CsvFormat(kind="csv")
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=6)


def _file(folder: Path, content: bytes, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _read(path: Path, layout: CsvFormat = PLAIN, size: int = 100) -> list[Chunk]:
    return list(read(layout, path, size))


def test_rows_are_numbered_from_the_first_after_the_header(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b"id,name\n1,a\n\n2,b\n"))
    assert chunk.columns == {"id": ["1", "2"], "name": ["a", "b"]}
    assert chunk.numbers == [1, 2]


def test_a_mark_at_the_start_and_blanks_in_the_header_are_no_part_of_a_name(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, "\ufeffid, name ,name\n1,a,b\n".encode()))
    assert list(chunk.columns) == ["id", "name", "name (2)"]


def test_a_row_of_another_width_is_broken(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b"id,name\n1\n2,a,b,c\n3,d\n"))
    short, long = chunk.broken
    assert chunk.columns["id"] == ["3"]
    assert (short.number, short.error.rule, short.original) == (
        1,
        "row_columns",
        {"id": "1", "+missing": "1"},
    )
    assert long.original == {"id": "2", "name": "a", "+1": "b", "+2": "c"}


def test_an_open_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b'id,name\n1,"a\n2,b\n3,"c"\n4,"d"d\n5,e\n'))
    assert chunk.columns["id"] == ["2", "3", "5"]
    assert [(row.number, row.error.rule) for row in chunk.broken] == [(1, "row_quotes"), (4, "row_quotes")]
    assert chunk.broken[0].original["+line"] == '1,"a'


def test_a_very_long_open_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = "".join(f"{number},name\n" for number in range(2, 20_000))
    chunks = _read(_file(tmp_path, f'id,name\n1,"open\n{rows}'.encode()), size=30_000)
    assert sum(len(chunk.broken) for chunk in chunks) == 1
    assert sum(len(chunk.numbers) for chunk in chunks) == 19_998


def test_quoted_line_ends_belong_to_the_value(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b'id,name\r\n1,"a\r\nb"\r\n2,c\r\n'))
    assert chunk.columns["name"] == ["a\r\nb", "c"]


def test_delimiter_quote_encoding_and_header_are_the_contracts(tmp_path: Path) -> None:
    layout = CsvFormat.model_validate(
        {"kind": "csv", "delimiter": "pipe", "quote": "'", "encoding": "cp1252", "header": ["id", "name"]}
    )
    (chunk,) = _read(_file(tmp_path, "1|'café|x'\n".encode("cp1252")), layout)
    assert chunk.columns == {"id": ["1"], "name": ["café|x"]}


def test_undecodable_bytes_stay(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b"id,name\n1,caf\xe9\n"))
    assert chunk.columns["name"] == ["caf\udce9"]


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="no header"):
        _read(_file(tmp_path, b"\n\n"))


def test_columns_are_known_without_rows(tmp_path: Path) -> None:
    (chunk,) = _read(_file(tmp_path, b"id,name\n"))
    assert chunk.columns == {"id": [], "name": []}


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=20), size=st.integers(1, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_is_read(tmp_path: Path, rows: list[tuple[str, str, str]], size: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    chunks = _read(_file(tmp_path, text.getvalue().encode()), size=size)
    found = [row for chunk in chunks for row in zip(*chunk.columns.values(), strict=True)]
    assert found == rows
    assert [number for chunk in chunks for number in chunk.numbers] == list(range(1, len(rows) + 1))


@given(content=st.text('ab",\n', max_size=60), size=st.integers(1, 4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_is_read_or_told_of(tmp_path: Path, content: str, size: int) -> None:
    chunks = _read(_file(tmp_path, f"x,y\n{content}".encode()), size=size)
    numbers = [
        number for chunk in chunks for number in [*chunk.numbers, *(row.number for row in chunk.broken)]
    ]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    letters = sorted(letter for letter in content if letter in "ab")
    kept = [text for chunk in chunks for column in chunk.columns.values() for text in column if text]
    told = [
        row.original.get("+line", "".join(row.original.values())) for chunk in chunks for row in chunk.broken
    ]
    assert sorted(letter for text in [*kept, *told] for letter in text if letter in "ab") == letters
