"""One small graph and one server for the tests of a module that only read."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.server import application
from gql.settings import ServerSettings
from graph.store import Store, Target
from tests.gql.changes.acting import Acting, acting, make_people
from tests.gql.world import Asker, make_world, settings_for

_WIPE = "MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n"


@pytest.fixture(scope="module")
def world(neo4j_target: Target) -> Target:
    """The small graph, and nothing else, in the database."""

    async def wipe() -> None:
        async with await Store.connect(neo4j_target) as store:
            await store.write(_WIPE)

    asyncio.run(wipe())
    make_world(neo4j_target)
    return neo4j_target


@dataclass(frozen=True)
class Served:
    """A running service over the small graph."""

    client: TestClient
    settings: ServerSettings
    key: DevelopmentKey

    def beside(self, name: str) -> ServerSettings:
        """The settings of another service over the same graph, with an audit log of its own."""
        return replace(self.settings, audit=self.settings.audit.with_name(name))

    def asker(self, role: Role, team: str | None = None, purpose: Purpose | None = None) -> Asker:
        """Somebody of a role, who asks for its own purpose unless told otherwise."""
        return Asker(self.client, self.key, role, team, purpose)


@pytest.fixture(scope="module")
def served(world: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service over the small graph."""
    settings, key = settings_for(world, tmp_path_factory.mktemp("service"))
    with TestClient(application(settings)) as client:
        yield Served(client, settings, key)


@pytest.fixture
def key(tmp_path: Path) -> DevelopmentKey:
    """A fresh development key."""
    return DevelopmentKey.in_home(tmp_path)


@pytest.fixture(scope="module")
def changes(neo4j_target: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """A service that changes are made in, over the small graph with a few more people."""
    make_people(neo4j_target)
    folder = tmp_path_factory.mktemp("changes")
    (folder / "contracts").mkdir()
    places = {"contracts": folder / "contracts", "quarantine": folder / "quarantine", "uploads": folder}
    with acting(neo4j_target, folder, **places, upload_bytes=1 << 20) as found:
        yield found
