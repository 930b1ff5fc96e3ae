"""`kith access glass list`: what is open, what nobody has reviewed, and never why it was broken."""

import asyncio
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.store import Store, Target
from kith.cli import app
from tests.gql.broken import run, write_glass

pytestmark = pytest.mark.neo4j

REVIEW = "MATCH (g:KithGlass {who: $who}) SET g.reviewed_at = timestamp(), g.reviewed_by = 'ivy'"
END = "MATCH (g:KithGlass {who: $who}) SET g.until = timestamp() - 1"
AGES = "MATCH (g:KithGlass {who: $who}) SET g.at = timestamp() - $hours * 3600000"


@pytest.fixture
def broken(empty_database: Target) -> Target:
    """Glass that four have broken: open or over, reviewed or not; the first is the oldest."""

    async def write() -> None:
        async with await Store.connect(empty_database) as store:
            for who in ("over", "open", "open-reviewed", "over-reviewed"):
                await write_glass(store, who, "direct_care", f"p-{who}")

    asyncio.run(write())
    for hours, who in enumerate(("over-reviewed", "open-reviewed", "open", "over"), 1):
        run(empty_database, AGES, who=who, hours=hours)
        if who.startswith("over"):
            run(empty_database, END, who=who)
        if who.endswith("reviewed"):
            run(empty_database, REVIEW, who=who)
    return empty_database


def listed(target: Target, *words: str) -> str:
    env = {
        "KITH_NEO4J_URI": target.uri,
        "KITH_NEO4J_USER": target.user,
        "KITH_NEO4J_PASSWORD": target.password,
        "KITH_NEO4J_DATABASE": target.database,
    }
    result = CliRunner().invoke(app, ["access", "glass", "list", *words], env=env)
    assert result.exit_code == 0, result.output
    return result.output


def told(target: Target, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(listed(target, *words, "--json"))
    return found


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        ((), ["over", "open", "open-reviewed"]),
        (("--open",), ["open", "open-reviewed"]),
        (("--all",), ["over", "open", "open-reviewed", "over-reviewed"]),
        (("--all", "--open"), ["open", "open-reviewed"]),
        (("--limit", "1"), ["over"]),
    ],
)
def test_what_somebody_has_to_look_at_comes_oldest_first(
    broken: Target, words: tuple[str, ...], whose: list[str]
) -> None:
    assert [each["who"] for each in told(broken, *words)] == whose


def test_it_tells_who_for_whom_and_until_when_and_never_why(broken: Target) -> None:
    (first, *_) = told(broken)
    assert first.keys() == {"id", "who", "purpose", "person", "at", "until", "is_open", "is_reviewed"}
    assert (first["who"], first["person"], first["purpose"]) == ("over", "p-over", "direct_care")
    assert (first["is_open"], first["is_reviewed"]) == (False, False)
    assert "Written by a test" not in listed(broken, "--all") + listed(broken, "--all", "--json")


def test_it_says_how_many_are_open_and_how_many_wait(broken: Target) -> None:
    assert "3 listed, 2 open, 2 without a review." in listed(broken)


def test_none_is_none(empty_database: Target) -> None:
    assert told(empty_database) == []
    assert "0 listed" in listed(empty_database)
