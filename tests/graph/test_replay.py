"""Replayed rows that pass leave the quarantine; nothing newer is undone, and counts add up."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from graph.contract import Contract
from graph.load import load
from graph.load_report import LoadReport
from graph.quarantine import read_entries
from graph.replay import replay
from graph.store import Target
from tests.graph.derived_world import with_store
from tests.graph.reading import HOUSING, contract_of, row_of, write_csv

pytestmark = pytest.mark.neo4j

SEXES = {"M": "male", "F": "female", "Z": "other"}


class Desk:
    """One graph, one quarantine, and the two commands that a user has."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.quarantine = folder / "q.jsonl"

    def load(self, contract: Contract, rows: list[dict[str, str]], name: str = "rows.csv") -> LoadReport:
        path = write_csv(self.folder / name, rows)
        return with_store(self.target, lambda store: load(store, contract, path, self.quarantine))

    def replay(self, contract: Contract) -> LoadReport:
        report = with_store(self.target, partial(replay, contract=contract, quarantine=self.quarantine))
        assert report.received == report.loaded + report.unchanged + report.quarantined
        return report

    def edit(self, change: Callable[[dict[str, Any]], None]) -> None:
        lines = [json.loads(line) for line in self.quarantine.read_text("utf-8").splitlines()]
        for line in lines:
            change(line)
        self.quarantine.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")

    def left(self) -> list[int]:
        return [entry.row for entry in read_entries(self.quarantine)]

    def records(self) -> dict[str, Any]:
        query = "MATCH (r:Record) RETURN r {.*} AS record ORDER BY r.id"
        found = with_store(self.target, lambda store: store.read(query))
        return {each["record"]["key"]: each["record"] for each in found}

    def mended(self) -> Contract:
        columns = {**HOUSING["columns"], "sex": {"column": "sex", "codes": SEXES}}
        return contract_of(self.folder, columns=columns)


@pytest.fixture
def desk(empty_database: Target, tmp_path: Path) -> Desk:
    return Desk(empty_database, tmp_path)


def test_rows_pass_once_the_contract_is_mended(desk: Desk) -> None:
    desk.load(contract_of(desk.folder), [row_of("1"), row_of("2", sex="Z"), row_of("3", sex="Q")])
    report = desk.replay(desk.mended())
    assert (report.received, report.created, report.quarantined) == (2, 1, 1)
    assert desk.left() == [3]
    assert desk.records()["2"]["sex"] == "other"
    again = desk.replay(desk.mended())
    assert (again.received, again.quarantined) == (1, 1)


def test_rows_pass_once_they_are_corrected(desk: Desk) -> None:
    contract = contract_of(desk.folder)
    desk.load(contract, [row_of("1", sex="Z")])
    desk.edit(lambda line: line["original"].update(sex="M"))
    assert desk.replay(contract).created == 1
    assert not desk.quarantine.exists()


def test_a_dropped_value_is_filled_in(desk: Desk) -> None:
    contract = contract_of(desk.folder)
    desk.load(contract, [row_of("1", pcode="nowhere")])
    assert desk.replay(contract).unchanged == 1
    assert desk.left() == [1]
    desk.edit(lambda line: line["original"].update(pcode="M1 1AE"))
    assert desk.replay(contract).replaced == 1
    assert desk.records()["1"]["postcode"] == "M1 1AE"
    assert desk.records()["1"]["version"] == 2
    assert not desk.quarantine.exists()


def test_a_row_that_has_a_newer_version_leaves_without_undoing_it(desk: Desk) -> None:
    contract = contract_of(desk.folder)
    desk.load(contract, [row_of("1", sex="Z")])
    desk.edit(lambda line: line.update(received_at="2020-01-01T00:00:00Z"))
    desk.load(contract, [row_of("1", name="NEWER")], "next.csv")
    assert desk.left() == [1]
    report = desk.replay(desk.mended())
    assert (report.unchanged, report.quarantined) == (1, 0)
    assert desk.records()["1"]["family_name"] == "Newer"
    assert not desk.quarantine.exists()


def test_a_row_whose_key_was_taken_in_its_file_stays(desk: Desk) -> None:
    contract = contract_of(desk.folder)
    desk.load(contract, [row_of("1"), row_of("1", name="JONES")])
    assert desk.replay(contract).quarantined == 1
    assert desk.left() == [2]
    desk.edit(lambda line: line["original"].update(id="2"))
    assert desk.replay(contract).created == 1
    assert desk.records()["2"]["family_name"] == "Jones"


def test_a_broken_row_stays_until_kiths_notes_are_taken_out(desk: Desk) -> None:
    contract = contract_of(desk.folder)
    path = desk.folder / "rows.csv"
    path.write_text("id,name,born,sex,pcode,note\n1,SMITH,,F,,a,b\n", "utf-8")
    with_store(desk.target, lambda store: load(store, contract, path, desk.quarantine))
    assert desk.replay(contract).quarantined == 1
    desk.edit(lambda line: line["original"].pop("+1"))
    assert desk.replay(contract).created == 1


def test_rows_are_decoded_again_once_the_encoding_is_mended(desk: Desk) -> None:
    path = desk.folder / "rows.csv"
    path.write_bytes("id,name,born,sex,pcode,note\n1,ZOË,,F,,\n".encode("cp1252"))
    report = with_store(
        desk.target, lambda store: load(store, contract_of(desk.folder), path, desk.quarantine)
    )
    assert report.quarantined == 1
    mended = contract_of(desk.folder, format={"kind": "csv", "encoding": "cp1252"})
    assert desk.replay(mended).created == 1
    assert desk.records()["1"]["family_name"] == "Zoë"


def test_rows_of_other_sources_stay(desk: Desk) -> None:
    desk.load(contract_of(desk.folder), [row_of("1", sex="Z")])
    other = contract_of(desk.folder, source="other")
    assert desk.replay(other).received == 0
    assert desk.left() == [1]


def test_the_same_file_loaded_again_clears_what_passes_now(desk: Desk) -> None:
    rows = [row_of("1", sex="Z"), row_of("2", sex="Q")]
    desk.load(contract_of(desk.folder), rows)
    desk.load(contract_of(desk.folder), [row_of("3", sex="Q")], "other.csv")
    assert desk.left() == [1, 2, 1]
    desk.load(desk.mended(), rows)
    assert [(entry.file, entry.row) for entry in read_entries(desk.quarantine)] == [
        ("other.csv", 1),
        ("rows.csv", 2),
    ]
