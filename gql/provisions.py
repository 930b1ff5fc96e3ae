"""What a service has at hand while it runs, beside the graph: what callers are held to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from gql.allowance import Budgets
from gql.glass import Glass
from gql.ledger import LEDGER, Ledger, statistics_secret
from gql.revocation import FILE, Revocations
from gql.settings import ServerSettings
from gql.trusted import TrustedDocuments
from graph.store import Store


@dataclass(frozen=True)
class Provisions:
    """Each part, ready to be used."""

    glass: Glass
    ledger: Ledger
    budgets: Budgets
    documents: TrustedDocuments
    revocations: Revocations

    @classmethod
    def in_memory(cls, settings: ServerSettings, store: Store) -> Self:
        """Parts that keep nothing when they end."""
        ledger = Ledger(statistics_secret(settings.pseudonym_secret))
        documents = TrustedDocuments.read(settings.documents, settings.trusted_only, settings.limits)
        return cls(Glass(store), ledger, Budgets(settings.allowance), documents, Revocations())


@asynccontextmanager
async def provided(settings: ServerSettings, store: Store) -> AsyncIterator[Provisions]:
    """The parts of a service that runs, for as long as the block lasts.

    Raises:
        SettingsError: what they keep cannot be read or written.
    """
    documents = TrustedDocuments.read(settings.documents, settings.trusted_only, settings.limits)
    ledger = Ledger.open(settings.audit / LEDGER, statistics_secret(settings.pseudonym_secret))
    try:
        revoked = Revocations(settings.audit.with_name("keys") / FILE)
        async with Glass(store).at_work() as glass, revoked.at_work() as revocations:
            yield Provisions(glass, ledger, Budgets(settings.allowance), documents, revocations)
    finally:
        ledger.close()
