"""Loading is idempotent, keeps what was replaced, and its counts add up, stopped or not."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.contract import Contract
from graph.errors import ContractError
from graph.load import load
from graph.load_report import LoadReport
from graph.problem import Cost
from graph.quarantine import read_entries
from graph.records import export_records
from graph.rows import BATCH_ROWS
from graph.store import Store, Target
from graph.vocabulary import RowKind
from tests.graph.derived_world import with_store
from tests.graph.reading import HOUSING, contract_of, row_of, write_csv

pytestmark = pytest.mark.neo4j

STATE: LiteralString = """
MATCH (record:Record)
OPTIONAL MATCH (record)-[:REPLACED]->(version:RecordVersion)
WITH record, version ORDER BY version.version
WITH record, collect(version {.id, .version, .hash, .original}) AS versions
RETURN record.id AS id, record.hash AS hash, record.version AS version, record.family_name AS family_name,
       record.original AS original, versions
ORDER BY id
"""


def _load(target: Target, contract: Contract, path: Path, quarantine: Path | None = None) -> LoadReport:
    place = quarantine or path.with_name("quarantine")
    return with_store(target, lambda store: load(store, contract, path, place))


def _read(target: Target, query: LiteralString) -> list[dict[str, Any]]:
    return with_store(target, lambda store: store.read(query))


def _state(target: Target) -> list[dict[str, Any]]:
    return _read(target, STATE)


def _counts(report: LoadReport) -> tuple[int, int, int, int]:
    assert report.received == report.loaded + report.unchanged + report.quarantined
    return report.created, report.replaced, report.unchanged, report.quarantined


def test_records_hold_their_row_and_their_source_its_contract(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    path = write_csv(tmp_path / "rows.csv", [row_of("A1"), row_of("A2", sex="Z")])
    report = _load(empty_database, contract, path)
    assert _counts(report) == (1, 0, 0, 1)
    (source,) = with_store(
        empty_database, lambda store: store.read("MATCH (s:Source) RETURN s {.*} AS source")
    )
    assert source["source"] == {
        "name": "housing",
        "domain": "homelessness",
        "trust": 0.8,
        "contract": contract.hash,
    }
    (found,) = with_store(
        empty_database, lambda store: store.read("MATCH (r:Record) RETURN r {.*} AS record")
    )
    record = found["record"]
    assert record.pop("recorded_at") == record.pop("received_at")[:10]
    assert record == {
        "id": "housing/A1",
        "source": "housing",
        "key": "A1",
        "row": "person",
        "version": 1,
        "hash": record["hash"],
        "family_name": "Smith",
        "birth_date": "1990-05-06",
        "sex": "female",
        "postcode": "SW1A 1AA",
        "original": record["original"],
    }


def test_a_second_load_changes_nothing(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    path = write_csv(tmp_path / "rows.csv", [row_of("1"), row_of("2", sex="Z"), row_of("3"), row_of("3")])
    assert _counts(_load(empty_database, contract, path)) == (2, 0, 1, 1)
    before = _state(empty_database)
    assert _counts(_load(empty_database, contract, path)) == (0, 0, 3, 1)
    assert _state(empty_database) == before


def test_a_changed_row_replaces_and_the_old_state_is_kept(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    for name in ("SMITH", "JONES", ""):
        report = _load(
            empty_database, contract, write_csv(tmp_path / "rows.csv", [row_of("1", name=name), row_of("2")])
        )
    assert _counts(report) == (0, 1, 1, 0)
    first, second = _state(empty_database)
    assert (first["version"], first["family_name"]) == (3, None)
    assert [(old["id"], old["version"]) for old in first["versions"]] == [
        ("housing/1#1", 1),
        ("housing/1#2", 2),
    ]
    assert '"SMITH"' in first["versions"][0]["original"]
    assert second["version"] == 1


def test_a_changed_contract_replaces_what_it_reads(empty_database: Target, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rows.csv", [row_of("1"), row_of("2", note="Lee")])
    _load(empty_database, contract_of(tmp_path), path)
    columns = {**HOUSING["columns"], "former_name": "note"}
    report = _load(empty_database, contract_of(tmp_path, columns=columns), path)
    assert _counts(report) == (0, 2, 0, 0)
    assert _counts(_load(empty_database, contract_of(tmp_path, columns=columns), path)) == (0, 0, 2, 0)


def test_kinds_of_rows_never_take_each_others_keys(empty_database: Target, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rows.csv", [row_of("1", pcode="nowhere")])
    _load(empty_database, contract_of(tmp_path), path)
    address = {"row": "address", "columns": {"postcode": {"column": "pcode", "on_error": "drop_value"}}}
    assert _counts(_load(empty_database, contract_of(tmp_path, **address), path)) == (1, 0, 0, 0)
    report = _load(
        empty_database, contract_of(tmp_path, **address, key_prefix=""), path, tmp_path / "taken.jsonl"
    )
    assert _counts(report) == (0, 0, 0, 1)
    (entry,) = read_entries(tmp_path / "taken.jsonl")
    assert (entry.row, entry.cost, entry.breaks("key_taken")) == (1, Cost.ROW, True)
    assert report.values_dropped == 0


def test_the_report_tells_each_rule_with_its_first_row(empty_database: Target, tmp_path: Path) -> None:
    rows = [row_of("1"), row_of("2", sex="Z"), row_of("3", sex="Y"), row_of("4", pcode="x")]
    report = _load(empty_database, contract_of(tmp_path), write_csv(tmp_path / "rows.csv", rows))
    assert [(each.field, each.rule, each.cost, each.count, each.first_row) for each in report.problems] == [
        ("sex", "code_unknown", Cost.ROW, 2, 2),
        ("postcode", "postcode_shape", Cost.VALUE, 1, 4),
    ]
    assert report.values_dropped == 1
    assert report.to_dict()["loaded"] == 2


def test_progress_is_told_after_each_batch(empty_database: Target, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    path = write_csv(tmp_path / "rows.csv", (row_of(str(key)) for key in range(BATCH_ROWS + 500)))
    contract = contract_of(tmp_path)

    async def work(store: Store) -> LoadReport:
        return await load(
            store, contract, path, tmp_path / "q.jsonl", lambda stage, rows: told.append((stage, rows))
        )

    with_store(empty_database, work)
    assert told == [("load", BATCH_ROWS), ("load", BATCH_ROWS + 500)]


def test_a_file_without_a_column_loads_nothing(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path, columns={"family_name": "absent"})
    with pytest.raises(ContractError, match="absent"):
        _load(empty_database, contract, write_csv(tmp_path / "rows.csv", [row_of("1")]))
    assert _state(empty_database) == []
    assert not (tmp_path / "quarantine" / "housing_person.jsonl").exists()


def test_a_stopped_load_is_completed_by_the_next(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    path = write_csv(
        tmp_path / "rows.csv",
        (row_of(str(key), sex="F" if key % 1000 else "Z") for key in range(3 * BATCH_ROWS)),
    )

    def stop(stage: str, rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        with_store(empty_database, lambda store: load(store, contract, path, tmp_path / "q.jsonl", stop))
    assert len(_state(empty_database)) == BATCH_ROWS - 2
    assert not (tmp_path / "q.jsonl").exists()
    assert _counts(_load(empty_database, contract, path, tmp_path / "q.jsonl")) == (
        2 * BATCH_ROWS - 4,
        0,
        BATCH_ROWS - 2,
        6,
    )
    assert len(list(read_entries(tmp_path / "q.jsonl"))) == 6


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from graph.contract import Contract
from graph.load import load
from graph.store import Store, Target

def kill(stage, rows):
    os.kill(os.getpid(), signal.SIGKILL)

async def run():
    async with await Store.connect(Target(*sys.argv[1:4])) as store:
        await load(store, Contract.read(Path(sys.argv[4])), Path(sys.argv[5]), Path(sys.argv[6]), kill)

asyncio.run(run())
"""


