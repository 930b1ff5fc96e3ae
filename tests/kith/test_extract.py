"""`kith extract` asks the service once and writes what came, where its owner alone may read it."""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.token import Claims, issue
from graph.store import Store, Target
from kith.cli import app
from kith.extract import ExtractError, Place, asked_of, write
from tests.gql.listening import listening
from tests.gql.world import settings_for

QUESTION = "{ people(search: {birthYear: 1984}, first: 100) { id sex birthDate givenName score { band } } }"
UNTIL = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
TOLD: dict[str, Any] = {
    "columns": ["id", "household.size", "givenName"],
    "rows": [["a", 2, None], ["b", None, None]],
}
_PEOPLE = """
UNWIND range(1, 12) AS number
CREATE (:Person {id: 'p-' + number, given_name: 'Ann', birth_date: '1984-01-02', sex: 'female',
  restriction: 'none', dissents: [], record_count: 1})
"""


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_rows_are_written_under_their_names_for_the_owner_alone(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    write(out, TOLD)
    assert out.stat().st_mode & 0o077 == 0
    table = pyarrow.csv.read_csv(out) if suffix == ".csv" else pyarrow.parquet.read_table(out)
    assert table.column_names == TOLD["columns"]
    assert table.column("household.size").to_pylist() == [2, None]
    with pytest.raises(FileExistsError):
        write(out, TOLD)


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    write(tmp_path / "out.csv", {**TOLD, "rows": []})
    assert (tmp_path / "out.csv").read_text("utf-8").strip() == '"id","household.size","givenName"'


def test_where_nobody_answers_it_says_so(unused_port: int) -> None:
    with pytest.raises(ExtractError, match="does not answer"):
        asked_of(Place(f"http://127.0.0.1:{unused_port}/extracts", "t", "research"), {})


@pytest.fixture
def unused_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _made(target: Target) -> None:
    async with await Store.connect(target) as store:
        await store.write(_PEOPLE)


@pytest.mark.neo4j
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_command_writes_what_the_service_makes(
    empty_database: Target, tmp_path: Path, suffix: str
) -> None:
    asyncio.run(_made(empty_database))
    settings, key = settings_for(empty_database, tmp_path)
    document, out = tmp_path / "q.graphql", tmp_path / f"out.{suffix}"
    document.write_text(QUESTION, "utf-8")
    with listening(settings) as port:
        url = f"http://127.0.0.1:{port}/extracts"
        code, seen = _run(document, out, url, key, Role.DATA_SCIENTIST, Purpose.RESEARCH)
        assert (code, seen) == (0, {"rows": 12, "blanked": 0, "left_out": 0, "file": str(out)})
        assert _run(document, out, url, key, Role.DATA_SCIENTIST, Purpose.RESEARCH)[0] == 2
        care = _run(document, tmp_path / "care.csv", url, key, Role.CASEWORKER, Purpose.DIRECT_CARE)
        assert care == (1, None)
    table = pyarrow.csv.read_csv(out) if suffix == "csv" else pyarrow.parquet.read_table(out)
    assert set(map(str, table.column("birthDate").to_pylist())) == {"1984"}
    assert set(table.column("givenName").to_pylist()) == {None}
    assert not (tmp_path / "care.csv").exists()


def _run(
    document: Path, out: Path, url: str, key: DevelopmentKey, role: Role, purpose: Purpose
) -> tuple[int, Any]:
    token = issue(key, Claims("somebody", frozenset({role}), frozenset({purpose})))
    stated = ["--recipient", "The university", "--project", "Debt", "--since", "2026-01-01", "--until", UNTIL]
    words = ["extract", str(document), "--out", str(out), "--purpose", purpose.value, "--url", url, "--json"]
    result = CliRunner().invoke(app, [*words, *stated], env={"KITH_TOKEN": token})
    return result.exit_code, json.loads(result.stdout) if result.exit_code == 0 else None
