"""Migrations: in order, once, one runner at a time, recorded or not applied."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from graph.errors import BusyError, MigrationError
from graph.migration import migrate, read_applied
from graph.store import Store, Target

pytestmark = pytest.mark.neo4j
T = TypeVar("T")

_SCHEMA = "CREATE INDEX trial_a IF NOT EXISTS FOR (n:Trial) ON (n.a);"
_DATA = "CREATE (:Trial {a: 1});\nCREATE (:Trial {a: 2})"
# Holds the runner's lock for as long as it lives.
_HOLDER = """
import asyncio, sys
from graph.store import Store, Target
from graph.runner import only_runner

async def main():
    target = Target(sys.argv[1], "neo4j", sys.stdin.readline().strip())
    async with await Store.connect(target) as store, only_runner(store, "migrate", 30):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def database(empty_database: Target) -> Iterator[Target]:
    """A database with no record of a migration; what Kith's own made is recorded again afterwards."""
    _with(empty_database, _forget)
    yield empty_database
    _with(empty_database, _forget)
    _with(empty_database, migrate)


def _with(target: Target, work: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(run())


async def _forget(store: Store) -> None:
    await store.write("MATCH (n:KithMigration) DELETE n")
    await store.write("DROP INDEX trial_a IF EXISTS")


def _folder(folder: Path, *texts: str) -> Path:
    for number, text in enumerate(texts, start=1):
        (folder / f"V{number:04d}__trial.cypher").write_text(text, "utf-8")
    return folder


def _migrate(target: Target, folder: Path) -> list[int]:
    return [each.version for each in _with(target, lambda store: migrate(store, folder))]


def _count(target: Target) -> Any:
    return _with(target, lambda store: store.read("MATCH (n:Trial) RETURN count(n) AS n"))[0]["n"]


def test_each_is_applied_once(database: Target, tmp_path: Path) -> None:
    folder = _folder(tmp_path, _SCHEMA, _DATA)
    assert _migrate(database, folder) == [1, 2]
    assert _migrate(database, folder) == []
    assert _count(database) == 2
    assert [each.name for each in _with(database, read_applied)] == ["trial", "trial"]


def test_progress_names_each(database: Target, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    folder = _folder(tmp_path, _SCHEMA, _DATA)
    _with(database, lambda store: migrate(store, folder, lambda name, done: told.append((name, done))))
    assert told == [("V0001__trial", 1), ("V0002__trial", 2)]


def test_what_was_applied_may_not_change(database: Target, tmp_path: Path) -> None:
    _migrate(database, _folder(tmp_path, _SCHEMA))
    with pytest.raises(MigrationError, match="V0001__trial was changed"):
        _migrate(database, _folder(tmp_path, _SCHEMA + "\n// and more"))


def test_what_was_applied_may_not_be_missing(database: Target, tmp_path: Path) -> None:
    folder = _folder(tmp_path, _SCHEMA, _DATA)
    _migrate(database, folder)
    (folder / "V0002__trial.cypher").unlink()
    with pytest.raises(MigrationError, match="V0002__trial was applied to this database and is missing"):
        _migrate(database, folder)


def test_none_may_be_slipped_in_below(database: Target, tmp_path: Path) -> None:
    folder = _folder(tmp_path, _SCHEMA, _DATA)
    (folder / "V0001__trial.cypher").rename(tmp_path / "kept")
    _migrate(database, folder)
    (tmp_path / "kept").rename(folder / "V0001__trial.cypher")
    with pytest.raises(MigrationError, match="numbered below V0002"):
        _migrate(database, folder)


def test_a_failure_leaves_nothing_and_tells_no_value(database: Target, tmp_path: Path) -> None:
    folder = _folder(
        tmp_path, _SCHEMA, _DATA + "; CREATE (:Trial {a: toInteger('secret value') / 0 + 1 / 0})"
    )
    with pytest.raises(MigrationError, match=r"V0002__trial failed with Neo\.") as failure:
        _migrate(database, folder)
    assert "secret" not in str(failure.value)
    assert _count(database) == 0
    assert [each.version for each in _with(database, read_applied)] == [1]
    assert _migrate(database, _folder(tmp_path, _SCHEMA, _DATA)) == [2]
    assert _count(database) == 2


def test_schema_that_was_not_recorded_runs_again(database: Target, tmp_path: Path) -> None:
    _with(database, lambda store: store.write(_SCHEMA.rstrip(";")))
    assert _migrate(database, _folder(tmp_path, _SCHEMA)) == [1]


def test_everybody_who_was_there_before_is_held_somehow(database: Target) -> None:
    async def work(store: Store) -> None:
        await store.write(
            "CREATE (:Person {id: 'a'}), (:Person {id: 'b', restriction: 'sealed'}), "
            "(:Person {id: 'c', dissents: ['x']})"
        )
        applied = [each.version for each in await migrate(store)]
        assert applied[:5] == [1, 2, 3, 4, 5]
        asked = "MATCH (p:Person) RETURN p.restriction AS held, p.dissents AS dissents ORDER BY p.id"
        assert [tuple(row.values()) for row in await store.read(asked)] == [
            ("none", []),
            ("sealed", []),
            ("none", ["x"]),
        ]

    _with(database, work)


def test_two_runners_take_turns(database: Target, tmp_path: Path) -> None:
    folder = _folder(tmp_path, _SCHEMA, _DATA)

    async def both(store: Store) -> list[int]:
        runs = await asyncio.gather(migrate(store, folder), migrate(store, folder))
        return sorted(len(run) for run in runs)

    assert _with(database, both) == [0, 2]
    assert _count(database) == 2


def test_a_runner_that_is_killed_frees_the_lock(database: Target, tmp_path: Path) -> None:
    folder = _folder(tmp_path, _SCHEMA)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, database.uri],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        try:
            assert holder.stdin is not None
            assert holder.stdout is not None
            holder.stdin.write(database.password + "\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(BusyError, match="Another runner"):
                _with(database, lambda store: migrate(store, folder, lock_seconds=0.2))
        finally:
            holder.kill()
    assert _migrate(database, folder) == [1]
