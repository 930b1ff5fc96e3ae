"""A few records put straight into the graph, and a look at the whole of it, for tests of derived layers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from graph.store import Store, Target

Result = TypeVar("Result")

_RECORDS = "UNWIND $rows AS row MERGE (r:Record {id: row.source + '/' + row.key}) SET r += row"
_SOURCES = "UNWIND $rows AS row MERGE (s:Source {name: row.name}) SET s += row"
_NODES = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties ORDER BY id"
_LINKS = """
MATCH (a)-[r]->(b)
RETURN elementId(r) AS id, type(r) AS type, elementId(a) AS a, elementId(b) AS b, properties(r) AS properties
ORDER BY id
"""


def with_store(target: Target, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """What `work` returns, given a store connected to the target."""

    async def run() -> Result:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(run())


async def put_records(store: Store, *rows: dict[str, Any]) -> None:
    """Records with the properties given; `source` and `key` are needed."""
    await store.write(_RECORDS, rows=list(rows))


async def put_sources(store: Store, **domains: str) -> None:
    """Sources and the domain of each."""
    await store.write(_SOURCES, rows=[{"name": name, "domain": domain} for name, domain in domains.items()])


async def picture(store: Store) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every node and relationship with its internal id: equal pictures mean that nothing was written."""
    return await store.read(_NODES), await store.read(_LINKS)
