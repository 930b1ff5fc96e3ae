"""An id that was merged away leads to its survivor for ever: through chains and re-runs."""

from pathlib import Path

import pytest

from graph.feed import Act
from graph.history import history
from graph.store import Store, Target
from graph.view import resolve_id, single_view
from resolver.undo import undo
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

ACT = Act("2099-11-01T09:00:00Z", "reviewer:ann", "not the same people after all")


async def _chain(council: Council) -> tuple[str, str, str]:
    """Three people, the third merged into the second, and these into the first."""
    await council.begin()
    first, second, third = [await council.person_of(f"register/{number}") for number in (1, 12, 23)]
    for age, person in enumerate((first, second, third)):
        await council.store.write(
            "MATCH (p:Person {id: $id}) SET p.created_at = $at", id=person, at=f"201{age}-01-01T00:00:00Z"
        )
    for left, right in (("12", "23"), ("1", "12")):
        await review(council.store, {(f"register/{left}", f"register/{right}"): "match"})
        await council.resolve()
    return first, second, third


def test_through_a_chain_straight_to_the_last_survivor(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        first, second, third = await _chain(council)
        for _ in range(2):
            assert [await resolve_id(store, each) for each in (first, second, third)] == [first] * 3
            await council.resolve(uses_kept=False)
        view = await single_view(store, third)
        assert view is not None
        assert view["person"]["id"] == first
        hops = await store.read(
            "MATCH (q:RetiredPerson) RETURN COUNT { (q)-[:MERGED_INTO]->(:Person) } AS hops"
        )
        assert hops == [{"hops": 1}] * 2

    with_store(empty_database, work)


def test_where_a_link_of_the_chain_lives_again_the_ids_behind_it_follow_it(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        first, second, third = await _chain(council)
        await undo(store, second, council.learned, ACT, KEY)
        assert [await resolve_id(store, each) for each in (first, second, third)] == [first, second, second]
        assert (await council.people())[second] == {
            f"{s}/{n}" for s in ("claims", "register") for n in (12, 23)
        }
        await undo(store, third, council.learned, ACT, KEY)
        assert [await resolve_id(store, each) for each in (first, second, third)] == [first, second, third]
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_the_history_of_the_survivor_tells_the_whole_chain(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        first, second, third = await _chain(council)
        steps = await history(store, third)
        assert steps == await history(store, first)
        assert steps is not None
        merges = [(step.entry.person, step.entry.into) for step in steps if step.entry.what == "merged"]
        assert merges == [(third, second), (second, first)]
        by_reviewer = [each for step in steps for each in step.decisions if each.made_by == "reviewer:bob"]
        assert {(each.left, each.right) for each in by_reviewer} == {
            ("register/12", "register/23"),
            ("register/1", "register/12"),
        }

    with_store(empty_database, work)
