"""The sources whose records the graph holds, and what is declared of each."""

from dataclasses import dataclass

from graph.store import Store

_READ = "MATCH (s:Source) RETURN s.name AS name, s.domain AS domain, s.trust AS trust ORDER BY name"


@dataclass(frozen=True)
class Source:
    """A system that delivers records; trust is 0 where none is declared."""

    name: str
    domain: str
    trust: float


async def read_sources(store: Store) -> list[Source]:
    """Every source that has been loaded."""
    rows = await store.read(_READ)
    return [
        Source(row["name"], row["domain"] or "other", 0.0 if row["trust"] is None else float(row["trust"]))
        for row in rows
    ]
