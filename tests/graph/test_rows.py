"""Rows become records; every row is in exactly one place, and every problem is told."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.batch import record_columns
from graph.errors import ContractError
from graph.problem import Cost
from graph.rows import read_person_table
from graph.vocabulary import RowKind
from tests.graph.reading import contract_of, read_all, read_one, row_of, write_csv, write_jsonl


def _problems(batch: Any) -> list[tuple[int, str, str, str]]:
    return [
        (entry.row, problem.field, problem.rule, entry.cost.value)
        for entry in batch.quarantined
        for problem in entry.problems
    ]


def test_a_row_becomes_a_record(tmp_path: Path) -> None:
    batch = read_one(contract_of(tmp_path), write_csv(tmp_path / "rows.csv", [row_of("A1", note="x")]))
    (record,) = batch.records.to_pylist()
    assert {name: value for name, value in record.items() if value is not None} == {
        "source": "housing",
        "key": "A1",
        "row": "person",
        "recorded_at": "2026-11-24",
        "family_name": "Smith",
        "birth_date": "1990-05-06",
        "sex": "female",
        "postcode": "SW1A 1AA",
    }
    assert tuple(batch.records.schema.names) == record_columns(RowKind.PERSON)
    assert set(batch.records.schema.types) == {pa.string()}
    assert batch.columns["original"] == [
        '{"born":"06/05/1990","id":"A1","name":"SMITH","note":"x","pcode":"sw1a1aa","sex":"F"}'
    ]


def test_values_that_mean_nothing(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path,
        columns={
            "family_name": {"column": "name", "nothing": ["unknown"]},
            "sex": {"column": "sex", "codes": {"U": None, "*": "other"}},
        },
    )
    rows = [
        row_of("1", name=" n/a ", sex="u"),
        row_of("2", name="UNKNOWN", sex="?"),
        row_of("3", sex="female"),
    ]
    columns = read_one(contract, write_csv(tmp_path / "rows.csv", rows)).columns
    assert columns["family_name"] == [None, None, "Smith"]
    assert columns["sex"] == [None, "other", "female"]


def test_several_columns_are_joined_and_defaults_fill(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path,
        columns={
            "address_text": {"columns": ["note", "name", "pcode"], "separator": ", "},
            "address_kind": {"default": "dwelling"},
            "sex": {"column": "sex", "default": "other"},
        },
    )
    rows = [
        row_of("1", note="N/A", name="High St", pcode=" Town ", sex="female"),
        row_of("2", name="", pcode="", sex=""),
    ]
    columns = read_one(contract, write_csv(tmp_path / "rows.csv", rows)).columns
    assert columns["address_text"] == ["High St, Town", None]
    assert columns["address_kind"] == ["dwelling", "dwelling"]
    assert columns["sex"] == ["female", "other"]


def test_a_refused_value_is_not_replaced_by_a_default(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path,
        on_error="drop_value",
        columns={"sex": {"column": "sex", "codes": {"F": "female"}, "default": "other"}},
    )
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", [row_of("1", sex="Z")]))
    assert batch.columns["sex"] == [None]
    assert _problems(batch) == [(1, "sex", "code_unknown", "value")]


def test_a_whole_name_is_split_unless_its_parts_are_mapped(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rows.csv", [row_of("1", name="SMITH, Dr Ann Marie", note="Lee")])
    split = read_one(contract_of(tmp_path, columns={"full_name": "name"}), path).columns
    assert [
        split[name][0] for name in ("full_name", "title", "given_name", "middle_name", "family_name")
    ] == [
        "Ann Marie Smith",
        "Dr",
        "Ann",
        "Marie",
        "Smith",
    ]
    mapped = read_one(
        contract_of(tmp_path, columns={"full_name": "name", "family_name": "note"}), path
    ).columns
    assert (mapped["given_name"], mapped["family_name"]) == ([None], ["Lee"])


def test_a_refused_value_keeps_its_row_out_or_costs_only_itself(tmp_path: Path) -> None:
    rows = [
        row_of("1", born="31/02/1990", sex="Z"),
        row_of("2", pcode="nowhere"),
        row_of("3", born="31/02/1990", pcode="nowhere"),
        row_of("4"),
    ]
    batch = read_one(contract_of(tmp_path), write_csv(tmp_path / "rows.csv", rows))
    assert batch.columns["key"] == ["2", "4"]
    assert batch.columns["postcode"] == [None, "SW1A 1AA"]
    assert _problems(batch) == [
        (1, "birth_date", "date_impossible", "row"),
        (1, "sex", "code_unknown", "row"),
        (2, "postcode", "postcode_shape", "value"),
        (3, "birth_date", "date_impossible", "row"),
        (3, "postcode", "postcode_shape", "row"),
    ]
    first = batch.quarantined[0]
    assert (first.key, first.file, first.received_at) == ("1", "rows.csv", "2026-11-24T10:20:30Z")
    assert first.original == row_of("1", born="31/02/1990", sex="Z")


def test_the_sound_part_of_a_dropped_date_stays(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, on_error="drop_value")
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", [row_of("1", born="31/02/1990")]))
    assert batch.columns["birth_date"] == ["1990-02"]
    assert _problems(batch) == [(1, "birth_date", "date_impossible", "value")]


def test_births_to_come_are_refused(tmp_path: Path) -> None:
    rows = [row_of("1", born="25/11/2026"), row_of("2", born="24/11/2026")]
    batch = read_one(contract_of(tmp_path), write_csv(tmp_path / "rows.csv", rows))
    assert _problems(batch) == [(1, "birth_date", "date_in_future", "row")]


def test_what_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, columns={"address_from": "born", "address_to": "note"})
    rows = [
        row_of(key, born=born, note=note)
        for key, born, note in (("1", "2020-01-02", "2020-01-01"), ("2", "2020-01-02", "2020-01-02"))
    ]
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", rows))
    assert _problems(batch) == [(1, "address_to", "ends_before_start", "row")]


@pytest.mark.parametrize("key", ["", "  ", "N/A"])
def test_a_row_without_its_key_is_kept_out(tmp_path: Path, key: str) -> None:
    batch = read_one(contract_of(tmp_path), write_csv(tmp_path / "rows.csv", [row_of(key)]))
    assert _problems(batch) == [(1, "key", "key_missing", "row")]


def test_a_required_value_keeps_its_row_out_when_empty_or_refused(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, required=["family_name"], on_error="drop_value")
    rows = [row_of("1", name=""), row_of("2", name="99"), row_of("3")]
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", rows))
    assert _problems(batch) == [
        (1, "family_name", "value_required", "row"),
        (2, "family_name", "name_without_letter", "row"),
    ]


def test_a_key_of_several_columns(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, key=["id", "note"], key_prefix="b:")
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", [row_of("1|", note="2"), row_of("1")]))
    assert batch.columns["key"] == ["b:1\\||2"]
    assert _problems(batch) == [(2, "key", "key_missing", "row")]


def test_links_to_people_are_joined_as_their_keys_are(tmp_path: Path) -> None:
    columns = {
        "person_key": {"columns": ["name", "note"]},
        "start": {"column": "born", "date_formats": ["%d/%m/%Y"]},
    }
    contract = contract_of(tmp_path, row="episode", columns=columns)
    rows = [row_of("1", name="A", note="7"), row_of("2", name="A", note=""), row_of("3", name="", note="")]
    batch = read_one(contract, write_csv(tmp_path / "rows.csv", rows))
    assert (batch.columns["key"], batch.columns["person_key"]) == (["episode:1"], ["A|7"])
    assert _problems(batch) == [
        (2, "person_key", "key_missing", "row"),
        (3, "person_key", "value_required", "row"),
    ]


def test_a_repeated_row_is_unchanged_and_a_repeated_key_is_kept_out(tmp_path: Path) -> None:
    rows = [row_of("1"), row_of("2"), row_of("1"), row_of("1", name="JONES"), row_of("1")]
    path = write_csv(tmp_path / "rows.csv", rows)
    batches = read_all(contract_of(tmp_path), path, size=2)
    assert [key for batch in batches for key in batch.columns["key"]] == ["1", "2"]
    assert sum(batch.repeated for batch in batches) == 2
    assert [each for batch in batches for each in _problems(batch)] == [(4, "key", "key_repeated", "row")]


def test_undecodable_rows_are_kept_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"id,name,born,sex,pcode,note\n1,Smith,,F,,caf\xe9\n2,Smith,,F,,\n")
    batch = read_one(contract_of(tmp_path, on_error="drop_value"), path)
    assert batch.columns["key"] == ["2"]
    assert _problems(batch) == [(1, "", "encoding", "row")]
    assert batch.quarantined[0].original["note"] == "caf\udce9"


def test_omitted_columns_are_stored_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        'id,name,born,sex,pcode,note\n1,A,,F,,secret\n2,,,Z,,secret\n3,"A,,F,,secret\n4,A,,F,,secret,x\n',
        "utf-8",
    )
    batch = read_one(contract_of(tmp_path, omit=["note"]), path)
    assert len(batch.quarantined) == 3
    assert "secret" not in str(batch)


def test_the_hash_is_of_the_content(tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    path = write_csv(tmp_path / "rows.csv", [row_of("1"), row_of("2")])
    changed = write_csv(tmp_path / "changed.csv", [row_of("2"), row_of("1", note="new")])
    before, after = read_one(contract, path), read_one(contract, changed)
    assert before.columns["hash"][1] == after.columns["hash"][0]
    assert before.columns["hash"][0] != after.columns["hash"][1]
    other = contract_of(tmp_path, columns={"family_name": "name"})
    assert read_one(other, path).columns["hash"][0] != before.columns["hash"][0]


def test_the_hash_does_not_depend_on_neighbours(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, format={"kind": "jsonl"})
    rows: list[dict[str, Any]] = [row_of("1"), {**row_of("2"), "extra": {"a": 1}}, row_of("3")]
    path = write_jsonl(tmp_path / "rows.jsonl", rows)
    together = [key for batch in read_all(contract, path) for key in batch.columns["hash"]]
    apart = [key for batch in read_all(contract, path, size=1) for key in batch.columns["hash"]]
    assert together == apart


def test_a_missing_column_is_told_with_what_was_found(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path, columns={"family_name": "NAMES", "phone": {"column": "tel", "optional": True}}
    )
    with pytest.raises(ContractError) as raised:
        read_one(contract, write_csv(tmp_path / "rows.csv", []))
    assert str(raised.value).splitlines() == [
        "rows.csv: no column 'NAMES'; did you mean 'name'?",
        "columns found: id, name, born, sex, pcode, note",
    ]


def test_an_optional_column_may_be_missing(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path, columns={"family_name": "name", "phone": {"column": "tel", "optional": True}}
    )
    assert read_one(contract, write_csv(tmp_path / "rows.csv", [row_of("1")])).columns["phone"] == [None]


def test_person_tables_join_files_of_several_sources(tmp_path: Path) -> None:
    housing, other = contract_of(tmp_path), contract_of(tmp_path, source="other")
    first = write_csv(tmp_path / "a.csv", [row_of("1"), row_of("2", sex="Z")])
    second = write_csv(tmp_path / "b.csv", [row_of("1"), row_of("3")])
    table, quarantined = read_person_table([(housing, first), (housing, second), (other, first)])
    assert list(zip(table["source"].to_pylist(), table["key"].to_pylist(), strict=True)) == [
        ("housing", "1"),
        ("housing", "3"),
        ("other", "1"),
    ]
    assert [(entry.source, entry.row, entry.cost) for entry in quarantined] == [
        ("housing", 2, Cost.ROW),
        ("other", 2, Cost.ROW),
    ]


def test_person_tables_are_of_people(tmp_path: Path) -> None:
    contract = contract_of(tmp_path, row="address", columns={"postcode": "pcode"})
    with pytest.raises(ContractError, match="'address', not person"):
        read_person_table([(contract, write_csv(tmp_path / "a.csv", []))])


VALUE = st.sampled_from(["", "N/A", "A", "Z", "31/02/1990", "06/05/1990", "SW1A 1AA", "1", "2", 'q"', "é\n"])


@given(
    rows=st.lists(
        st.fixed_dictionaries(dict.fromkeys(("id", "name", "born", "sex", "pcode", "note"), VALUE)),
        max_size=12,
    ),
    junk=st.text('1,"\n', max_size=20),
    size=st.integers(1, 5),
    drops=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_in_exactly_one_place(
    tmp_path: Path, rows: list[dict[str, str]], junk: str, size: int, drops: bool
) -> None:
    contract = contract_of(tmp_path, on_error="drop_value" if drops else "quarantine_row")
    path = write_csv(tmp_path / "rows.csv", rows)
    path.write_text(path.read_text("utf-8") + junk, "utf-8")
    batches = read_all(contract, path, size)
    for batch in batches:
        assert batch.received == len(batch.numbers) + batch.rows_quarantined + batch.repeated
        assert all(len(column) == len(batch.numbers) for column in batch.columns.values())
    kept = [number for batch in batches for number in batch.numbers]
    out = [entry.row for batch in batches for entry in batch.quarantined if entry.is_kept_out]
    assert len({*kept, *out}) == len(kept) + len(out)
    keys = [key for batch in batches for key in batch.columns["key"]]
    assert len(set(keys)) == len(keys)