def test_a_killed_load_is_completed_by_the_next(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    target, quarantine = empty_database, tmp_path / "q.jsonl"
    path = write_csv(tmp_path / "rows.csv", (row_of(str(key)) for key in range(BATCH_ROWS + 1000)))
    arguments = [
        target.uri,
        target.user,
        target.password,
        str(tmp_path / "contract.yaml"),
        str(path),
        str(quarantine),
    ]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, timeout=120)
    assert killed.returncode == -9
    assert _counts(_load(target, contract, path, quarantine)) == (1000, 0, BATCH_ROWS, 0)
    assert all(record["version"] == 1 for record in _state(target))


def test_two_loads_at_once_write_each_version_once(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)

    async def both(store: Store, paths: Sequence[Path]) -> list[LoadReport]:
        loads = (load(store, contract, path, path.with_suffix(".jsonl")) for path in paths)
        return list(await asyncio.gather(*loads))

    for note, total in (("old", "created"), ("new", "replaced")):
        rows = [row_of(str(key), note=note) for key in range(6000)]
        paths = [write_csv(tmp_path / f"{name}.csv", rows) for name in ("a", "b")]
        reports = with_store(empty_database, partial(both, paths=paths))
        assert sum(getattr(report, total) for report in reports) == 6000
        for report in reports:
            _counts(report)
    versions = with_store(
        empty_database, lambda store: store.read("MATCH (v:RecordVersion) RETURN count(v) AS n")
    )
    assert versions == [{"n": 6000}]


def test_records_are_exported_as_they_were_read(empty_database: Target, tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    _load(empty_database, contract, write_csv(tmp_path / "rows.csv", [row_of("b"), row_of("a", pcode="")]))
    table = with_store(empty_database, lambda store: export_records(store, RowKind.PERSON))
    assert table["key"].to_pylist() == ["a", "b"]
    assert table["postcode"].to_pylist() == [None, "SW1A 1AA"]
    none = with_store(empty_database, lambda store: export_records(store, RowKind.EPISODE))
    assert (none.num_rows, none.schema.names[:4]) == (0, ["source", "key", "row", "recorded_at"])


ROW = st.builds(
    row_of,
    st.sampled_from(["1", "2", "3", ""]),
    name=st.sampled_from(["A", "B", ""]),
    sex=st.sampled_from(["F", "Z"]),
    pcode=st.sampled_from(["", "nowhere", "M1 1AE"]),
)


@given(files=st.lists(st.lists(ROW, max_size=6), min_size=1, max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_add_up_and_loads_can_be_repeated(
    neo4j_target: Target, tmp_path: Path, files: list[list[Mapping[str, str]]]
) -> None:
    contract = contract_of(tmp_path)
    for rows in files:
        path = write_csv(tmp_path / "rows.csv", rows)
        _counts(_load(neo4j_target, contract, path))
        before = _state(neo4j_target)
        again = _load(neo4j_target, contract, path)
        assert _counts(again)[:2] == (0, 0)
        assert _state(neo4j_target) == before
