"""A contract is understood in full, or refused with the line, the rule and a suggestion."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.contract import ColumnRule, Contract, CsvFormat, JsonlFormat, OnError, ParquetFormat
from graph.errors import ContractError

ROOT = Path(__file__).parents[2]
MISTAKES = yaml.safe_load((Path(__file__).parent / "contract_mistakes.yaml").read_text("utf-8"))
SOUND: dict[str, Any] = {
    "source": "housing",
    "domain": "homelessness",
    "trust": "0.8",
    "format": {"kind": "csv"},
    "row": "person",
    "key": ["id"],
    "columns": {"family_name": "NAME"},
}


def _write(folder: Path, text: str) -> Path:
    path = folder / "housing.yaml"
    path.write_text(text, "utf-8")
    return path


def _contract(folder: Path, **changes: Any) -> Contract:
    content = "# A sound contract.\n" + yaml.safe_dump({**SOUND, **changes}, sort_keys=False, width=1000)
    return Contract.read(_write(folder, content))


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["says"])
def test_mistakes(tmp_path: Path, case: dict[str, Any]) -> None:
    with pytest.raises(ContractError) as raised:
        _contract(tmp_path, **case["set"])
    assert case["says"] in str(raised.value)
    assert str(raised.value).startswith("housing.yaml:")
    assert str(tmp_path) not in str(raised.value)
    assert raised.value.exit_code == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "line 1"),
        ("- a\n- b\n", "mapping of keys"),
        ("", "mapping of keys"),
        ("a: !!python/name:os\n", "not valid"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ContractError, match=says):
        Contract.read(_write(tmp_path, text))


def test_a_file_that_is_not_there_is_told_of() -> None:
    with pytest.raises(ContractError, match="no such contract"):
        Contract.read(Path("absent.yaml"))


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContractError) as raised:
        _contract(tmp_path, trust="2", domain="nowhere", rows=1)
    assert len(str(raised.value).splitlines()) == 3


def test_text_in_a_contract_is_never_turned_into_anything_else(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "source: s\ndomain: other\ntrust: 1\nformat: {kind: csv}\nrow: person\nkey: [1]\n"
        "nothing: [1900-01-01, no, 007]\n"
        "columns:\n  sex: {column: 2, codes: {1: male, no: female, x: null}}\n",
    )
    contract = Contract.read(path)
    assert contract.key == ("1",)
    assert contract.nothing == ("1900-01-01", "no", "007")
    assert contract.columns["sex"].codes == {"1": "male", "no": "female", "x": None}


def test_short_forms(tmp_path: Path) -> None:
    columns = {"family_name": "NAME", "birth_date": {"column": "DOB", "date_format": "%d/%m/%Y"}}
    contract = _contract(tmp_path, columns=columns)
    assert contract.columns["family_name"] == ColumnRule(column="NAME")
    assert contract.columns["birth_date"].date_formats == ("%d/%m/%Y",)


def test_formats(tmp_path: Path) -> None:
    assert _contract(tmp_path, format={"kind": "csv", "delimiter": "tab"}).format == CsvFormat(
        kind="csv", delimiter="\t"
    )
    assert isinstance(_contract(tmp_path, format={"kind": "jsonl"}).format, JsonlFormat)
    assert isinstance(_contract(tmp_path, format={"kind": "parquet"}).format, ParquetFormat)


def test_the_hash_is_of_what_the_contract_says(tmp_path: Path) -> None:
    one = _contract(tmp_path)
    other = Contract.read(_write(tmp_path, yaml.safe_dump(dict(reversed(SOUND.items())), sort_keys=False)))
    assert one.hash == other.hash
    assert one.hash != _contract(tmp_path, nothing=["N/A"]).hash


def test_what_a_refused_value_costs(tmp_path: Path) -> None:
    columns = {
        "family_name": "NAME",
        "given_name": {"column": "GIVEN", "on_error": "quarantine_row"},
        "phone": "TEL",
        "household_key": "HH",
    }
    contract = _contract(tmp_path, columns=columns, on_error="drop_value", required=["family_name"])
    costs = {name: contract.policy(name) for name in columns}
    assert costs == {
        "family_name": OnError.QUARANTINE_ROW,
        "given_name": OnError.QUARANTINE_ROW,
        "phone": OnError.DROP_VALUE,
        "household_key": OnError.QUARANTINE_ROW,
    }


def test_keys_of_other_rows_never_meet_those_of_people(tmp_path: Path) -> None:
    assert _contract(tmp_path).prefix == ""
    assert _contract(tmp_path, row="address", columns={"postcode": "PC"}).prefix == "address:"
    assert _contract(tmp_path, key_prefix="b:").prefix == "b:"


def test_an_omitted_column_takes_what_is_nested_in_it_along(tmp_path: Path) -> None:
    contract = _contract(tmp_path, omit=["notes"])
    assert contract.omits("notes")
    assert contract.omits("notes.text")
    assert not contract.omits("notes2")


@pytest.mark.parametrize("path", sorted((ROOT / "contracts").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_contract_that_is_shipped_is_sound(path: Path) -> None:
    assert Contract.read(path).source


def test_the_page_explains_every_key() -> None:
    page = (ROOT / "docs" / "load.md").read_text("utf-8")
    for model in (Contract, ColumnRule, CsvFormat, JsonlFormat, ParquetFormat):
        for key in model.model_fields:
            assert f"`{key}`" in page, f"{model.__name__}.{key} is not in docs/load.md"


def test_the_page_shows_a_sound_contract(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "load.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert Contract.read(_write(tmp_path, example)).source == "housing"


def test_the_page_explains_every_rule() -> None:
    page = (ROOT / "docs" / "load.md").read_text("utf-8")
    sources = [path.read_text("utf-8") for path in (ROOT / "graph").rglob("*.py")]
    rules = {rule for source in sources for rule in re.findall(r'RefusedValueError\(\s*"(\w+)"', source)}
    assert {"date_impossible", "row_columns"} <= rules
    assert {rule for rule in rules if f"`{rule}`" not in page} == set()
