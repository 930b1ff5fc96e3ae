"""`kith token revoke` while the service runs: who was let in before is shown out, and nobody else is."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gql.audit import LogFolder
from gql.audit.places import lines_after
from gql.keys import DevelopmentKey
from gql.roles import Role
from graph.store import Store, Target
from kith.cli import app
from tests.gql.following import change
from tests.gql.listening import listening
from tests.gql.talking import Talk, payload_of, talk
from tests.gql.world import Asker, make_world, settings_for

FOLLOWED = "subscription ($ids: [ID!]!) { entityChanges(ids: $ids) { id person { givenName } } }"
CHANGED = "Aminah"
SECONDS = 30.0


@pytest.mark.neo4j
@pytest.mark.parametrize("whose", ["safeguarding_lead-1", "--all"])
def test_a_revoked_token_closes_the_subscriptions_that_it_opened(
    empty_database: Target, tmp_path: Path, whose: str
) -> None:
    """Over the network, from the command; only a revocation looks at a connection before it expires."""
    make_world(empty_database)
    settings, key = settings_for(empty_database, tmp_path)
    settings = replace(settings, transport=replace(settings.transport, recheck_seconds=3600.0))
    with listening(settings) as port:
        heard = asyncio.run(_shown_out(port, key, empty_database, tmp_path, whose))
    assert heard == (4401, 4401 if whose == "--all" else CHANGED)
    events = [json.loads(line) for _, line in lines_after(LogFolder(settings.audit), None)]
    (revoked,) = [each for each in events if each.get("event") == "tokens_revoked"]
    assert revoked["who"] == "ivy"
    assert revoked["asked"] == ([] if whose == "--all" else [whose])


async def _shown_out(
    port: int, key: DevelopmentKey, target: Target, home: Path, whose: str
) -> tuple[int, int | str]:
    """The code that the revoked connection closes with, and what the other one hears afterwards."""
    async with talk(port) as revoked, talk(port) as kept:
        mine = payload_of(_asker(key, Role.SAFEGUARDING_LEAD))
        await _follow(revoked, mine)
        await _follow(kept, payload_of(_asker(key, Role.CASEWORKER)))
        await asyncio.to_thread(_revoke, home, whose)
        code = await revoked.closed(SECONDS)
        assert await _refused(port, mine) == code
        if whose == "--all":
            return code, await kept.closed(SECONDS)
        async with await Store.connect(target) as store:
            await change(store, "p-amina", given_name=CHANGED)
        return code, _name(await kept.hear(SECONDS))


def _asker(key: DevelopmentKey, role: Role) -> Asker:
    return Asker(None, key, role, "North")  # type: ignore[arg-type]


async def _follow(connection: Talk, payload: dict[str, str]) -> None:
    await connection.say("connection_init", payload=payload)
    assert await connection.hear(SECONDS) == {"type": "connection_ack"}
    await connection.subscribe(FOLLOWED, ids=["p-amina"])
    assert _name(await connection.hear(SECONDS)) == "Amina"


def _name(message: dict[str, Any]) -> str:
    return str(message["payload"]["data"]["entityChanges"]["person"]["givenName"])


async def _refused(port: int, payload: dict[str, str]) -> int:
    """The code that a new connection with a token closes with."""
    async with talk(port) as connection:
        await connection.say("connection_init", payload=payload)
        return await connection.closed(SECONDS)


def _revoke(home: Path, whose: str) -> None:
    result = CliRunner().invoke(app, ["--home", str(home), "token", "revoke", whose, "--by", "ivy"])
    assert result.exit_code == 0, result.output
