"""The store: what is read and written over Bolt, and what its errors do not tell."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psutil
import pytest

from graph.errors import DatabaseUnavailableError, QueryError
from graph.store import Store, Target

T = TypeVar("T")


def _with(target: Target, work: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(run())


def _connect(target: Target) -> None:
    async def nothing(store: Store) -> None:
        pass

    _with(target, nothing)


def _cut(target: Target) -> None:
    """Cut every connection of this process to the database."""
    port = urlsplit(target.uri).port
    for each in psutil.Process().net_connections("tcp"):
        if each.raddr and each.raddr.port == port:
            with socket.socket(fileno=os.dup(each.fd)) as connection:
                connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.neo4j
def test_what_is_written_is_read(empty_database: Target) -> None:
    async def work(store: Store) -> list[dict[str, Any]]:
        await store.write("CREATE (:Team {id: $id})", id="north")
        return await store.read("MATCH (t:Team) RETURN t {.id} AS team, [1, 2] AS list")

    assert _with(empty_database, work) == [{"team": {"id": "north"}, "list": [1, 2]}]


@pytest.mark.neo4j
def test_a_connection_that_was_cut_is_noticed_by_a_read_and_a_write_once_is_not_repeated(
    empty_database: Target,
) -> None:
    async def work(store: Store) -> list[dict[str, Any]]:
        _cut(empty_database)
        (read,) = await store.read("RETURN 1 AS one")
        _cut(empty_database)
        with pytest.raises(DatabaseUnavailableError):
            await store.write_once("CREATE (:Team {id: 'a'})")
        await store.write_once("CREATE (:Team {id: 'b'})")
        return [read, *await store.read("MATCH (t:Team) RETURN t.id AS id")]

    assert _with(empty_database, work) == [{"one": 1}, {"id": "b"}]


@pytest.mark.neo4j
@pytest.mark.parametrize(("rows", "size"), [(0, 10), (7, 3), (9, 3), (1, 5000)])
def test_batches_write_every_row(empty_database: Target, rows: int, size: int) -> None:
    query = "UNWIND $rows AS row CREATE (:Team {id: $prefix + row.id})"

    async def work(store: Store) -> tuple[int, int]:
        made = ({"id": str(number)} for number in range(rows))
        written = await store.write_batches(query, made, size, prefix="t")
        found = await store.read("MATCH (t:Team) WHERE t.id STARTS WITH 't' RETURN count(*) AS n")
        return written, found[0]["n"]

    assert _with(empty_database, work) == (rows, rows)


@pytest.mark.neo4j
def test_a_refused_query_tells_its_code_and_no_value(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        for _ in range(2):
            await store.write("CREATE (:Team {id: $id})", id="Private Name")

    with pytest.raises(QueryError) as refused:
        _with(empty_database, work)
    assert refused.value.code == "Neo.ClientError.Schema.ConstraintValidationFailed"
    assert "Private" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.neo4j
def test_a_read_does_not_write(empty_database: Target) -> None:
    with pytest.raises(QueryError):
        _with(empty_database, lambda store: store.read("CREATE (:Team {id: 'a'})"))


@pytest.mark.neo4j
def test_a_wrong_password_is_told_and_not_shown(neo4j_target: Target) -> None:
    with pytest.raises(DatabaseUnavailableError, match="refused the user 'neo4j'") as refused:
        _connect(replace(neo4j_target, password="not this one"))
    assert "not this one" not in str(refused.value)


@pytest.mark.neo4j
def test_an_unknown_database_is_unavailable(neo4j_target: Target) -> None:
    with pytest.raises(DatabaseUnavailableError, match="No database 'elsewhere'"):
        _with(replace(neo4j_target, database="elsewhere"), lambda store: store.read("RETURN 1"))


def test_nothing_listens_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        uri = f"bolt://someone:hidden@127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(DatabaseUnavailableError, match="kith up") as refused:
            _connect(Target(uri, "neo4j", "secret"))
    assert refused.value.exit_code == 5
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("uri", ["http://127.0.0.1", "127.0.0.1:7687", "bolt+x://127.0.0.1", "nonsense", ""])
def test_an_address_that_is_none(uri: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match="KITH_NEO4J_URI"):
        _connect(Target(uri, "neo4j", "secret"))


def test_a_target_does_not_show_its_password() -> None:
    target = Target("bolt://someone:hidden@127.0.0.1:7687", "neo4j", "secret")
    assert "secret" not in repr(target)
    assert target.address == "bolt://127.0.0.1:7687"


def test_what_is_asked_goes_on_to_its_end_though_the_asker_is_cancelled(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        write = asyncio.create_task(store.write("CREATE (n:Person {id: 'a'}) RETURN n.id AS id"))
        await asyncio.sleep(0)
        write.cancel()
        with pytest.raises(asyncio.CancelledError):
            await write

    async def count(store: Store) -> list[dict[str, int]]:
        return await store.read("MATCH (n:Person) RETURN count(n) AS n")

    _with(empty_database, work)
    assert _with(empty_database, count) == [{"n": 1}]
