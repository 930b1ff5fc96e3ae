"""`kith access` needs neither a database nor a key."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from gql.packs import POLICIES
from kith.cli import app

NOBODY = {"KITH_NEO4J_URI": "bolt://127.0.0.1:1"}
ASKED = ["--role", "caseworker", "--purpose", "direct_care"]


def run(*words: str) -> tuple[int, str]:
    """The exit code and what is printed to standard output."""
    result = CliRunner().invoke(app, list(words), env=NOBODY)
    return result.exit_code, result.stdout


@pytest.mark.parametrize("command", [("access", "why"), ("why-access",)])
def test_why_names_the_answer_the_rule_and_the_protocol(command: tuple[str, ...]) -> None:
    facts = ["--restriction", "sealed", "--tie", "own", "--glass"]
    code, text = run(*command, *ASKED, "--field", "Person.birthDate", *facts, "--json")
    told = json.loads(text)
    assert code == 0
    assert told["asked"]["state"] == {"tie": "own", "restriction": "sealed", "dissent": False, "glass": True}
    assert told["answer"]["outcome"] == "hidden"
    assert [each["id"] for each in told["answer"]["rules"]] == ["direct-care-sealed"]
    assert told["answer"]["agreement"]["pack"] == "direct_care"


def test_why_as_text() -> None:
    code, text = run("access", "why", *ASKED, "--field", "Person.phone", "--dissent")
    assert code == 0
    for word in ("hidden", "dissenting", "lead body", "legal basis", "2027-11-30", "Rules that decided"):
        assert word in text


def test_a_field_that_there_is_not_is_an_error() -> None:
    result = CliRunner().invoke(app, ["access", "why", *ASKED, "--field", "Person.shoeSize"], env=NOBODY)
    assert result.exit_code != 0


def test_check_holds_and_finds_a_line_that_does_not(tmp_path: Path) -> None:
    code, text = run("access", "check", "--json")
    assert (code, json.loads(text)["wrong"]) == (0, [])
    folder = Path(copytree(POLICIES, tmp_path / "policies"))
    with (folder / "audit.cases.csv").open("a", encoding="utf-8") as file:
        file.write("auditor,Person.givenName,,read\n")
    code, text = run("access", "check", "--policies", str(folder), "--json")
    (wrong,) = json.loads(text)["wrong"]
    assert (code, wrong["what"], wrong["found"]) == (1, "Person.givenName", "hide")
    code, text = run("access", "check", "--policies", str(folder))
    assert code == 1
    assert "Person.givenName" in text
