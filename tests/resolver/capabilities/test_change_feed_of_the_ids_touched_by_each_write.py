"""Who keeps a copy by following the feed has, after every write, exactly the people of the graph."""

from pathlib import Path

import pytest

from graph.feed import Act, read_feed
from graph.people import read_people
from graph.store import Store, Target
from resolver.erase import erase
from resolver.undo import undo
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

ACT = Act("2099-11-01T09:00:00Z", "reviewer:ann", "checked")


class Copy:
    """Another system: it reads the feed a few entries at a time, and only those people whom these name."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.position = 0
        self.people: dict[str, dict[str, object]] = {}

    async def follow(self) -> list[str]:
        """Catch up; what the new entries said happened."""
        heard = []
        while entries := await read_feed(self.store, self.position, limit=7):
            assert [entry.sequence for entry in entries] == list(
                range(self.position + 1, self.position + 1 + len(entries))
            )
            for entry in entries:
                await self._take(entry.person)
                heard.append(entry.what)
            self.position = entries[-1].sequence
        return heard

    async def _take(self, person: str) -> None:
        rows = await self.store.read("MATCH (p:Person {id: $id}) RETURN properties(p) AS person", id=person)
        self.people.pop(person, None)
        for row in rows:
            # What somebody said no to is no part of what is derived of them.
            self.people[person] = {name: said for name, said in row["person"].items() if name != "dissents"}


async def _graph(store: Store) -> dict[str, dict[str, object]]:
    generation, _ = await read_people(store)
    return {
        id_: {name: value for name, value in person.items() if value is not None}
        for id_, person in generation.people.items()
    }


def test_following_the_feed_gives_the_people_of_the_graph_after_every_write(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council, copy = Council(store, tmp_path), Copy(store)
        await council.begin()
        assert set(await copy.follow()) == {"created"}
        assert copy.people == await _graph(store)
        ids = {await council.person_of(record) for record in ("register/1", "register/12")}
        await review(store, {("register/1", "register/12"): "match"})
        await council.resolve()
        assert sorted(await copy.follow()) == ["changed", "merged"]
        assert copy.people == await _graph(store)
        (retired,) = ids - {await council.person_of("register/1")}
        await undo(store, retired, council.learned, ACT, KEY)
        assert sorted(await copy.follow()) == ["changed", "split"]
        assert copy.people == await _graph(store)
        for record in ("register/5", "claims/5"):
            await erase(store, record, council.learned, ACT, KEY)
            assert await copy.follow() == ["erased"]
            assert copy.people == await _graph(store)
        await council.resolve(uses_kept=False)
        assert await copy.follow() == []

    with_store(empty_database, work)
