"""Data for people and for programs."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from graph.store import Target
from graph.vocabulary import RowKind
from kith.console import emit, plain, rows_table, shown


@dataclass(frozen=True)
class Example:
    name: str
    day: date
    folder: Path
    row: RowKind
    nested: dict[str, float]


EXAMPLE = Example("x", date(2026, 1, 2), Path("a/b"), RowKind.PERSON, {"rate": 0.5})


def test_plain_is_what_json_can_hold() -> None:
    expected = {"name": "x", "day": "2026-01-02", "folder": "a/b", "row": "person", "nested": {"rate": 0.5}}
    assert plain(EXAMPLE) == expected


def test_emit_as_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    emit(EXAMPLE, as_json=True)
    assert json.loads(capsys.readouterr().out)["row"] == "person"


def test_emit_for_people_names_each_fact(capsys: pytest.CaptureFixture[str]) -> None:
    emit(EXAMPLE, as_json=False, title="Example")
    assert "rate: 0.5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (0.0, "0"),
        (123456.7, "123,457"),
        ({"a": 1}, "a: 1"),
        (["a", 2], "a\n2"),
    ],
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text


def test_rows_table_has_a_column_a_key() -> None:
    table = rows_table([{"first_name": "a", "rows": 1}])
    assert [column.header for column in table.columns] == ["first name", "rows"]


def test_a_secret_stays_out() -> None:
    target = Target(uri="bolt://127.0.0.1:1", user="neo4j", password="not to be seen")
    assert "not to be seen" not in json.dumps(plain({"target": target}))
