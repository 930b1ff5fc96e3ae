"""A quarantine is replaced as a whole or not at all, and rows leave it when they are met again."""

import json
import multiprocessing
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest

from graph.errors import QuarantineError, RefusedValueError
from graph.problem import Cost, Delivery, Quarantined, Refusal
from graph.quarantine import as_json, quarantine_file, read_entries, rewriting
from tests.graph.reading import RECEIVED, contract_of


def _entry(folder: Path, row: int, original: dict[str, str], fields: Iterable[str] = ("sex",)) -> Quarantined:
    delivery = Delivery(contract_of(folder), "rows.csv", RECEIVED)
    refusals = [
        Refusal(0, field, RefusedValueError("code_unknown", "not listed", "list it")) for field in fields
    ]
    return delivery.quarantined(row, f"key {row}", refusals, Cost.ROW, original)


def _enter(path: Path, *entries: Quarantined) -> None:
    with rewriting(path) as quarantine:
        quarantine.enter(entries)


def _stop_after_entering(path: Path, entry: Quarantined) -> None:
    with rewriting(path) as quarantine:
        quarantine.enter([entry])
        raise KeyboardInterrupt


def test_a_line_tells_row_field_rule_reason_and_original(tmp_path: Path) -> None:
    path = tmp_path / "q" / "housing.jsonl"
    _enter(path, _entry(tmp_path, 7, {"id": "1", "sex": "Z"}, ["sex", "postcode"]))
    (line,) = path.read_text("utf-8").splitlines()
    problem = {"rule": "code_unknown", "reason": "not listed", "suggestion": "list it"}
    assert json.loads(line) == {
        "row": 7,
        "field": "sex",
        **problem,
        "also": [{"field": "postcode", **problem}],
        "cost": "row",
        "source": "housing",
        "kind": "person",
        "file": "rows.csv",
        "received_at": "2026-11-24T10:20:30Z",
        "encoding": "utf-8",
        "key": "key 7",
        "original": {"id": "1", "sex": "Z"},
    }


def test_entries_are_read_back(tmp_path: Path) -> None:
    entries = [_entry(tmp_path, 1, {"a": "é"}, ["sex", "postcode"]), _entry(tmp_path, 2, {"a": "caf\udce9"})]
    _enter(tmp_path / "q.jsonl", *entries)
    assert list(read_entries(tmp_path / "q.jsonl")) == entries


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    _enter(tmp_path / "q.jsonl", _entry(tmp_path, 1, {"a": "1"}))
    assert stat.S_IMODE((tmp_path / "q.jsonl").stat().st_mode) == 0o600


def test_rows_that_were_not_met_stay_before_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    _enter(path, *(_entry(tmp_path, row, {"a": str(row)}) for row in (1, 2, 3)))
    with rewriting(path) as quarantine:
        quarantine.meet("housing", [as_json({"a": "1"})])
        quarantine.meet("another", [as_json({"a": "3"})])
        quarantine.enter([_entry(tmp_path, 9, {"a": "2"})])
    assert [(entry.row, entry.original["a"]) for entry in read_entries(path)] == [(3, "3"), (9, "2")]


def test_a_quarantine_without_rows_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    _enter(path, _entry(tmp_path, 1, {"a": "1"}))
    with rewriting(path) as quarantine:
        quarantine.meet("housing", [as_json({"a": "1"})])
    assert not path.exists()


def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    _enter(path, _entry(tmp_path, 1, {"a": "1"}))
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        _stop_after_entering(path, _entry(tmp_path, 2, {"a": "1"}))
    assert path.read_bytes() == before
    _enter(path)


def _hold(
    path: Path, is_held: "multiprocessing.synchronize.Event", may_go: "multiprocessing.synchronize.Event"
) -> None:
    with rewriting(path):
        is_held.set()
        may_go.wait(60)


def test_two_loads_never_write_the_same_quarantine(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    is_held, may_go = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(tmp_path / "q.jsonl", is_held, may_go))
    process.start()
    try:
        assert is_held.wait(60)
        with pytest.raises(QuarantineError, match="another load"), rewriting(tmp_path / "q.jsonl"):
            pass
    finally:
        may_go.set()
        process.join(60)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"row": 1}', '{"field": "", "rule": "", "reason": "", "suggestion": ""}']
)
def test_a_damaged_line_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    _enter(path, _entry(tmp_path, 1, {"a": "1"}))
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    with pytest.raises(QuarantineError, match="line 2"):
        list(read_entries(path))


def test_a_folder_holds_one_file_for_each_kind_of_row(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, key_prefix="b:")
    assert quarantine_file(tmp_path, contract_of(tmp_path)) == tmp_path / "housing_person.jsonl"
    assert quarantine_file(tmp_path, contract) == tmp_path / "housing_person_b.jsonl"
    assert quarantine_file(tmp_path / "own.jsonl", contract) == tmp_path / "own.jsonl"
