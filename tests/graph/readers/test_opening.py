"""Files are opened from disk, compressed, or from standard input."""

import gzip
import os
import sys
from pathlib import Path

import pytest

from graph.errors import FileFormatError
from graph.readers.opening import open_text


def test_a_compressed_file_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress("café\r\n".encode()))
    with open_text(path, "utf-8") as text:
        assert text.read() == "café\r\n"


def test_a_damaged_compressed_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"id,name\n" * 1000)[:-20])
    with pytest.raises(FileFormatError, match=r"rows\.csv\.gz"), open_text(path, "utf-8") as text:
        text.read()


def test_a_missing_file_is_told_of_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError) as raised, open_text(tmp_path / "absent.csv", "utf-8"):
        pass
    assert str(raised.value) == "absent.csv: cannot be read: No such file or directory"


def test_text_in_another_encoding_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"odd")
    with pytest.raises(FileFormatError, match="utf-16"), open_text(path, "utf-16-le") as text:
        text.read()


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"id\n1\n")
    os.close(writing)
    with os.fdopen(reading) as given:
        monkeypatch.setattr(sys, "stdin", given)
        with open_text(Path("-"), "utf-8") as text:
            assert text.read() == "id\n1\n"
