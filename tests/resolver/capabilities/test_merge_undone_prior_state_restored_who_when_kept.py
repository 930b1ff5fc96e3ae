"""A merge is taken back: the same people with the same ids as before it, and who did what when is kept."""

from pathlib import Path

import pytest

from graph.feed import Act, read_feed
from graph.history import history
from graph.people import read_people
from graph.store import Store, Target
from graph.view import resolve_id
from resolver.errors import UndoError
from resolver.undo import undo
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council

pytestmark = pytest.mark.neo4j

STRANGER = {"given_name": "Zelda", "family_name": "Quill", "birth_date": "1931-12-02", "sex": "female"}
ELSEWHERE = {"postcode": "QQ1 7XY", "address_text": "70 Far Road"}
ACT = Act("2099-11-01T09:00:00Z", "reviewer:ann", "two cousins of one name")


async def _merged(council: Council) -> tuple[str, str]:
    """Two people are joined, because the records of one come to look like those of the other."""
    await council.begin()
    for source in ("claims", "register"):
        await council.deliver(source, 0, key="900", **STRANGER, **ELSEWHERE)
    await council.resolve()
    ids = await council.person_of("register/3"), await council.person_of("register/900")
    for source in ("claims", "register"):
        await council.deliver(source, 3, key="900")
    await council.resolve()
    return ids


def test_each_part_is_again_who_it_was(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        survivor, retired = await _merged(council)
        assert await resolve_id(store, retired) == survivor
        assert (await council.people())[survivor] == {
            f"{s}/{n}" for s in ("claims", "register") for n in (3, 900)
        }
        await undo(store, retired, council.learned, ACT, KEY)
        people = await council.people()
        assert people[survivor] == {"claims/3", "register/3"}
        assert people[retired] == {"claims/900", "register/900"}
        assert await resolve_id(store, retired) == retired
        assert (await read_people(store))[1].since == {}

    with_store(empty_database, work)


def test_it_stays_undone_in_later_runs_by_the_same_model_and_by_another(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        _, retired = await _merged(council)
        await undo(store, retired, council.learned, ACT, KEY)
        undone = await council.people()
        assert (await council.resolve()).written == 0
        assert await council.people() == undone
        await council.resolve(uses_kept=False)
        assert await council.people() == undone

    with_store(empty_database, work)


def test_history_tells_the_merge_and_the_undo_with_evidence(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        survivor, retired = await _merged(council)
        await undo(store, retired, council.learned, ACT, KEY)
        steps = await history(store, retired)
        assert steps is not None
        assert [(step.entry.what, step.entry.person) for step in steps] == [
            ("created", retired),
            ("merged", retired),
            ("split", retired),
        ]
        created, merged, parted = steps
        assert merged.entry.into == parted.entry.into == survivor
        assert all(set(step.records) == {"claims/900", "register/900"} for step in steps)
        assert [decision.judgement for decision in created.decisions] == ["match"]
        judged = {decision.judgement for decision in merged.decisions}
        assert "match" in judged
        assert all(decision.evidence for decision in merged.decisions)
        assert merged.entry.by.startswith("resolver ")
        assert (parted.entry.at, parted.entry.by, parted.entry.reason) == (ACT.at, ACT.by, ACT.reason)
        crossing = [each for each in parted.decisions if {each.left, each.right} & {"claims/3", "register/3"}]
        assert len(crossing) == 4
        assert {(each.judgement, each.made_by, each.made_at) for each in crossing} == {
            ("no_match", ACT.by, ACT.at)
        }

    with_store(empty_database, work)


def test_the_feed_tells_who_came_apart(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        survivor, retired = await _merged(council)
        before = len(await read_feed(store))
        written = await undo(store, retired, council.learned, ACT, KEY)
        told = [(entry.person, entry.what, entry.into) for entry in await read_feed(store, after=before)]
        assert sorted(told) == sorted([(survivor, "changed", None), (retired, "split", survivor)])
        assert written.position == before + 2

    with_store(empty_database, work)


def test_what_was_not_merged_cannot_be_undone_nor_without_a_reason(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        survivor, retired = await _merged(council)
        with pytest.raises(UndoError, match="not merged"):
            await undo(store, survivor, council.learned, ACT, KEY)
        for act in (Act(ACT.at, "reviewer:ann"), Act(ACT.at, "resolver", "because")):
            with pytest.raises(UndoError, match="by whom"):
                await undo(store, retired, council.learned, act, KEY)
        await store.write("MATCH (p:Person {id: $id}) SET p.restriction = 'sealed'", id=survivor)
        with pytest.raises(UndoError, match="two reviewers"):
            await undo(store, retired, council.learned, ACT, KEY)

    with_store(empty_database, work)
