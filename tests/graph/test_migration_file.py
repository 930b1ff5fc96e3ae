"""Migration files are checked before any of them runs."""

from pathlib import Path

import pytest

from graph.errors import MigrationError
from graph.migration_file import migrations_folder, read_migrations

_INDEX = "CREATE INDEX a IF NOT EXISTS FOR (n:A) ON (n.b);"
_BATCHED = "MATCH (a:A) CALL (a) { SET a.b = 1 } IN 2 CONCURRENT TRANSACTIONS OF 5 ROWS;"


def _write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.cypher").write_text(text, "utf-8")
    return folder


def test_files_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    found = read_migrations(_write(tmp_path, V0010__b="RETURN 1", V0002__a=_INDEX))
    assert [each.label for each in found] == ["V0002__a", "V0010__b"]
    assert [each.is_schema for each in found] == [True, False]
    assert found[0].statements == (_INDEX.rstrip(";"),)


def test_line_endings_do_not_change_the_checksum(tmp_path: Path) -> None:
    unix = read_migrations(_write(tmp_path, V0001__a="RETURN 1;\nRETURN 2;\n"))
    (tmp_path / "V0001__a.cypher").write_bytes(b"RETURN 1;\r\nRETURN 2;\r\n")
    assert read_migrations(tmp_path)[0].checksum == unix[0].checksum


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({}, "no migration"),
        ({"V1__short": _INDEX}, "not named like"),
        ({"V0001_one_line": _INDEX}, "not named like"),
        ({"V0001__a": "// nothing"}, "no statement"),
        ({"V0001__a": "RETURN 'a"}, "opens in line 1 is never closed"),
        ({"V0001__a": _INDEX + "CREATE (:A)"}, "both schema and data"),
        ({"V0001__a": _BATCHED + "CREATE (:A)"}, "in batches and some at once"),
        ({"V0001__a": "CREATE INDEX a FOR (n:A) ON (n.b)"}, "IF NOT EXISTS"),
        ({"V0001__a": _INDEX, "V00001__b": _INDEX}, "one number"),
    ],
)
def test_what_is_refused(tmp_path: Path, texts: dict[str, str], words: str) -> None:
    with pytest.raises(MigrationError, match=words):
        read_migrations(_write(tmp_path, **texts))


def test_ours_are_sound() -> None:
    assert read_migrations(migrations_folder())[0].version == 1
