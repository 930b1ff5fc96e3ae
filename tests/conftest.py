"""What every test may use: one real Neo4j for the whole run, and a clean database for each test.

`KITH_TEST_NEO4J_URI` (with `KITH_TEST_NEO4J_USER` and `KITH_TEST_NEO4J_PASSWORD`) names another server
to test against. Its data is wiped.
"""

import asyncio
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from graph.migration import migrate
from graph.server import ServerOptions, down, up
from graph.store import Store, Target

# A busy machine must not fail a property: how fast a case ran is no part of it.
settings.register_profile("kith", deadline=None)
settings.load_profile("kith")

_HEAP = 1024
_PAGE_CACHE = 256

_WIPE = """
MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS
"""


@pytest.fixture(scope="session")
def neo4j_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A real Neo4j with Graph Data Science, migrated; stopped when the run ends."""
    given = os.environ.get("KITH_TEST_NEO4J_URI")
    if given is not None:
        target = Target(given, os.environ["KITH_TEST_NEO4J_USER"], os.environ["KITH_TEST_NEO4J_PASSWORD"])
        asyncio.run(_migrate(target))
        yield target
        return
    options = ServerOptions(home=tmp_path_factory.mktemp("neo4j"), heap=_HEAP, page_cache=_PAGE_CACHE)
    try:
        target = up(options)
        asyncio.run(_migrate(target))
        yield target
    finally:
        down(options)


@pytest.fixture
def empty_database(neo4j_target: Target) -> Target:
    """The server with no data: constraints and indexes stay."""
    asyncio.run(_wipe(neo4j_target))
    return neo4j_target


async def _migrate(target: Target) -> None:
    async with await Store.connect(target) as store:
        await migrate(store)


async def _wipe(target: Target) -> None:
    async with (
        await Store.connect(target) as store,
        store.driver.session(database=target.database) as session,
    ):
        await (await session.run(_WIPE)).consume()
