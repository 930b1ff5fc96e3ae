"""Migrations: applied in order, each once, by one runner at a time, and recorded in the graph.

A migration of data and its record are one transaction. Schema cannot be, nor data that is changed in
batches: their statements can be repeated, and the record is written after them, so that a crash in between
runs them once more.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

from neo4j import AsyncManagedTransaction, AsyncSession

from graph.driver_errors import told_as_ours
from graph.errors import MigrationError, QueryError
from graph.migration_file import MigrationFile, migrations_folder, read_migrations
from graph.runner import ensure, only_runner, still_holds
from graph.store import Store

_LEDGER: LiteralString = (
    "CREATE CONSTRAINT kith_migration IF NOT EXISTS FOR (n:KithMigration) REQUIRE n.version IS UNIQUE"
)
_TASK = "migrate"
_READ: LiteralString = """
MATCH (n:KithMigration)
RETURN n.version AS version, n.name AS name, n.checksum AS checksum, n.applied_at AS applied_at
ORDER BY version
"""
_RECORD: LiteralString = """
CREATE (n:KithMigration {version: $version, name: $name, checksum: $checksum})
SET n.applied_at = toString(datetime({timezone: 'Z'}))
RETURN n.version AS version, n.name AS name, n.checksum AS checksum, n.applied_at AS applied_at
"""
_AWAIT_INDEXES: LiteralString = "CALL db.awaitIndexes(3600)"

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Applied:
    """A migration that the graph records: its number, name, checksum, and when it was applied."""

    version: int
    name: str
    checksum: str
    applied_at: str


async def migrate(
    store: Store,
    folder: Path | None = None,
    progress: Progress | None = None,
    lock_seconds: float = 60.0,
) -> list[Applied]:
    """Apply what was not yet applied; the list of it, empty where all was.

    Args:
        store: the database.
        folder: where the migrations lie; None for those that came with Kith.
        progress: told the name of each migration and how many are applied.
        lock_seconds: how long to wait for another runner's end.

    Raises:
        MigrationError: an applied migration was changed or is missing here, one is numbered below
            an applied one, or a statement failed.
        BusyError: another runner held the lock for too long.
        DatabaseUnavailableError: the database went away; run it again.
    """
    migrations = read_migrations(folder if folder is not None else migrations_folder())
    await ensure(store, _LEDGER)
    async with only_runner(store, _TASK, lock_seconds) as lock:
        pending = _pending(migrations, await read_applied(store))
        done = []
        for migration in pending:
            await still_holds(lock)
            done.append(await _apply(store, migration))
            if progress is not None:
                progress(migration.label, len(done))
        return done


async def read_applied(store: Store) -> list[Applied]:
    """What the graph records as applied, in order."""
    return [Applied(**row) for row in await store.read(_READ)]


def _pending(migrations: list[MigrationFile], applied: list[Applied]) -> list[MigrationFile]:
    here = {each.version: each for each in migrations}
    for each in applied:
        _compare(here.get(each.version), each)
    last = max((each.version for each in applied), default=0)
    pending = [each for each in migrations if each.version not in {one.version for one in applied}]
    if pending and pending[0].version < last:
        raise MigrationError(
            f"{pending[0].label} is numbered below V{last:04d}, which is applied already. "
            "Give it a higher number."
        )
    return pending


def _compare(here: MigrationFile | None, applied: Applied) -> None:
    label = f"V{applied.version:04d}__{applied.name}"
    if here is None:
        raise MigrationError(
            f"{label} was applied to this database and is missing here. Use the version of Kith that has it."
        )
    if here.checksum != applied.checksum:
        raise MigrationError(
            f"{label} was changed after it was applied. Put it back as it was, and write a new migration."
        )


async def _apply(store: Store, migration: MigrationFile) -> Applied:
    try:
        if migration.is_schema:
            return await _apply_schema(store, migration)
        if migration.is_in_batches:
            return await _apply_batches(store, migration)
        return await _apply_data(store, migration)
    except QueryError as error:
        raise MigrationError(
            f"{migration.label} failed with {error.code} and is not recorded as applied. "
            "Mend the file or the data, and run the same command again."
        ) from None


async def _apply_schema(store: Store, migration: MigrationFile) -> Applied:
    async with _session(store) as session:
        await session.execute_write(_run_all, migration.statements)
    await store.write(_AWAIT_INDEXES)
    rows = await store.write(_RECORD, **_record(migration))
    return Applied(**rows[0])


async def _apply_batches(store: Store, migration: MigrationFile) -> Applied:
    async with _session(store) as session:
        for statement in migration.statements:
            await (await session.run(statement)).consume()
    rows = await store.write(_RECORD, **_record(migration))
    return Applied(**rows[0])


async def _apply_data(store: Store, migration: MigrationFile) -> Applied:
    async def work(transaction: AsyncManagedTransaction) -> Applied:
        await _run_all(transaction, migration.statements)
        recorded = await (await transaction.run(_RECORD, _record(migration))).single(strict=True)
        return Applied(**recorded)

    async with _session(store) as session:
        return await session.execute_write(work)


async def _run_all(transaction: AsyncManagedTransaction, statements: tuple[str, ...]) -> None:
    for statement in statements:
        await (await transaction.run(statement)).consume()


@asynccontextmanager
async def _session(store: Store) -> AsyncIterator[AsyncSession]:
    async with told_as_ours(store.target), store.driver.session(database=store.target.database) as session:
        yield session


def _record(migration: MigrationFile) -> dict[str, Any]:
    return {"version": migration.version, "name": migration.name, "checksum": migration.checksum}
