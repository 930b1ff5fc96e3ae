"""The change feed: every write enters whom it touched, in order of commits; a reader skips nothing."""

import asyncio

import pytest

from graph.errors import MovedOnError
from graph.feed import Act, Entry, feed_position, read_feed
from graph.generation import Generation, Links
from graph.people import read_people, write_people
from graph.store import Store, Target
from graph.vocabulary import vocabulary
from tests.graph.derived_world import put_records, with_store

pytestmark = pytest.mark.neo4j

BEFORE, AFTER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


def _generation(
    persons: dict[str, str], merged: dict[str, str] | None = None, split: dict[str, str] | None = None
) -> Generation:
    empty: dict[str, object] = dict.fromkeys(vocabulary().kinds["Person"].properties)
    people = {id_: empty | {"id": id_, "created_at": BEFORE} for id_ in persons.values()}
    links = Links({f"s/{key}": id_ for key, id_ in persons.items()}, {f"s/{key}": None for key in persons})
    return Generation(people, links, merged or {}, split or {})


async def _write(store: Store, wanted: Generation, act: Act, expected: int | None = None) -> int:
    present, _ = await read_people(store)
    return (await write_people(store, present, wanted, act, expected)).position


def _told(entries: list[Entry]) -> list[tuple[str, str, str | None, int]]:
    return [(entry.person, entry.what, entry.into, entry.moved) for entry in entries]


def test_every_kind_of_change_is_told_with_who_and_why(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        assert await read_feed(store) == []
        assert await feed_position(store) == 0
        await put_records(store, *({"source": "s", "key": key} for key in "abc"))
        assert await _write(store, _generation({"a": "p1", "b": "p2", "c": "p3"}), Act(BEFORE, "model")) == 3
        assert _told(await read_feed(store)) == [(f"p{n}", "created", None, 1) for n in (1, 2, 3)]
        act = Act(AFTER, "reviewer:ann", "same passport")
        await _write(store, _generation({"a": "p1", "b": "p1", "c": "p3"}, merged={"p2": "p1"}), act)
        merged = await read_feed(store, after=3)
        assert _told(merged) == [("p1", "changed", None, 1), ("p2", "merged", "p1", 1)]
        assert {(entry.at, entry.by, entry.reason) for entry in merged} == {
            (AFTER, "reviewer:ann", "same passport")
        }
        await _write(store, _generation({"a": "p1", "b": "p2", "c": "p3"}, split={"p2": "p1"}), Act(AFTER))
        assert _told(await read_feed(store, after=5)) == [
            ("p1", "changed", None, 0),
            ("p2", "split", "p1", 1),
        ]
        await _write(store, _generation({"a": "p1", "b": "p2"}), Act(AFTER))
        assert _told(await read_feed(store, after=7)) == [("p3", "retired", None, 1)]
        await _write(store, _generation({"b": "p2"}), Act(AFTER, erases=True))
        assert _told(await read_feed(store, after=8)) == [("p1", "erased", None, 1)]
        assert [entry.sequence for entry in await read_feed(store, after=2, limit=4)] == [3, 4, 5, 6]

    with_store(empty_database, work)


def test_who_writes_what_another_has_changed_is_told_so_and_writes_nothing(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": key} for key in "ab"))
        position = await _write(store, _generation({"a": "p1"}), Act(BEFORE), expected=0)
        with pytest.raises(MovedOnError):
            await _write(store, _generation({"a": "p1", "b": "p2"}), Act(BEFORE), expected=position - 1)
        present, _ = await read_people(store)
        assert present == _generation({"a": "p1"})
        assert await _write(store, _generation({"a": "p1", "b": "p2"}), Act(BEFORE), expected=position) == 2

    with_store(empty_database, work)


def test_a_reader_never_skips_while_many_write(empty_database: Target) -> None:
    writers = 12

    async def write(store: Store, number: int) -> None:
        wanted = _generation({f"k{number}": f"p{number}"})
        await write_people(store, Generation(), wanted, Act(BEFORE))

    async def read(store: Store) -> list[int]:
        seen: list[int] = []
        while len(seen) < writers:
            seen += [entry.sequence for entry in await read_feed(store, after=seen[-1] if seen else 0)]
        return seen

    async def work(store: Store) -> None:
        await put_records(store, *({"source": "s", "key": f"k{number}"} for number in range(writers)))
        seen, *_ = await asyncio.gather(read(store), *(write(store, number) for number in range(writers)))
        assert seen == list(range(1, writers + 1))
        assert {entry.person for entry in await read_feed(store)} == {f"p{n}" for n in range(writers)}

    with_store(empty_database, work)
