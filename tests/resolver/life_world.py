"""The small council, resolved with what it learned kept, for tests of the life of an entity."""

from pathlib import Path
from typing import Any

from graph.people import read_people
from graph.store import Store
from resolver.learned import Learned
from resolver.resolution import Resolution
from resolver.resolve import Options, resolve
from tests.resolver.small_world import person_row, put_rows, put_world

KEY = b"life"


class Council:
    """A graph with the small council in it, and the folder where what was learned is kept."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    async def begin(self) -> None:
        """The whole small council, resolved long ago."""
        await put_world(self.store)
        await self.resolve(uses_kept=False)
        await self.store.write("MATCH (p:Person) SET p.created_at = '2020-01-01T00:00:00Z'")

    async def resolve(self, *, uses_kept: bool = True) -> Resolution:
        """One run, by what was learned at the beginning unless told otherwise."""
        return await resolve(self.store, Options(key=KEY, folder=self.folder, uses_kept=uses_kept))

    @property
    def learned(self) -> Learned:
        """What the first run learned."""
        return Learned.load(self.folder)

    async def deliver(self, source: str, number: int, **changes: Any) -> None:
        """A person row, new or in a new version."""
        await put_rows(self.store, [person_row(source, number, **changes)])

    async def person_of(self, record: str) -> str:
        """The id of the one person that a record is of."""
        rows = await self.store.read(
            "MATCH (:Record {id: $id})-[:IS]->(p:Person) RETURN p.id AS id", id=record
        )
        assert len(rows) == 1
        id_: str = rows[0]["id"]
        return id_

    async def people(self) -> dict[str, frozenset[str]]:
        """For each person the records."""
        generation, _ = await read_people(self.store)
        members: dict[str, set[str]] = {}
        for record, person in generation.links.person.items():
            members.setdefault(person, set()).add(record)
        return {person: frozenset(records) for person, records in members.items()}


async def review(store: Store, judged: dict[tuple[str, str], str]) -> None:
    """What a reviewer decided on pairs of records, in text order."""
    for (left, right), judgement in judged.items():
        await store.write(
            "MATCH (a:Record {id: $left}), (b:Record {id: $right}) "
            "CREATE (d:Decision {id: randomUUID(), judgement: $judgement, made_by: 'reviewer:bob', "
            "made_at: '2026-01-01T00:00:00Z'})-[:ABOUT]->(a) CREATE (d)-[:ABOUT]->(b)",
            left=left,
            right=right,
            judgement=judgement,
        )
