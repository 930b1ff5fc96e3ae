"""Who is served worse shows in the report: a community whose records hold no date of birth is marked."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from typer.testing import CliRunner

from kith.cli import app
from resolver.link import link
from tests.resolver.town import town

ENDING = "owska"


def _town_with_a_community() -> pa.Table:
    """A town in which one of four people has names of a kind, and little else on their records."""
    records = town(500, 4)
    rows = records.to_pylist()
    for place, row in enumerate(rows):
        if int(row["person"] or 0) % 4 == 0:
            row["given_name"] = f"zo{row['given_name']}"
            row["family_name"] = f"{row['family_name']}{ENDING}"
            row.update(birth_date=None, nhs_number=None, phone=None)
            if place % 2:
                row.update(address_text=None, postcode=None)
    return pa.Table.from_pylist(rows, records.schema)


def test_a_gap_between_communities_of_name_is_shown_with_its_interval(tmp_path: Path) -> None:
    records = _town_with_a_community()
    pq.write_table(link(records.drop_columns(["person"])).clusters, tmp_path / "clusters.parquet")
    pyarrow.csv.write_csv(records.select(["source", "key", "person"]), tmp_path / "truth.csv")
    pq.write_table(records.drop_columns(["person"]), tmp_path / "people.parquet")
    paths = [str(tmp_path / name) for name in ("clusters.parquet", "truth.csv")]
    options = ["--by", "name", "--by", "source", "--records", str(tmp_path / "people.parquet")]
    result = CliRunner().invoke(app, ["evaluate", *paths, *options, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    by_name = {group["name"]: group for group in report["subgroups"]["name"]}
    worse = [group for name, group in by_name.items() if ENDING in name]
    assert worse
    assert any(group["missed"]["is_marked"] and group["missed"]["gap"] > 0 for group in worse)
    for group in (*by_name.values(), *report["subgroups"]["source"]):
        rate = group["missed"]["rate"]
        assert 0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1
    assert not any(group["missed"]["is_marked"] for group in report["subgroups"]["source"])
    shown = CliRunner().invoke(app, ["evaluate", *paths, *options])
    assert "missed" in shown.stdout
