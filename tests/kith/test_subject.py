"""`kith subject-access` against a real graph and a log that the service wrote."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gql.audit import entries
from gql.roles import Role
from kith.cli import app
from tests.gql.conftest import Served, served, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.neo4j


def test_a_person_is_given_all_that_is_held_and_who_received_it(
    served: Served,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    question = '{ person(id: "p-amina") { givenName household { members { givenName } } } }'
    served.asker(Role.CASEWORKER, "North").data(question)
    home = served.settings.audit.parent
    target = served.settings.target
    env = {
        "KITH_NEO4J_URI": target.uri,
        "KITH_NEO4J_USER": target.user,
        "KITH_NEO4J_PASSWORD": target.password,
    }
    arguments = [
        "--home",
        str(home),
        "subject-access",
        "p-old",
        "--out",
        str(tmp_path / "out"),
        "--by",
        "ivy",
    ]
    result = CliRunner().invoke(app, [*arguments, "--json"], env=env)
    assert result.exit_code == 0, result.output
    held = json.loads((tmp_path / "out" / "held.json").read_text())
    assert held["ids"] == ["p-amina", "p-old"]
    assert held["sources"]["nhs_number"] == ["health/7"]
    assert [each["purpose"] for each in held["recipients"]] == ["direct_care"]
    assert held["recipients"][0]["fields"] == [
        "Household.members",
        "MemberOf.from",
        "Person.givenName",
        "Person.household",
    ]
    text = (tmp_path / "out" / "held.md").read_text()
    assert "Tariq" not in text
    assert "9434765919" in text
    last = list(entries(home / "audit"))[-1]
    assert (last["event"], last["who"], last["people"]) == ("subject_access", "ivy", ["p-amina", "p-old"])


def test_nobody_is_a_usage_error_and_nothing_is_written(served: Served, tmp_path: Path) -> None:  # noqa: F811
    target = served.settings.target
    env = {
        "KITH_NEO4J_URI": target.uri,
        "KITH_NEO4J_USER": target.user,
        "KITH_NEO4J_PASSWORD": target.password,
    }
    arguments = ["--home", str(tmp_path), "subject-access", "p-none", "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, [*arguments, "--by", "ivy"], env=env).exit_code == 2
    assert not (tmp_path / "out").exists()
