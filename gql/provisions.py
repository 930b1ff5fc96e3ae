"""What a service has at hand while it runs, beside the graph: broken glass and the ledger of statistics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from gql.glass import Glass
from gql.ledger import LEDGER, Ledger, statistics_secret
from gql.settings import ServerSettings
from graph.store import Store


@dataclass(frozen=True)
class Provisions:
    """Each part, ready to be used."""

    glass: Glass
    ledger: Ledger

    @classmethod
    def in_memory(cls, settings: ServerSettings, store: Store) -> Self:
        """Parts that keep nothing when they end."""
        return cls(Glass(store), Ledger(statistics_secret(settings.pseudonym_secret)))


@asynccontextmanager
async def provided(settings: ServerSettings, store: Store) -> AsyncIterator[Provisions]:
    """The parts of a service that runs, for as long as the block lasts.

    Raises:
        SettingsError: what they keep cannot be read or written.
    """
    ledger = Ledger.open(settings.audit / LEDGER, statistics_secret(settings.pseudonym_secret))
    try:
        async with Glass(store).at_work() as glass:
            yield Provisions(glass, ledger)
    finally:
        ledger.close()
