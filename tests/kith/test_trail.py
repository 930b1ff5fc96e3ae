"""The auditors' questions as somebody types them, with and without a database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gql.audit import entries
from gql.packs import Packs
from graph.store import Store, Target
from kith.cli import app
from tests.gql.audit.logs import write_entries
from tests.graph.derived_world import with_store

Run = Callable[..., Any]
NOBODY = {"KITH_NEO4J_URI": "bolt://127.0.0.1:1"}


def entry(minute: int, who: str, *people: str, **more: Any) -> dict[str, Any]:
    """An entry of an answer."""
    return {
        "at": f"2026-11-24T09:{minute:02}:00.000+00:00",
        "who": who,
        "roles": ["caseworker"],
        "purpose": "direct_care",
        "pack": "direct_care",
        "policy": "ab" * 32,
        "decision": "answered",
        "code": None,
        "document": "cd" * 32,
        "people": people,
        "states": {},
        "fields": ["Person.givenName"],
        "hidden": [],
        **more,
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    write_entries(
        home / "audit",
        entry(0, "ann", "p-1", "p-2"),
        entry(1, "bob", "p-was"),
        entry(2, "ann", states={"attempt": ["p-1"], "attempt_on_marked": ["p-1"]}),
        entry(3, "bob", "p-2", policy=Packs.read().hash, hidden=["Person.ethnicity", "Record.original"]),
    )
    return home


def asked(home: Path, *arguments: str, env: dict[str, str] = NOBODY) -> Any:
    """What an audit command prints, as JSON."""
    result = CliRunner().invoke(app, ["--home", str(home), "audit", *arguments, "--json"], env=env)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [each["entry"] for each in found]


def test_who_saw_somebody_and_who_tried(home: Path) -> None:
    assert numbers(asked(home, "who-saw", "p-1")) == [3, 1]
    assert numbers(asked(home, "who-saw", "p-1", "--until", "2026-11-24T09:01")) == [1]
    assert numbers(asked(home, "who-saw", "p-1", "--since", "2026-11-24T09:01")) == [3]
    assert numbers(asked(home, "who-saw", "p-2", "--first", "1")) == [4]


@pytest.mark.neo4j
def test_ids_that_were_merged_count_too(home: Path, empty_database: Target) -> None:
    async def merge(store: Store) -> None:
        await store.write("CREATE (:RetiredPerson {id: 'p-was'})-[:MERGED_INTO]->(:Person {id: 'p-1'})")

    with_store(empty_database, merge)
    there = {
        "KITH_NEO4J_URI": empty_database.uri,
        "KITH_NEO4J_USER": empty_database.user,
        "KITH_NEO4J_PASSWORD": empty_database.password,
    }
    assert numbers(asked(home, "who-saw", "p-1", env=there)) == [3, 2, 1]
    assert numbers(asked(home, "who-saw", "p-was", env=there)) == [3, 2, 1]


def test_what_somebody_did(home: Path) -> None:
    assert numbers(asked(home, "what-did", "ann")) == [3, 1]
    assert asked(home, "what-did", "nobody") == []


def test_why_an_entry_was_answered_so(home: Path) -> None:
    found = asked(home, "why", "4")
    assert found["protocol"]["clauses"]["1.1"]
    assert found["plan"] == {
        "Person.givenName": "read",
        "Person.ethnicity": "read, for some people",
        "Record.original": "hide",
    }


def test_rules_that_are_no_more_explain_nothing(home: Path) -> None:
    found = asked(home, "why", "1")
    assert (found["plan"], found["policy"]) == (None, "ab" * 32)
    assert "changed" in found["protocol"]


def test_an_entry_that_is_none_is_a_usage_error(home: Path) -> None:
    result = CliRunner().invoke(app, ["--home", str(home), "audit", "why", "9"])
    assert result.exit_code == 2


def test_alerts_are_listed_until_somebody_has_looked_at_them(home: Path) -> None:
    (alert,) = asked(home, "alerts")
    assert (alert["id"], alert["subjects"], alert["status"]) == ("3-attempt", ["p-1"], "open")
    assert asked(home, "alerts", "--review", "3-attempt", "--by", "ivy", "--note", "a wrong link") == []
    (alert,) = asked(home, "alerts", "--all")
    assert alert["status"] == "reviewed"
    assert "ivy: a wrong link" in alert["review"]
    assert list(entries(home / "audit"))[-1]["who"] == "ivy"


@pytest.mark.parametrize(
    "arguments", [["--review", "3-attempt"], ["--review", "1-attempt", "--by", "ivy", "--note", "none"]]
)
def test_a_review_is_of_an_open_alert_by_somebody_who_says_why(home: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["--home", str(home), "audit", "alerts", *arguments])
    assert result.exit_code == 2
    assert len(list(entries(home / "audit"))) == 4


def test_the_log_is_exported_as_it_stands_and_as_fhir(home: Path) -> None:
    def lines(*arguments: str) -> list[dict[str, Any]]:
        result = CliRunner().invoke(app, ["--home", str(home), "audit", "export", *arguments])
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    assert numbers(lines()) == [1, 2, 3, 4]
    assert numbers(lines("--since", "2026-11-24T09:01", "--until", "2026-11-24T09:03")) == [2, 3]
    assert [each["id"] for each in lines("--fhir")] == [
        f"kith-{n}" for n in ("1-1", "1-2", "2-1", "3-1", "4-1")
    ]


def test_tables_are_printed_for_people(home: Path) -> None:
    for arguments in (["who-saw", "p-1"], ["what-did", "ann"], ["why", "4"], ["alerts"]):
        result = CliRunner().invoke(app, ["--home", str(home), "audit", *arguments], env=NOBODY)
        assert result.exit_code == 0, result.output
        assert result.stdout.strip()
