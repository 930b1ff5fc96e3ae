"""How a person came to be is told in order: what joined what, with what weight; and when, and by whom."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.history import history
from graph.store import Store, Target
from kith.cli import app
from tests.kith.home_of_a_council import settled_home

RUNNER = CliRunner()


def _asked(home: Path, *arguments: str) -> Any:
    result = RUNNER.invoke(app, ["--home", str(home), *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.neo4j
def test_the_steps_that_built_a_person_are_told_in_order(
    empty_database: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled_home(empty_database, tmp_path, monkeypatch)
    person, events = asyncio.run(_person(empty_database))
    found = _asked(tmp_path, "explain", person)
    parts = {(record,) for record in found["records"]}
    assert len(parts) == 3
    weights = []
    for step in found["built"]["steps"]:
        one, other = tuple(step["one"]), tuple(step["other"])
        assert {one, other} <= parts
        parts = (parts - {one, other}) | {tuple(sorted(one + other))}
        weights.append(step["strongest"]["bits"])
    assert parts == {tuple(found["records"])}
    assert weights[0] == max(weights)
    assert found["built"]["steps"][-1]["other"] == ["claims/doubtful"]
    assert [step.entry.what for step in events] == ["created"]
    assert set(events[0].records) == set(found["records"])
    text = RUNNER.invoke(app, ["--home", str(tmp_path), "explain", person]).stdout
    assert "1. claims/3 joined register/3" in text
    _why_two_are_apart(tmp_path)
    _what_is_doubtful(tmp_path, person)


async def _person(target: Target) -> tuple[str, Any]:
    async with await Store.connect(target) as store:
        rows = await store.read("MATCH (:Record {id: 'register/3'})-[:IS]->(p) RETURN p.id AS id")
        person: str = rows[0]["id"]
        return person, await history(store, person)


def _why_two_are_apart(home: Path) -> None:
    found = _asked(home, "explain", "--pair", "register/3", "claims/13")
    assert found["together"] is False
    assert found["obstacles"]
    assert found["weight"] == pytest.approx(sum(step["bits"] for step in found["waterfall"]["steps"]))
    assert all(each["weight"] >= found["needed"] for each in found["what_if"])
    unknown = RUNNER.invoke(app, ["--home", str(home), "explain", "--pair", "register/3", "register/none"])
    assert unknown.exit_code != 0


def _what_is_doubtful(home: Path, person: str) -> None:
    (study,) = _asked(home, "doubtful", person)
    assert study["cuts"][0]["leaves"] == ["claims/doubtful"]
    assert study["cuts"][0]["balance"] > 0
    assert isinstance(_asked(home, "doubtful"), list)
