"""The whole main job on a small borough, as `kith demo` runs it, with a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kith.demonstration.place import NotADemonstrationError, fresh_place
from kith.settings import Settings

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("demonstration")
    command = (sys.executable, "-m", "kith", "--home", str(home), "demo", "--size=2000")
    options = ("--json", "--no-keep-running")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KITH_NEO4J")}
    finished = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False, env=environment
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def test_counts_add_up(summary: dict[str, Any]) -> None:
    rows = summary["rows"]
    assert rows["received"] == rows["loaded"] + rows["unchanged"] + rows["quarantined"]
    assert rows["quarantined"] == sum(each["rows"] for each in summary["quarantined"])


def test_people_and_households_are_found(summary: dict[str, Any]) -> None:
    found = summary["against_the_truth"]
    assert found["people"]["pairwise_f1"] >= 0.97
    households = found["households"]
    assert households["exact"] / households["true_households"] >= 0.95


def test_the_neighbourhood_adds_to_a_persons_own_facts(summary: dict[str, Any]) -> None:
    models = {each["model"]: each for each in summary["risk"]["models"]}
    assert models["hops"]["auroc"] > models["flat"]["auroc"]
    assert models["stack"]["calibration_error"] <= 0.02
    assert summary["risk"]["scored"] > 0


def test_one_question_has_an_answer_for_each_asker(summary: dict[str, Any]) -> None:
    caseworker, scientist = (answer["data"]["person"] for answer in summary["answers"])
    assert caseworker["givenName"] is not None
    assert caseworker["household"]["address"]["addressText"] is not None
    assert (scientist["givenName"], scientist["nhsNumber"], scientist["phone"]) == (None, None, None)
    assert scientist["birthDate"] == caseworker["birthDate"][:4]
    assert scientist["id"] != caseworker["id"]
    assert scientist["recordCount"] == caseworker["recordCount"]


def test_each_stage_is_measured(summary: dict[str, Any]) -> None:
    names = {stage["name"] for stage in summary["stages"]}
    assert {"make the borough", "start Neo4j", "load", "resolve", "train", "score", "serve and ask"} <= names
    assert all(stage["kith_mib"] > 0 for stage in summary["stages"])


def test_a_folder_that_is_not_a_demonstrations_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    kept = tmp_path / "demo" / "something"
    kept.write_text("of somebody's", "utf-8")
    with pytest.raises(NotADemonstrationError, match="not empty"):
        fresh_place(Settings(home=tmp_path, cache=tmp_path))
    assert kept.exists()
