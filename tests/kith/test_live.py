"""`kith arrive`: rows in, their people out, in order; and what has arrived is not looked through again."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.store import Target
from kith.cli import app
from kith.commands.live import settle_memory
from tests.graph.derived_world import with_store
from tests.resolver.small_world import put_world

CONTRACT = """
source: hostel
domain: homelessness
trust: 0.5
format: {kind: jsonl}
row: person
key: [ref]
columns:
  given_name: {column: given}
  family_name: {column: family}
  birth_date: {column: born, optional: true}
"""
ROWS = [
    {"ref": f"h{number}", "given": given, "family": "Fairweather", "born": f"19{40 + number}-05-16"}
    for number, given in enumerate(["Maya", "Quilla", "Tobias", "Ngozi", "Oriana", "Zebedee"] * 5)
]


@pytest.fixture
def home(empty_database: Target, tmp_path: Path) -> dict[str, str]:
    """A home in which a small world is resolved, as the environment of a command; the contract lies in it."""
    environment = {
        "KITH_HOME": str(tmp_path),
        "KITH_NEO4J_URI": empty_database.uri,
        "KITH_NEO4J_USER": empty_database.user,
        "KITH_NEO4J_PASSWORD": empty_database.password,
    }
    with_store(empty_database, put_world)
    assert CliRunner().invoke(app, ["resolve"], env=environment).exit_code == 0
    (tmp_path / "hostel.yaml").write_text(CONTRACT, "utf-8")
    return environment


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector of garbage, left as it was."""
    threshold, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.set_threshold(*threshold)
    gc.callbacks[:] = callbacks
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_outlives_a_look_is_not_looked_at_again() -> None:
    settle_memory()
    set_aside = gc.get_freeze_count()
    stays: list[list[int]] = [[] for _ in range(1000)]
    gc.collect(0)
    assert gc.get_freeze_count() >= set_aside + len(stays)


@pytest.mark.neo4j
@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("together", [1, 7])
def test_the_rows_of_a_file_are_answered_in_their_order(
    home: dict[str, str], tmp_path: Path, together: int
) -> None:
    bad = {"ref": "h-bad", "given": "Iva", "family": "Moor", "born": "yesterday"}
    rows = [*ROWS[:20], bad, *ROWS[20:]]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    result = CliRunner().invoke(app, [*_arrive(tmp_path / "rows.jsonl", tmp_path, together)], env=home)
    assert result.exit_code == 3, result.output
    told: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["record"] for each in told if "record" in each] == [f"hostel/{row['ref']}" for row in ROWS]
    assert [each["row"] for each in told if each["outcome"] == "quarantined"] == [21]


@pytest.mark.neo4j
def test_a_row_on_standard_input_is_answered_before_the_next_is_read(
    home: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from kith.cli import main; main()", *_arrive(Path("-"), tmp_path, 1)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=os.environ | home, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for row in ROWS[:3]:
            process.stdin.write(json.dumps(row) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["record"] == f"hostel/{row['ref']}"
        process.stdin.close()
    assert process.returncode == 0


def _arrive(file: Path, folder: Path, together: int) -> list[str]:
    contract = str(folder / "hostel.yaml")
    return ["arrive", str(file), "--contract", contract, "--together", str(together)]
