"""A graph with a small town in it, resolved, to which records come live."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.contract import Contract
from graph.store import Store, Target
from resolver.live.desk import Premises
from resolver.resolve import Options, resolve
from tests.resolver.people import Row
from tests.resolver.small_world import put_rows
from tests.resolver.town import town

KEY = b"hall"
FIELDS = (
    "given_name",
    "middle_name",
    "family_name",
    "former_name",
    "birth_date",
    "sex",
    "nhs_number",
    "phone",
    "address_text",
    "postcode",
)
MAYA: Row = {
    "given_name": "Maya",
    "family_name": "Fairweather",
    "birth_date": "1971-05-16",
    "sex": "female",
    "address_text": "3 long street",
    "postcode": "ZX3 1AB",
}


def contract_of(source: str) -> Contract:
    """Rows of a source in canonical form, by key."""
    columns = {name: {"column": name, "optional": True} for name in FIELDS}
    return Contract.model_validate(
        {
            "source": source,
            "domain": "other",
            "trust": 0.5,
            "format": {"kind": "jsonl"},
            "row": "person",
            "key": ["key"],
            "columns": columns,
        }
    )


class TownHall:
    """The graph, and the folder where what was learned is kept."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    @property
    def premises(self) -> Premises:
        """Where live work is done."""
        return Premises(self.store, self.folder / "resolver", KEY)

    async def begin(self, records: pa.Table) -> None:
        """Records in the graph, resolved."""
        rows = [{"row": "person", **row} for row in records.to_pylist()]
        await self.store.write(
            "UNWIND $names AS name CREATE (:Source {name: name, domain: 'other', trust: 0.5})",
            names=["benefits", "care", "health"],
        )
        await put_rows(self.store, rows)
        await self.store.write("MATCH (r:Record) SET r.version = 1, r.hash = 'h', r.received_at = '2020'")
        await self.resolve(uses_kept=False)

    async def resolve(self, *, uses_kept: bool = True) -> None:
        """One whole run."""
        await resolve(self.store, Options(key=KEY, folder=self.folder / "resolver", uses_kept=uses_kept))

    async def persons(self, ids: Sequence[str]) -> list[str | None]:
        """The one person of each record, None where it is nobody's."""
        rows = await self.store.read(
            "UNWIND $ids AS id OPTIONAL MATCH (:Record {id: id})-[:IS]->(p:Person) "
            "WITH id, collect(p.id) AS people RETURN id, people",
            ids=list(ids),
        )
        found = {row["id"]: row["people"] for row in rows}
        assert all(len(people) <= 1 for people in found.values())
        return [found[id_][0] if found[id_] else None for id_ in ids]

    async def picture(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Who is who, and the judgements that stand."""
        people = await self.store.read(
            "MATCH (r:Record)-[:IS]->(p:Person) WITH p, r ORDER BY r.id "
            "RETURN p {.given_name, .family_name, .record_count} AS person, collect(r.id) AS records "
            "ORDER BY records[0]"
        )
        standing = await self.store.read(
            "MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record) "
            "WHERE a.id < b.id AND d.superseded_at IS NULL "
            "RETURN a.id AS left, b.id AS right, d.judgement AS judgement, round(d.weight, 1) AS weight "
            "ORDER BY left, right"
        )
        return people, standing


def in_town_hall(target: Target, folder: Path, work: Callable[[TownHall], Awaitable[None]]) -> None:
    """Do some work in a graph in which a small town is resolved."""

    async def whole() -> None:
        async with await Store.connect(target) as store:
            hall = TownHall(store, folder)
            await hall.begin(TOWN)
            await work(hall)

    asyncio.run(whole())


TOWN = town(60, 5).drop_columns(["person"])
