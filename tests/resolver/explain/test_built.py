"""The replay of a person's making ends where the clustering ended."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.cluster import clusters_of
from resolver.constraints import Constraints
from resolver.explain.built import Built, Pull, built, pulls_of, replay
from resolver.packed import Words, pack
from tests.resolver.explain.worlds import world

NONE: Words = np.empty(0, dtype=np.uint64)
NAMES = "abcdef"


def _partition(found: Built) -> set[frozenset[str]]:
    return {frozenset(part) for part in found.parts}


@given(st.lists(st.floats(0.01, 20), min_size=15, max_size=15, unique=True), st.data())
def test_a_replay_finds_what_clustering_finds(weights: list[float], data: st.DataObject) -> None:
    """Of weights for only: against some, clustering looks once more for who does not belong."""
    pairs = list(combinations(range(6), 2))
    kept = data.draw(st.sets(st.sampled_from(pairs), min_size=1))
    chosen = [(pair, weight) for pair, weight in zip(pairs, weights, strict=True) if pair in kept]
    apart = data.draw(st.sets(st.sampled_from(pairs), max_size=2))
    words = pack(*np.array([pair for pair, _ in chosen], dtype=np.int32).T)
    cannot = pack(*np.array(sorted(apart), dtype=np.int32).reshape(-1, 2).T)
    forces = np.array([weight for _, weight in chosen])
    labels = clusters_of(6, words, forces, Constraints(NONE, cannot)).labels
    pulls = [Pull(NAMES[a], NAMES[b], weight) for (a, b), weight in chosen if (a, b) not in apart]
    pulls += [Pull(NAMES[a], NAMES[b], dict(chosen).get((a, b), 0.0), settled=False) for a, b in apart]
    clusters = {frozenset(NAMES[row] for row in np.flatnonzero(labels == each)) for each in set(labels)}
    assert _partition(replay(NAMES, pulls)) == clusters


def test_each_person_of_a_town_is_built_again() -> None:
    town = world()
    for rows in list(town.people.values())[:40]:
        found = built(town.around(rows[0]))
        assert _partition(found) == {frozenset(town.ids[row] for row in rows)}
        assert len(found.steps) == len(rows) - 1


def test_a_step_adds_up_what_lies_between_its_parts() -> None:
    town = world()
    largest = max(town.people.values(), key=len)
    view = town.around(largest[0])
    between = {frozenset((each.left, each.right)): each.bits for each in pulls_of(view)}
    for step in built(view).steps:
        across = [between[frozenset((one, other))] for one in step.one for other in step.other]
        assert step.bits == pytest.approx(sum(across))
        assert step.strongest.bits == max(across)


def test_what_somebody_judged_comes_last_and_joins_whole_parts() -> None:
    pulls = [Pull("a", "b", 9.0), Pull("b", "c", -4.0, settled=True), Pull("a", "c", -1.0)]
    first, second = replay("abc", pulls).steps
    assert (first.one, first.other, first.by_reviewer, first.bits) == (("a",), ("b",), False, 9.0)
    assert (second.one, second.other, second.by_reviewer, second.bits) == (("a", "b"), ("c",), True, -5.0)


def test_two_that_may_not_be_together_stay_apart_through_others() -> None:
    pulls = [Pull("a", "b", 9.0), Pull("b", "c", 8.0), Pull("a", "c", 0.0, settled=False)]
    assert replay("abc", pulls).parts == (("a", "b"), ("c",))
