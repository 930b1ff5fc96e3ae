"""Subscriptions without a network: events as they come, and every question that they asked."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gql.attendant import Attendant
from gql.audit import AuditLog
from gql.keys import DevelopmentKey
from gql.packs import Packs
from gql.plans import Plans, Question
from gql.roles import Role
from gql.seats import Seats
from gql.service import Request, Service
from gql.subscriber import Event, Subscriber
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.conftest import Served
from tests.gql.world import PURPOSES, settings_for

_SECONDS = 60.0
_ENTER = """
MATCH (p:Person {id: $person})
SET p += $properties
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
SET feed.position = feed.position + 1
CREATE (:FeedEntry {sequence: feed.position, at: '2026-11-24T00:00:00Z', person: p.id, what: 'changed',
  moved: 0, by: 'test', unit: feed.position})
"""


@dataclass
class Following:
    """A service, its subscriber, and the audit entries as they are written."""

    store: Store
    key: DevelopmentKey
    subscriber: Subscriber
    entries: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)

    def request(self, role: Role, team: str | None = None, minutes: float = 10.0) -> Request:
        """What a caller of a role states."""
        claims = Claims(f"{role.value}-1", frozenset({role}), frozenset({PURPOSES[role]}), team)
        return Request(f"Bearer {issue(self.key, claims, minutes=minutes)}", PURPOSES[role].value)

    def events(self, request: Request, text: str, **variables: Any) -> "AsyncGenerator[Event]":
        """The events of a subscription."""
        return self.subscriber.events(request, Question(text, None, variables))

    async def asked(self, person: str) -> dict[str, Any]:
        """Wait until a question about somebody is in the audit, and give its entry."""
        async with asyncio.timeout(_SECONDS):
            while person not in (entry := await self.entries.get())["asked"]:
                pass
        return entry


@asynccontextmanager
async def following(target: Target, folder: Path, seats: Seats) -> AsyncIterator[Following]:
    """A subscriber over a database."""
    settings, key = settings_for(target, folder)
    plans = Plans(Packs.read(), settings.limits)
    audit = AuditLog.open(settings.audit, is_synced=False)
    try:
        async with await Store.connect(target) as store, Attendant(audit).at_work() as attendant:
            service = Service(settings, store, plans, audit)
            found = Following(store, key, Subscriber(service, store, settings.limits, attendant, seats))
            audit.listeners.append(lambda _, entry: found.entries.put_nowait(entry))
            yield found
    finally:
        audit.close()


async def following_event(events: "AsyncGenerator[Event]") -> Any:
    """What the next event holds, under the one key of its subscription."""
    async with asyncio.timeout(_SECONDS):
        (found,) = (await anext(events)).values()
    return found


async def changed(served: Served, person: str, **properties: Any) -> None:
    """Change somebody in the graph of a service that runs elsewhere."""
    async with await Store.connect(served.settings.target) as store:
        await change(store, person, **properties)


async def change(store: Store, person: str, **properties: Any) -> None:
    """Change somebody, as a write that enters the change feed does."""
    await store.write(_ENTER, person=person, properties=properties)
