"""The store: the one way in to Neo4j, over Bolt, for every room.

What is read or written is repeated while the database asks for it, but for what says that it is not. No error
raised here quotes a parameter or a value of the graph.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, LiteralString, Self
from urllib.parse import urlsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncResult,
    AsyncTransaction,
    RoutingControl,
)
from neo4j.exceptions import (
    ConfigurationError,
    DriverError,
    Neo4jError,
)

from graph.driver_errors import told_as_ours, unavailable
from graph.errors import DatabaseUnavailableError
from graph.target import Target

__all__ = ["Store", "Target"]

Statement = tuple[LiteralString, Mapping[str, Any]]
"""A query and its parameters."""

Rows = list[dict[str, Any]]
"""An answer: a map a row."""

_CONNECTION_SECONDS = 15.0
_CLOSING_SECONDS = 1.0
_SCHEMES = {"bolt", "neo4j"}


class Store:
    """A connection to one Neo4j database; an async context manager that closes it.

    Queries return maps, lists and plain values, never nodes: write `RETURN p {.id, .name}`.
    """

    def __init__(self, driver: AsyncDriver, target: Target) -> None:
        self._driver = driver
        self._target = target
        self._asked = set[asyncio.Task[Rows]]()

    @classmethod
    async def connect(cls, target: Target) -> Self:
        """Connect and make sure that the server answers.

        Raises:
            DatabaseUnavailableError: nothing answers there, or it refuses the user.
        """
        driver = _driver(target)
        try:
            async with told_as_ours(target):
                await driver.verify_connectivity()
        except BaseException:
            await driver.close()
            raise
        return cls(driver, target)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection, once what is still asked is over or has had a moment to be."""
        if self._asked:
            _, unfinished = await asyncio.wait(self._asked, timeout=_CLOSING_SECONDS)
            for task in unfinished:
                task.cancel()
        await self._driver.close()

    @property
    def driver(self) -> AsyncDriver:
        """The Neo4j driver, for what the methods here do not cover."""
        return self._driver

    @property
    def target(self) -> Target:
        """Where this store is connected to."""
        return self._target

    async def read(self, query: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query in a read transaction, repeated while the database says it may pass.

        Raises:
            DatabaseUnavailableError: the database went away.
            QueryError: the database refused the query.
        """
        return await self._to_its_end(self._read(query, parameters))

    async def write(self, query: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query in a write transaction, repeated while the database says it may pass.

        Raises:
            DatabaseUnavailableError: the database went away; the query was kept whole or not at all.
            QueryError: the database refused the query.
        """
        return await self._to_its_end(self._repeated(query, parameters, RoutingControl.WRITE))

    async def write_once(self, query: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query in a write transaction of its own, in a single trip; it is not repeated by itself.

        Raises:
            DatabaseUnavailableError: the database went away; the query was kept whole or not at all.
            QueryError: the database refused the query.
        """
        return await self._to_its_end(self._in_one_trip(query, parameters, WRITE_ACCESS))

    async def write_together(
        self, statements: Sequence[Statement], guard: Callable[[Rows], object]
    ) -> list[Rows]:
        """Run queries with their parameters in one write transaction: all are kept, or none.

        Args:
            statements: the queries.
            guard: hears the answer of the first; what it raises stops and undoes everything.

        Raises:
            DatabaseUnavailableError: the database went away.
            QueryError: the database refused one of the queries.
        """

        async def work(transaction: AsyncManagedTransaction) -> list[Rows]:
            answers: list[Rows] = []
            for query, given in statements:
                answers.append(await _rows(await transaction.run(query, dict(given))))
                guard(answers[0])
            return answers

        async with (
            told_as_ours(self._target),
            self._driver.session(database=self._target.database) as session,
        ):
            return await session.execute_write(work)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """One write transaction, kept where the block ends well, and undone where it raises.

        It is not repeated by itself.

        Raises:
            DatabaseUnavailableError: the database went away.
            QueryError: the database refused a query.
        """
        async with (
            told_as_ours(self._target),
            self._driver.session(database=self._target.database) as session,
            await session.begin_transaction() as transaction,
        ):
            yield Transaction(transaction)

    async def write_batches(
        self,
        query: LiteralString,
        rows: Iterable[Mapping[str, Any]],
        size: int = 5000,
        **parameters: Any,
    ) -> int:
        """Run a query that starts with `UNWIND $rows AS row` over all rows, `size` rows a transaction.

        Returns:
            The number of rows. What was committed before an error stays.
        """
        done = 0
        for batch in _batches(rows, size):
            await self.write(query, **{**parameters, "rows": batch})
            done += len(batch)
        return done

    async def _to_its_end(self, work: Coroutine[Any, Any, Rows]) -> Rows:
        """Run a query to its end, even where whoever asked is cancelled.

        The driver leaves a socket open when it is cancelled while it connects, and closes a connection that
        could serve others when it is cancelled later.
        """
        asked = asyncio.ensure_future(work)
        self._asked.add(asked)
        asked.add_done_callback(self._heard)
        async with told_as_ours(self._target):
            return await asyncio.shield(asked)

    async def _in_one_trip(self, query: LiteralString, parameters: dict[str, Any], access: str) -> Rows:
        """Ask once, without a transaction of the driver's, which takes a second trip to end."""
        async with self._driver.session(
            database=self._target.database, default_access_mode=access
        ) as session:
            return await _rows(await session.run(query, parameters))

    def _heard(self, asked: "asyncio.Task[Rows]") -> None:
        self._asked.discard(asked)
        if not asked.cancelled():
            asked.exception()  # who was cancelled does not ask for it

    async def _read(self, query: LiteralString, parameters: dict[str, Any]) -> Rows:
        try:
            return await self._in_one_trip(query, parameters, READ_ACCESS)
        except (DriverError, Neo4jError) as error:
            if not error.is_retryable():
                raise
        return await self._repeated(query, parameters, RoutingControl.READ)

    async def _repeated(
        self, query: LiteralString, parameters: dict[str, Any], routing: RoutingControl
    ) -> Rows:
        rows: Rows = await self._driver.execute_query(
            query,
            parameters,
            routing_=routing,
            database_=self._target.database,
            result_transformer_=_rows,
        )
        return rows


class Transaction:
    """A transaction that is open."""

    def __init__(self, transaction: AsyncTransaction) -> None:
        self._transaction = transaction

    async def run(self, query: LiteralString, **parameters: Any) -> Rows:
        """Run a query in it."""
        return await _rows(await self._transaction.run(query, parameters))


def _driver(target: Target) -> AsyncDriver:
    if urlsplit(target.uri).scheme.partition("+")[0] not in _SCHEMES:
        raise DatabaseUnavailableError(
            f"{target.address} is not the address of a Neo4j, which begins with bolt:// or neo4j://. "
            "Set KITH_NEO4J_URI to one that does."
        )
    try:
        return AsyncGraphDatabase.driver(
            target.uri,
            auth=(target.user, target.password),
            connection_timeout=_CONNECTION_SECONDS,
            notifications_min_severity="OFF",
            user_agent="kith",
        )
    except (ConfigurationError, ValueError) as error:
        raise unavailable(target, error) from None


async def _rows(result: AsyncResult) -> list[dict[str, Any]]:
    keys = result.keys()
    return [dict(zip(keys, record.values(), strict=True)) async for record in result]


def _batches(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
