"""Resolve, against a real graph: whole, idempotent, obedient to reviewers, and safe to break off."""

import asyncio
from collections.abc import Mapping
from typing import Any, LiteralString

import pytest

from graph.errors import BusyError
from graph.facts_export import export_facts
from graph.runner import only_runner
from graph.store import Store, Target
from graph.view import resolve_id, single_view, why_joined
from resolver.resolve import Options, resolve
from tests.graph.derived_world import picture, with_store
from tests.resolver.small_world import PEOPLE, person_row, put_rows, put_world

pytestmark = pytest.mark.neo4j

STAGES = {"read", "link", "decide", "people", "homes", "involvement"}


class KilledError(RuntimeError):
    """Stands for a kill at some moment."""


class FailingStore(Store):
    """A store whose writes stop after some number, as if the process had been killed."""

    writes_left = 0

    async def write(self, query: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        self._count()
        return await super().write(query, **parameters)

    async def write_batches(
        self, query: LiteralString, rows: Any, size: int = 5000, **parameters: Any
    ) -> int:
        self._count()
        return await super().write_batches(query, rows, size, **parameters)

    def _count(self) -> None:
        if self.writes_left == 0:
            raise KilledError
        self.writes_left -= 1


async def _person_of(store: Store, record: str) -> str:
    rows = await store.read("MATCH (:Record {id: $id})-[:IS]->(p:Person) RETURN p.id AS id", id=record)
    assert len(rows) == 1
    id_: str = rows[0]["id"]
    return id_


async def _review(store: Store, left: str, right: str, judgement: str) -> None:
    await store.write(
        "MATCH (a:Record {id: $left}), (b:Record {id: $right}) "
        "CREATE (d:Decision {id: randomUUID(), judgement: $judgement, made_by: 'reviewer:ann', "
        "made_at: '2026-01-01T00:00:00Z'})-[:ABOUT]->(a) CREATE (d)-[:ABOUT]->(b)",
        left=left,
        right=right,
        judgement=judgement,
    )


def _content(shot: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> Mapping[str, int]:
    """A picture without internal ids and moments, as counts of equal nodes."""
    counts: dict[str, int] = {}
    for node in shot[0]:
        kept = {name: value for name, value in node["properties"].items() if name not in _MOMENTS}
        text = f"{node['labels']} {sorted(kept.items(), key=str)}"
        if node["labels"] != ["Decision"]:
            counts[text] = counts.get(text, 0) + 1
    return counts


_MOMENTS = {
    "at",
    "locked_at",
    "created_at",
    "made_at",
    "retired_at",
    "received_at",
    "applied_at",
    "started_at",
    "finished_at",
}


def test_records_become_people_homes_and_involvement(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        heard: list[str] = []
        resolution = await resolve(store, progress=lambda stage, _: heard.append(stage))
        assert (resolution.records, resolution.people) == (2 * PEOPLE, PEOPLE)
        assert (resolution.households, resolution.addresses) == (9, 9)
        assert resolution.decisions >= PEOPLE
        assert set(resolution.seconds) == STAGES == set(heard)
        person = await _person_of(store, "register/0")
        assert person == await _person_of(store, "claims/0")
        view = await single_view(store, person)
        assert view is not None
        assert (view["person"]["given_name"], view["person"]["record_count"]) == ("Ann", 2)
        assert [record["id"] for record in view["records"]] == ["claims/0", "register/0"]
        assert [(each["address_text"], each["from"], each["to"]) for each in view["addresses"]] == [
            ("9 Old Lane", "2010-01-01", "2015-05-01"),
            ("1 Long Street", "2015-05-01", None),
        ]
        (household,) = (each for each in view["households"] if each["left"] is None)
        assert (household["size"], len(household["members"])) == (10, 9)
        assert [(each["kind"], each["service"]) for each in view["episodes"]] == [
            ("crisis", "Housing advice")
        ]
        assert [each["kind"] for each in view["interventions"]] == ["debt advice"]
        assert [each["value"] for each in view["outcomes"]] == ["yes"]
        assert [(each["id"], each["purpose"], each["to"]) for each in view["workers"]] == [
            ("HW1", "Housing advice", None)
        ]
        assert [(each["given_name"], each["kind"]) for each in view["relations"]] == [("Bilal", "parent")]
        assert view["scores"] == []

    with_store(empty_database, work)


def test_why_joined_gives_records_and_the_decisions_between_them(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store)
        why = await why_joined(store, await _person_of(store, "register/5"))
        assert why is not None
        assert why.records == ("claims/5", "register/5")
        (decision,) = why.decisions
        assert (decision.left, decision.right, decision.judgement) == ("claims/5", "register/5", "match")
        assert decision.weight == pytest.approx(sum(each["weight"] for each in decision.evidence), abs=0.1)
        assert await why_joined(store, "unknown") is None
        assert await single_view(store, "unknown") is None

    with_store(empty_database, work)


def test_facts_tell_what_was_known_when(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store)
        facts = await export_facts(store)
        assert facts.people.num_rows == PEOPLE
        assert {str(day) for day in facts.people["recorded_at"].to_pylist()} == {"2020-02-01"}
        assert facts.stays.num_rows == PEOPLE + 1
        assert facts.memberships.num_rows == PEOPLE + 1
        assert set(facts.episodes["kind"].to_pylist()) == {"crisis", "contact"}
        assert facts.relations.num_rows == 1
        assert facts.interventions["kind"].to_pylist() == ["debt advice"]
        assert facts.addresses["kind"].to_pylist() == ["dwelling"] * 9

    with_store(empty_database, work)


def test_the_same_run_again_writes_nothing(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store)
        before = await picture(store)
        assert (await resolve(store)).written == 0
        assert await picture(store) == before

    with_store(empty_database, work)


def test_one_more_record_changes_no_id(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store)
        ids = {number: await _person_of(store, f"register/{number}") for number in range(0, PEOPLE, 7)}
        homes = await store.read("MATCH (h:Household) RETURN h.id AS id ORDER BY id")
        await put_rows(store, [person_row("register", 0, key="again", recorded_at="2023-01-01")])
        again = await resolve(store)
        assert (again.merged, again.split, again.retired) == (0, 0, 0)
        assert ids == {number: await _person_of(store, f"register/{number}") for number in ids}
        assert await _person_of(store, "register/again") == ids[0]
        assert homes == await store.read("MATCH (h:Household) RETURN h.id AS id ORDER BY id")

    with_store(empty_database, work)


def test_reviewers_split_and_join_people_and_survive_runs(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store)
        whole = await _person_of(store, "register/3")
        await _review(store, "claims/3", "register/3", "no_match")
        split = await resolve(store)
        assert (split.people, split.split) == (PEOPLE + 1, 1)
        parts = {await _person_of(store, "register/3"), await _person_of(store, "claims/3")}
        assert whole in parts
        assert len(parts) == 2
        assert (await resolve(store)).written == 0
        await store.write("MATCH (d:Decision {made_by: 'reviewer:ann'}) SET d.superseded_at = d.made_at")
        await _review(store, "claims/3", "register/3", "match")
        merged = await resolve(store)
        assert (merged.people, merged.merged) == (PEOPLE, 1)
        assert {await resolve_id(store, id_) for id_ in parts} == {whole}
        assert await _person_of(store, "claims/3") == whole
        assert (await resolve(store)).written == 0

    with_store(empty_database, work)


@pytest.mark.parametrize("writes", [2, 5, 10])
def test_broken_off_and_run_again_it_completes(empty_database: Target, writes: int) -> None:
    async def broken(target: Target) -> None:
        async with await FailingStore.connect(target) as store:
            store.writes_left = 1000
            await put_world(store)
            store.writes_left = writes
            with pytest.raises(KilledError):
                await resolve(store)

    async def work(store: Store) -> None:
        halves = await store.read(
            "MATCH (p:Person) WHERE p.record_count <> COUNT { (:Record)-[:IS]->(p) } RETURN p.id AS id"
        )
        assert halves == []
        await resolve(store)
        completed = _content(await picture(store))
        assert (await resolve(store)).written == 0
        await store.write("MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n")
        await put_world(store)
        await resolve(store)
        assert completed == _content(await picture(store))

    asyncio.run(broken(empty_database))
    with_store(empty_database, work)


def test_an_empty_graph_resolves_to_nothing(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        resolution = await resolve(store)
        assert (resolution.records, resolution.people, resolution.written) == (0, 0, 0)

    with_store(empty_database, work)


def test_the_key_changes_ids(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        await resolve(store, Options(key=b"one"))
        person = await _person_of(store, "register/0")
        await store.write("MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n")
        await put_world(store)
        await resolve(store, Options(key=b"two"))
        assert person != await _person_of(store, "register/0")

    with_store(empty_database, work)


def test_two_runs_at_once_take_turns(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await put_world(store)
        async with only_runner(store, "resolve"):
            with pytest.raises(BusyError, match="Another runner has been at 'resolve'"):
                await resolve(store, Options(lock_seconds=0.2))
        assert (await resolve(store)).people > 0

    with_store(empty_database, work)
