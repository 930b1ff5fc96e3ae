"""Once: a change and its answer are kept under the caller's key in the transaction that makes it.

Invariant: the same caller's same key never changes anything a second time, in whichever process, after a
restart or while the first is still under way; with the same input it is answered as the first time. Keys are
kept for thirty days. What is kept of the input is a keyed hash.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, LiteralString, TypeVar

import orjson
from neo4j import AsyncManagedTransaction, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from gql.changes.done import Done
from gql.changes.errors import KeyReusedError
from gql.errors import AccessError, BusyError, InvalidVariablesError, TimeBudgetError, UnavailableError
from graph.record_writer import CONSTRAINT_FAILED
from graph.store import Store

MOST_KEY = 100
_TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"
_KEPT = 30 * 24 * 3600 * 1000
_BEGIN: LiteralString = """
MERGE (c:KithChange {id: $id})
  ON CREATE SET c.digest = $digest, c.who = $who, c.operation = $operation, c.at = timestamp()
RETURN c.digest AS digest, c.answer AS answer
"""
_KNOWN: LiteralString = "MATCH (c:KithChange {id: $id}) RETURN c.digest AS digest, c.answer AS answer"
_END: LiteralString = """
MATCH (c:KithChange {id: $id}) SET c.answer = $answer
WITH c
CALL () {
  MATCH (old:KithChange) WHERE old.at < timestamp() - $kept AND old.answer IS NOT NULL
  WITH old LIMIT 20 DELETE old
}
"""
Result = TypeVar("Result")
Row = dict[str, Any]


@dataclass(frozen=True)
class Once:
    """What a change is known by.

    Attributes:
        id: a keyed hash of the caller and their key.
        digest: a keyed hash of everything that was asked.
    """

    id: str
    digest: str
    who: str
    operation: str

    @classmethod
    def of(
        cls, secret: bytes, who: str, operation: str, purpose: str, arguments: Mapping[str, Any]
    ) -> "Once":
        """What a caller's change is known by.

        Raises:
            InvalidVariablesError: the key among the arguments is empty or too long, or a number too large.
        """
        key = str(arguments["key"])
        if not 1 <= len(key) <= MOST_KEY:
            raise InvalidVariablesError
        try:
            asked = orjson.dumps([operation, purpose, dict(arguments)], option=orjson.OPT_SORT_KEYS)
        except TypeError:
            raise InvalidVariablesError from None
        named = orjson.dumps([who, key])
        return cls(_hash(secret, b"key", named), _hash(secret, b"input", asked), who, operation)


class Running:
    """One transaction."""

    def __init__(self, transaction: AsyncManagedTransaction) -> None:
        self._transaction = transaction

    async def rows(self, statement: str, **given: Any) -> list[Row]:
        """What a statement returns."""
        result = await self._transaction.run(statement, given)
        return [record.data() async for record in result]

    async def row(self, statement: str, **given: Any) -> Row:
        """The one row that a statement returns."""
        (row,) = await self.rows(statement, **given)
        return row


async def once(
    store: Store, seconds: float, known: Once, act: Callable[[Running], Awaitable[Done]]
) -> tuple[Done, bool]:
    """What comes of a change, and whether it came of it now: done and kept together, or found to be done.

    Args:
        seconds: how long the database may take.
        act: makes the change in a transaction; may be called again where the database asks for it.

    Raises:
        KeyReusedError: the key stands for something else.
        TimeBudgetError, UnavailableError, AccessError: it was not done; or it was, and the same key tells.
    """

    async def work(running: Running) -> tuple[Done, bool]:
        held = await running.row(
            _BEGIN, id=known.id, digest=known.digest, who=known.who, operation=known.operation
        )
        if not hmac.compare_digest(held["digest"], known.digest):
            raise KeyReusedError
        if held["answer"] is not None:
            return Done.of_json(held["answer"]), False
        done = await act(running)
        await running.rows(_END, id=known.id, answer=done.to_json(), kept=_KEPT)
        return done, True

    return await within(store, seconds, work)


async def known_to_be_done(store: Store, seconds: float, known: Once) -> Done | None:
    """What came of a change that was made; none where it was not, or not yet.

    Raises:
        KeyReusedError: the key stands for something else.
        TimeBudgetError, UnavailableError, AccessError: the database does not tell.
    """

    async def work(running: Running) -> Done | None:
        rows = await running.rows(_KNOWN, id=known.id)
        if not rows:
            return None
        if not hmac.compare_digest(rows[0]["digest"], known.digest):
            raise KeyReusedError
        return Done.of_json(rows[0]["answer"])

    return await within(store, seconds, work)


async def keep(store: Store, seconds: float, known: Once, done: Done) -> None:
    """Keep what came of a change anew, once what follows from it is known."""

    async def work(running: Running) -> None:
        await running.rows(_END, id=known.id, answer=done.to_json(), kept=_KEPT)

    await within(store, seconds, work)


async def within(store: Store, seconds: float, work: Callable[[Running], Awaitable[Result]]) -> Result:
    """What comes of work in one write transaction, repeated where the database says that may help.

    Raises:
        TimeBudgetError, UnavailableError, AccessError: nothing was written, or it is not known.
        BusyError: somebody else has written the same just now.
    """

    @unit_of_work(timeout=seconds)
    async def run(transaction: AsyncManagedTransaction) -> Result:
        return await work(Running(transaction))

    try:
        async with store.driver.session(database=store.target.database) as session:
            return await session.execute_write(run)
    except Neo4jError as error:
        raise _told_as_ours(error.code or "") from None
    except (DriverError, OSError):
        raise UnavailableError from None


def _told_as_ours(code: str) -> AccessError:
    if code.startswith(_TIMED_OUT):
        return TimeBudgetError()
    return BusyError() if code == CONSTRAINT_FAILED else AccessError()


def _hash(secret: bytes, use: bytes, content: bytes) -> str:
    return hmac.new(secret, b"kith change " + use + b"\0" + content, sha256).hexdigest()
