"""For whom a caller has broken the glass at this moment, for the purpose stated.

Whoever has broken no glass costs nothing: who has is known to the process, which looks twice a second. Of
them the database is asked anew for each question, so that glass that was ended, or has expired, opens nothing
from then on, whichever process ended it; only that it was broken elsewhere may be noticed half a second late.
The database's clock is the only one that counts. Where somebody else was merged into the person since, the
record is a wider one than was claimed, and the glass opens it no longer.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gql.beside import beside
from gql.errors import UnavailableError
from graph.errors import GraphError
from graph.store import Store

_SECONDS = 0.5
_WHO = "MATCH (g:KithGlass) WHERE g.until > timestamp() RETURN DISTINCT g.who AS who, g.purpose AS purpose"
_FOR_WHOM = """
MATCH (g:KithGlass {who: $who}) WHERE g.purpose = $purpose AND g.until > timestamp()
  AND NOT EXISTS {
    MATCH (e:FeedEntry {into: g.person}) WHERE e.what = 'merged' AND e.sequence > g.position
  }
RETURN DISTINCT g.person AS person ORDER BY person
"""
_log = logging.getLogger(__name__)


class Glass:
    """The glass that is broken in one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._broken = frozenset[tuple[str, str]]()
        self._own: dict[tuple[str, str], float] = {}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Glass"]:
        """Notice who breaks glass, in whichever process, for as long as the block lasts."""
        await self._look()
        async with beside(self._work()):
            yield self

    def notice(self, who: str, purpose: str) -> None:
        """Know at once that somebody has broken the glass."""
        self._own[who, purpose] = time.monotonic()
        self._broken |= {(who, purpose)}

    async def of(self, who: str, purpose: str) -> tuple[str, ...]:
        """Ids of those for whom a caller has broken the glass.

        Raises:
            UnavailableError: the database does not answer.
        """
        if (who, purpose) not in self._broken:
            return ()
        try:
            rows = await self._store.read(_FOR_WHOM, who=who, purpose=purpose)
        except GraphError:
            raise UnavailableError from None
        return tuple(row["person"] for row in rows)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            try:
                await self._look()
            except GraphError as error:
                _log.warning("Who has broken the glass could not be read: %s", type(error).__name__)

    async def _look(self) -> None:
        begun = time.monotonic()
        found = {(row["who"], row["purpose"]) for row in await self._store.read(_WHO)}
        self._own = {key: at for key, at in self._own.items() if at >= begun}
        self._broken = frozenset(found | self._own.keys())
