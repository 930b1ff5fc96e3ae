"""Broken glass, written into the database as the service does."""

import asyncio
from typing import Any
from uuid import uuid4

from graph.store import Store, Target

_WRITE = """
OPTIONAL MATCH (f:KithFeed {name: 'people'})
CREATE (g:KithGlass {id: $id, who: $who, purpose: $purpose, person: $person, reason: 'Written by a test',
  at: timestamp(), until: timestamp() + $minutes * 60000, position: coalesce(f.position, 0)})
"""


async def write_glass(store: Store, who: str, purpose: str, person: str, minutes: float = 60) -> str:
    """Break the glass; its id."""
    id_ = f"g-{uuid4().hex}"
    await store.write(_WRITE, id=id_, who=who, purpose=purpose, person=person, minutes=minutes)
    return id_


async def expire(store: Store) -> None:
    """Let the time of all broken glass be over."""
    await store.write("MATCH (g:KithGlass) SET g.until = timestamp() - 1")


def run(target: Target, statement: str, **given: Any) -> list[dict[str, Any]]:
    """What a statement gives."""

    async def ask() -> list[dict[str, Any]]:
        async with await Store.connect(target) as store:
            return await store.write(statement, **given)

    return asyncio.run(ask())
