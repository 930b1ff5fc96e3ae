"""A generation of people is written person by person whole, and retired ids lead to their survivors."""

from dataclasses import replace

import pytest

from graph.feed import Act
from graph.generation import Generation, Links
from graph.layer import Change
from graph.people import Retired, read_people, write_people
from graph.store import Store, Target
from graph.view import resolve_id
from graph.vocabulary import vocabulary
from tests.graph.derived_world import picture, put_records, with_store

pytestmark = pytest.mark.neo4j

BEFORE, AFTER, LATER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"


def _people(**families: str) -> dict[str, dict[str, object]]:
    empty: dict[str, object] = dict.fromkeys(vocabulary().kinds["Person"].properties)
    return {
        id_: empty | {"id": id_, "created_at": BEFORE, "family_name": name} for id_, name in families.items()
    }


def _links(**persons: str) -> Links:
    return Links(
        {f"s/{key}": id_ for key, id_ in persons.items()}, {f"s/{key}": "2025-01-01" for key in persons}
    )


async def _write(store: Store, wanted: Generation, at: str) -> Change:
    present, _ = await read_people(store)
    return (await write_people(store, present, wanted, Act(at))).change


async def _start(store: Store) -> Generation:
    await put_records(store, *({"source": "s", "key": key} for key in "abcd"))
    wanted = Generation(_people(p1="Ash", p2="Ash", p3="Elm"), _links(a="p1", b="p1", c="p2", d="p3"))
    assert await _write(store, wanted, BEFORE) == Change(7, 0)
    return wanted


