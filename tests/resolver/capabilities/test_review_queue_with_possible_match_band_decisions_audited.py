"""Possible matches wait in a queue; a decision changes the people it touches, and all of it is kept."""

import asyncio
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from graph.store import Store, Target
from kith.cli import app
from tests.kith.home_of_a_council import settled_home

RUNNER = CliRunner()
PAIR = ("claims/doubtful", "register/3")
_SAME = """
MATCH (:Record {id: $one})-[:IS]->(p:Person) MATCH (:Record {id: $other})-[:IS]->(q:Person)
RETURN p = q AS same
"""


class _Council:
    def __init__(self, target: Target, home: Path) -> None:
        self.target, self.home = target, home

    def run(self, *arguments: str) -> Result:
        return RUNNER.invoke(app, ["--home", str(self.home), "review", *arguments, "--json"])

    def asked(self, *arguments: str) -> Any:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def decided(self, judgement: str, by: str, *more: str) -> Any:
        return self.asked("decide", *PAIR, judgement, "--by", by, "--reason", f"{by} looked", *more)

    def are_one(self) -> bool:
        return bool(asyncio.run(self._read(_SAME, one=PAIR[0], other=PAIR[1]))[0]["same"])

    def restrict(self) -> None:
        asyncio.run(self._write())

    async def _read(self, query: Any, **parameters: str) -> list[dict[str, Any]]:
        async with await Store.connect(self.target) as store:
            return await store.read(query, **parameters)

    async def _write(self) -> None:
        async with await Store.connect(self.target) as store:
            await store.write("MATCH (r:Record {id: 'register/3'}) SET r.restriction = 'restricted'")


@pytest.mark.neo4j
def test_what_waits_is_decided_kept_undone_and_takes_two_where_restricted(
    empty_database: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled_home(empty_database, tmp_path, monkeypatch)
    council = _Council(empty_database, tmp_path)
    waiting = council.asked("next", "--count", "50")
    assert any(PAIR[0] in {pair["left"], pair["right"]} for pair in waiting)
    assert [pair["gain"] for pair in waiting] == sorted((pair["gain"] for pair in waiting), reverse=True)
    assert all(pair["probability"] < 0.99 for pair in waiting)

    assert council.are_one()
    assert council.decided("no_match", "ann")["decision"] == "stands"
    assert not council.are_one()
    refused = RUNNER.invoke(
        app, ["--home", str(tmp_path), "review", "decide", *PAIR, "match", "--by", "ben", "--reason", "x"]
    )
    assert refused.exit_code != 0
    (made,) = council.asked("list")
    assert (made["judgement"], made["reviewer"], made["reason"]) == ("no_match", "ann", "ann looked")
    withdrawn = council.asked("withdraw", *PAIR, "--by", "ben", "--reason", "wrong file")
    assert withdrawn["decision"] == "withdrawn"
    assert council.are_one()
    assert council.asked("list") == []
    (ended,) = council.asked("list", "--all", "--record", PAIR[0])
    assert (ended["superseded_by"], ended["superseded_reason"]) == ("reviewer:ben", "wrong file")

    council.restrict()
    assert council.decided("no_match", "ann")["decision"] == "proposed"
    assert council.are_one()
    assert council.decided("no_match", "ann")["decision"] == "unchanged"
    assert council.decided("no_match", "cat")["decision"] == "stands"
    assert not council.are_one()
    _a_sample_is_judged(council)


def _a_sample_is_judged(council: _Council) -> None:
    """Pairs drawn at random are judged in the file, one of them by the decision in the graph."""
    path = council.home / "sample.csv"
    drawn = council.asked("sample", str(path), "--size", "40")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == drawn["pairs"]
    for row in rows:
        if {row["left"], row["right"]} != set(PAIR):
            row["judgement"] = (
                "match" if row["left"].split("/")[1] == row["right"].split("/")[1] else "no_match"
            )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = council.asked("estimate", str(path))
    assert found["precision"]["low"] <= found["precision"]["value"] <= found["precision"]["high"]
    assert sum(stratum["reviewed"] for stratum in found["strata"]) >= len(rows) - 1
