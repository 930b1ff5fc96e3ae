"""The index over a real graph: read, and kept fresh by the change feed."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.store import Store, Target
from kith.cli import app
from resolver.search.fresh import FreshIndex
from resolver.search.hit import Hit
from resolver.search.index import SearchIndex
from tests.resolver.life_world import Council
from tests.resolver.search.small import found

pytestmark = pytest.mark.neo4j
LINES = ("eszter ashdown", "fatima 9 old lane", "gareth chowdhury 1956", "hollis zz8", "bonham 1965", "ann")


def answers(index: SearchIndex) -> list[list[Hit]]:
    return [found(index, line, 20) for line in LINES]


async def _followed(target: Target, folder: Path) -> None:
    async with await Store.connect(target) as store:
        council = Council(store, folder)
        await council.begin()
        fresh = await FreshIndex.read(store)
        ann = await council.person_of("register/0")
        assert found(fresh.index, "ann ashdown")[0].person == ann
        assert found(fresh.index, "ann old lane")[0].person == ann
        assert await fresh.follow(store) == 0
        await council.deliver("claims", 0, family_name="Bonham", postcode="ZX1 1AA")
        await council.deliver("claims", 7, key="200", given_name="Zebedee", family_name="Quiller")
        await council.resolve()
        assert await fresh.follow(store) > 0
        assert found(fresh.index, "zebede quiler")[0].person == await council.person_of("claims/200")
        assert found(fresh.index, "ann bonham")[0].person == await council.person_of("claims/0")
        assert answers(fresh.index) == answers((await FreshIndex.read(store)).index)


def test_index_follows_the_feed_and_the_command_finds_people(
    empty_database: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_followed(empty_database, tmp_path))
    monkeypatch.setenv("KITH_NEO4J_URI", empty_database.uri)
    monkeypatch.setenv("KITH_NEO4J_USER", empty_database.user)
    monkeypatch.setenv("KITH_NEO4J_PASSWORD", empty_database.password)
    result = CliRunner().invoke(app, ["search", "fatma ashdon", "--postcode", "zz1", "--json"])
    assert result.exit_code == 0, result.stderr
    first = json.loads(result.stdout)[0]
    assert (first["given_name"], first["family_name"]) == ("Fatima", "Ashdown")
    assert first["bits"] == pytest.approx(sum(part["bits"] for part in first["parts"]))
    shown = CliRunner().invoke(app, ["search", "fatma ashdon", "--limit", "1"])
    assert shown.exit_code == 0
    assert "Fatima" in shown.stdout
