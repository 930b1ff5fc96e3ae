"""Decisions that hold a person together alone."""

from itertools import combinations
from typing import Any

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from resolver.bridges import bridges

RECORDS = [f"s/{number}" for number in range(8)]
PAIRS = st.sets(st.sampled_from(list(combinations(RECORDS, 2))))


def test_two_triangles_on_one_decision() -> None:
    left, right = list(combinations("abc", 2)), list(combinations("xyz", 2))
    assert bridges([*left, ("c", "x"), *right]) == {frozenset("cx")}


def test_a_pair_alone_is_no_bridge() -> None:
    assert bridges([("a", "b")]) == frozenset()
    assert bridges([]) == frozenset()


@given(PAIRS)
def test_without_a_bridge_a_person_falls_apart(joined: set[tuple[str, str]]) -> None:
    whole: nx.Graph[str] = nx.Graph(joined)
    parts = nx.number_connected_components(whole)
    for pair in bridges(joined):
        less = whole.copy()
        less.remove_edge(*pair)
        assert nx.number_connected_components(less) == parts + 1


@given(PAIRS)
def test_every_bridge_between_two_groups_is_found(joined: set[tuple[str, str]]) -> None:
    whole: nx.Graph[str] = nx.Graph(joined)
    inner = {frozenset(pair) for pair in bridges_of(whole) if min(whole.degree[end] for end in pair) > 1}
    assert bridges(joined) == inner


def bridges_of(graph: "nx.Graph[Any]") -> list[tuple[str, str]]:
    return list(nx.bridges(graph))


def test_long_chains_are_no_burden() -> None:
    chain = [(number, number + 1) for number in range(50_000)]
    assert len(bridges(chain)) == len(chain) - 2
