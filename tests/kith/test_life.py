"""The commands that follow and mend the life of a person, against a real graph."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.store import Store, Target
from kith.cli import app
from tests.graph.derived_world import with_store
from tests.resolver.life_world import review
from tests.resolver.small_world import put_world

pytestmark = pytest.mark.neo4j

Run = Callable[..., Any]


@pytest.fixture
def kith(empty_database: Target, tmp_path: Path) -> Run:
    """Runs a command in a home of its own; what it printed, as JSON."""
    environment = {
        "KITH_HOME": str(tmp_path),
        "KITH_NEO4J_URI": empty_database.uri,
        "KITH_NEO4J_USER": empty_database.user,
        "KITH_NEO4J_PASSWORD": empty_database.password,
    }

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"], env=environment)
        assert result.exit_code == 0, result.output
        lines = result.stdout.splitlines()
        return [json.loads(line) for line in lines] if arguments[0] == "feed" else json.loads(result.stdout)

    return run


def test_a_merge_is_followed_told_and_taken_back_and_a_record_erased(
    kith: Run, empty_database: Target
) -> None:
    async def begin(store: Store) -> None:
        await put_world(store)

    async def merge(store: Store) -> None:
        await review(store, {("register/1", "register/12"): "match"})

    with_store(empty_database, begin)
    assert kith("resolve")["people"] == 80
    with_store(empty_database, merge)
    assert kith("resolve", "--kept-model")["merged"] == 1
    changed, merged = kith("feed", "--after", "80")
    assert (changed["what"], merged["what"], merged["into"]) == ("changed", "merged", changed["person"])
    undone = kith("undo", merged["person"], "--by", "ann", "--reason", "two people")
    assert undone["position"] == 84
    steps = kith("history", merged["person"])
    assert [step["entry"]["what"] for step in steps] == ["created", "merged", "split"]
    assert steps[-1]["entry"]["by"] == "reviewer:ann"
    assert kith("erase", "claims/1", "--by", "ann", "--reason", "request 17")["records"] == 1
    assert [entry["what"] for entry in kith("feed", "--after", "84", "--limit", "5")] == ["erased"]
    assert kith("resolve", "--kept-model")["written"] == 0
