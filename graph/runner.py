"""One runner at a time: whoever changes the whole graph holds the task's lock in the database itself.

The lock is a transaction held open on one node. Neo4j gives it to one runner only, and takes it back
when the runner or its connection dies; so no lock outlives a crash.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

from neo4j import AsyncTransaction

from graph.driver_errors import told_as_ours
from graph.errors import BusyError, QueryError
from graph.store import Store

RESOLVE = "resolve"
"""The task of whoever derives people from all records, or takes some away."""

CONSTRAINT: LiteralString = (
    "CREATE CONSTRAINT kith_runner IF NOT EXISTS FOR (n:KithRunner) REQUIRE n.task IS UNIQUE"
)
_TAKE: LiteralString = "MERGE (n:KithRunner {task: $task}) SET n.task = $task"
_EXISTS_ALREADY = {
    "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
    "Neo.ClientError.Schema.ConstraintAlreadyExists",
}


@asynccontextmanager
async def only_runner(store: Store, task: str, seconds: float = 60.0) -> AsyncIterator[AsyncTransaction]:
    """Be the only runner of a task on this database for as long as the context lasts.

    Raises:
        BusyError: another one was, for all of `seconds`.
    """
    await ensure(store, CONSTRAINT)
    async with (
        told_as_ours(store.target),
        store.driver.session(database=store.target.database) as session,
        await session.begin_transaction() as lock,
    ):
        try:
            async with asyncio.timeout(seconds):
                await (await lock.run(_TAKE, task=task)).consume()
        except TimeoutError:
            raise BusyError(
                f"Another runner has been at '{task}' on this database for {seconds:.0f} seconds. "
                "Wait for its end and run the same command again."
            ) from None
        yield lock
        await lock.commit()


async def still_holds(lock: AsyncTransaction) -> None:
    """Make sure that the lock's connection is alive.

    Raises:
        neo4j.exceptions.DriverError: it is not, and another runner may have begun.
    """
    await (await lock.run("RETURN 1")).consume()


async def ensure(store: Store, constraint: LiteralString) -> None:
    """Create a constraint, or find it there.

    Two runners that meet on a new database do not see each other's in time, in spite of IF NOT EXISTS.
    """
    try:
        await store.write(constraint)
    except QueryError as error:
        if error.code not in _EXISTS_ALREADY:
            raise
