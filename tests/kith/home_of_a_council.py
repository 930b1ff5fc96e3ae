"""The small council, resolved, with a home that knows its database: what commands are tested on."""

import asyncio
from pathlib import Path

import pytest

from graph.store import Store, Target
from kith.settings import Settings
from resolver.resolution import Resolution
from resolver.resolve import Options, resolve
from tests.resolver.small_world import person_row, put_rows, put_world

DOUBTFUL = {"given_name": "D", "birth_date": None}


def settled_home(target: Target, home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose commands speak to the target, where the council and a doubtful record are resolved."""
    environment = {
        "KITH_NEO4J_URI": target.uri,
        "KITH_NEO4J_USER": target.user,
        "KITH_NEO4J_PASSWORD": target.password,
        "KITH_NEO4J_DATABASE": target.database,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment(environment, home=home)
    asyncio.run(_resolved(target, settings))
    return settings


async def _resolved(target: Target, settings: Settings) -> Resolution:
    async with await Store.connect(target) as store:
        await put_world(store)
        await put_rows(store, [person_row("claims", 3, key="doubtful", **DOUBTFUL)])
        return await resolve(store, Options(key=settings.identity_key(), folder=settings.resolver))