def test_what_was_written_is_read_back_and_never_written_twice(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        wanted = await _start(store)
        present, retired = await read_people(store)
        assert present == wanted
        assert retired == Retired()
        before = await picture(store)
        assert await _write(store, wanted, AFTER) == Change(0, 0)
        assert await picture(store) == before

    with_store(empty_database, work)


def test_merges_carry_involvement_over_and_flatten_the_chain(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _start(store)
        await store.write(
            "MATCH (p:Person {id: 'p2'}) "
            "CREATE (p)-[:HAD]->(:Episode {id: 'e'}), (p)-[:SCORED]->(:Score {id: 'f'})"
        )
        merged = Generation(_people(p1="Ash", p3="Elm"), _links(a="p1", b="p1", c="p1", d="p3"), {"p2": "p1"})
        await _write(store, merged, AFTER)
        carried = await store.read(
            "MATCH (p:Person)-[:HAD|SCORED]->(x) RETURN p.id AS person, x.id AS id ORDER BY id"
        )
        assert carried == [{"person": "p1", "id": "e"}, {"person": "p1", "id": "f"}]
        again = Generation(_people(p3="Elm"), _links(a="p3", b="p3", c="p3", d="p3"), {"p1": "p3"})
        await _write(store, again, LATER)
        assert [await resolve_id(store, id_) for id_ in ("p1", "p2", "p3", "p4")] == ["p3", "p3", "p3", None]
        _, retired = await read_people(store)
        assert retired.since == {"p1": BEFORE, "p2": BEFORE}

    with_store(empty_database, work)


def test_a_split_and_a_person_without_records(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _start(store)
        split = Generation(_people(p1="Ash", p2="Ash", p4="Oak"), _links(a="p1", b="p4", c="p2"))
        await _write(store, split, AFTER)
        present, retired = await read_people(store)
        assert present == split
        assert retired.since == {"p3": BEFORE}
        assert await resolve_id(store, "p3") is None

    with_store(empty_database, work)


def test_a_retired_id_lives_again_with_what_was_its_own(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _start(store)
        await store.write("MATCH (p:Person) CREATE (p)-[:SCORED]->(:Score {id: 'of ' + p.id})")
        two = Generation(_people(p2="Ash", p3="Elm"), _links(a="p2", b="p2", c="p2", d="p3"), {"p1": "p2"})
        one = Generation(_people(p3="Elm"), _links(a="p3", b="p3", c="p3", d="p3"), {"p2": "p3"})
        await _write(store, two, AFTER)
        await _write(store, one, LATER)
        assert [await resolve_id(store, id_) for id_ in ("p1", "p2", "p3")] == ["p3", "p3", "p3"]
        _, retired = await read_people(store)
        assert retired.former == {"s/a": {"p1", "p2"}, "s/b": {"p1", "p2"}, "s/c": {"p2"}}
        await _write(store, replace(two, merged={}, split={"p2": "p3"}), LATER)
        assert [await resolve_id(store, id_) for id_ in ("p1", "p2", "p3")] == ["p2", "p2", "p3"]
        _, retired = await read_people(store)
        assert retired == Retired({"p1": BEFORE}, {"s/a": {"p1"}, "s/b": {"p1"}})
        start = Generation(_people(p1="Ash", p2="Ash", p3="Elm"), _links(a="p1", b="p1", c="p2", d="p3"))
        await _write(store, replace(start, split={"p1": "p2"}), LATER)
        present, retired = await read_people(store)
        assert (present, retired) == (start, Retired())
        scored = await store.read(
            "MATCH (p:Person)-[:SCORED]->(s:Score) RETURN p.id AS p, s.id AS s ORDER BY p"
        )
        assert scored == [{"p": id_, "s": f"of {id_}"} for id_ in ("p1", "p2", "p3")]

    with_store(empty_database, work)


async def _dissents(store: Store) -> dict[str, list[str] | None]:
    rows = await store.read("MATCH (p:Person) RETURN p.id AS id, p.dissents AS dissents")
    return {
        row["id"]: row["dissents"] if row["dissents"] is None else sorted(row["dissents"]) for row in rows
    }


def test_dissent_stays_when_people_are_derived_anew(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        started = await _start(store)
        assert await _dissents(store) == {"p1": [], "p2": [], "p3": []}
        await store.write("MATCH (p:Person {id: 'p1'}) SET p.dissents = ['research']")
        await _write(store, replace(started, people=_people(p1="Oak", p2="Oak", p3="Elm")), AFTER)
        assert await _dissents(store) == {"p1": ["research"], "p2": [], "p3": []}

    with_store(empty_database, work)


def test_dissent_goes_with_records_to_whomever_they_go(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _start(store)
        await store.write("MATCH (p:Person {id: 'p1'}) SET p.dissents = ['research', 'audit']")
        await store.write("MATCH (p:Person {id: 'p2'}) SET p.dissents = ['audit', 'statistics']")
        merged = Generation(_people(p1="Ash", p3="Elm"), _links(a="p1", b="p1", c="p1", d="p3"), {"p2": "p1"})
        await _write(store, merged, AFTER)
        union = ["audit", "research", "statistics"]
        assert await _dissents(store) == {"p1": union, "p3": []}
        people = _people(p1="Ash", p3="Elm", p4="Ash")
        split = Generation(people, _links(a="p1", b="p1", c="p4", d="p3"), split={"p4": "p1"})
        await _write(store, split, LATER)
        assert await _dissents(store) == {"p1": union, "p3": [], "p4": union}

    with_store(empty_database, work)


def test_dissent_that_is_missing_stays_missing_and_goes_along(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _start(store)
        await store.write("MATCH (p:Person {id: 'p2'}) REMOVE p.dissents")
        again = Generation(_people(p1="Oak", p2="Oak", p3="Oak"), _links(a="p1", b="p1", c="p2", d="p3"))
        await _write(store, again, AFTER)
        assert await _dissents(store) == {"p1": [], "p2": None, "p3": []}
        merged = Generation(_people(p1="Oak", p3="Oak"), _links(a="p1", b="p1", c="p1", d="p3"), {"p2": "p1"})
        await _write(store, merged, LATER)
        assert await _dissents(store) == {"p1": None, "p3": []}

    with_store(empty_database, work)
