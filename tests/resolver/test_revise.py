"""A revision of some records, settled, comes to exactly what a whole run by the same model would."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graph.errors import MovedOnError
from graph.feed import Act, feed_position
from graph.scope import read_scope
from graph.store import Store, Target
from resolver.generation import Terms
from resolver.revise import revise, revised
from resolver.settle import settle
from tests.graph.derived_world import picture, put_records, with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

ACT = Act("2026-11-01T09:00:00Z")
STRANGER = {"given_name": "Zelda", "family_name": "Quill", "birth_date": "1931-12-02", "key": "900"}

ARRIVALS: dict[str, list[dict[str, Any]]] = {
    "somebody new where nobody lived": [STRANGER | {"postcode": "QQ1 7XY", "address_text": "70 Far Road"}],
    "somebody new at the home of others": [STRANGER],
    "one more record of somebody": [{"key": "901"}],
    "somebody has moved": [{"key": "902", "postcode": "QQ1 7XY", "address_text": "70 Far Road",
                            "address_from": "2022-05-01", "recorded_at": "2022-05-03"}],
    "somebody moved in with others": [{"key": "903", "postcode": "ZZ5 1AB", "address_text": "5 Long Street",
                                       "address_from": "2022-05-01", "recorded_at": "2022-05-03"}],
    "somebody came and is told twice": [STRANGER, STRANGER | {"key": "904"}],
    "somebody died": [{"key": "905", "death_date": "2023-02-03", "recorded_at": "2023-02-05"}],
}  # fmt: skip


@pytest.mark.parametrize("arrivals", ARRIVALS.values(), ids=ARRIVALS.keys())
def test_arrivals_revised_and_settled_leave_a_whole_run_nothing_to_do(
    empty_database: Target, tmp_path: Path, arrivals: list[dict[str, Any]]
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        for row in arrivals:
            await council.deliver("claims", 33, **row)
        arrived = [f"claims/{row['key']}" for row in arrivals]
        await revise(store, [*arrived, "register/33"], council.learned, ACT, KEY)
        await settle(store, KEY)
        people = await council.people()
        before = await picture(store)
        assert (await council.resolve()).written == 0
        assert await council.people() == people
        assert await picture(store) == before

    with_store(empty_database, work)


def test_a_merge_by_a_reviewer_is_settled_with_homes_and_involvement(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await review(store, {("register/0", "register/12"): "match"})
        await revise(store, ["register/0"], council.learned, ACT, KEY)
        await settle(store, KEY)
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_settling_twice_writes_nothing(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await council.deliver("claims", 33, **STRANGER)
        await revise(store, ["claims/900"], council.learned, ACT, KEY)
        position = await settle(store, KEY)
        before = await picture(store)
        assert await settle(store, KEY) == position
        assert await picture(store) == before

    with_store(empty_database, work)


def test_a_revision_with_nothing_new_writes_nothing(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        before = await feed_position(store)
        written = await revise(store, ["claims/3", "register/4"], council.learned, ACT, KEY)
        assert (written.change.written, written.change.removed) == (0, 0)
        assert written.position == before
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_of_two_revisions_at_once_the_later_is_told_to_look_again(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        for key in ("900", "906"):
            await council.deliver("claims", 33, **(STRANGER | {"key": key}))
        work = (revise(store, [f"claims/{key}"], council.learned, ACT, KEY) for key in ("900", "906"))
        done = await asyncio.gather(*work, return_exceptions=True)
        late = [each for each in done if isinstance(each, MovedOnError)]
        assert len(late) + sum(not isinstance(each, Exception) for each in done) == 2
        for _ in late:
            await revise(store, ["claims/900", "claims/906"], council.learned, ACT, KEY)
        assert len({await council.person_of(f"claims/{key}") for key in ("900", "906")}) <= 2

    with_store(empty_database, work)


def test_the_scope_of_a_record_holds_all_that_hangs_together_with_it(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await review(store, {("register/1", "register/12"): "no_match"})
        scope = await read_scope(store, ["claims/1"])
        assert {"claims/1", "register/1", "claims/12", "register/12"} <= scope.ids
        persons = {await council.person_of(record) for record in scope.ids}
        assert set(scope.generation.people) == persons
        assert scope.reviewed == {("register/1", "register/12"): "no_match"}
        outcome = revised(scope, council.learned, {}, Terms(ACT.at, KEY))
        assert outcome.people.generation.links.person == scope.generation.links.person
        pairs = zip(
            outcome.decisions["left"].to_pylist(), outcome.decisions["right"].to_pylist(), strict=True
        )
        assert {record for pair in pairs for record in pair} <= scope.ids

    with_store(empty_database, work)


def test_a_new_id_is_never_one_that_somebody_elsewhere_has(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await put_records(store, STRANGER | {"source": "claims", "row": "person"})
        await revise(store, ["claims/900"], council.learned, ACT, KEY)
        first = await council.person_of("claims/900")
        await store.write(
            "MATCH (r:Record {id: 'claims/900'})-[is:IS]->(p) DELETE is "
            "WITH p MATCH (o:Record {id: 'claims/3'})-[:IS]->(q) CREATE (:Record {id: 'x/1'})-[:IS]->(p)"
        )
        await revise(store, ["claims/900"], council.learned, ACT, KEY)
        assert await council.person_of("claims/900") != first

    with_store(empty_database, work)
