"""Clustering: constraints always hold, evidence adds up, the order of the records does not matter."""

import itertools
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.cluster import Clusters, clusters_of
from resolver.constraints import Constraints
from resolver.gate import Gate
from resolver.packed import Words, pack, sorted_unique
from resolver.parallel import in_parallel

COUNT = 9
one_pair = st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(
    lambda pair: pair[0] < pair[1]
)
edges = st.dictionaries(one_pair, st.integers(-12, 12).map(float), max_size=25)
few_pairs = st.sets(one_pair, max_size=3)
numbers = st.lists(st.integers(-1, 1), min_size=COUNT, max_size=COUNT)
NONE = np.empty(0, dtype=np.uint64)


def packed(pairs: set[tuple[int, int]]) -> Words:
    rows = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    return sorted_unique(pack(rows[:, 0], rows[:, 1]))


def clustered(
    weights: dict[tuple[int, int], float], constraints: Constraints, gate: Gate | None = None
) -> npt.NDArray[np.int32]:
    ordered = [weights[pair] for pair in sorted(weights)]
    forces = np.array(ordered, dtype=np.float64)
    return clusters_of(COUNT, packed(set(weights)), forces, constraints, gate).labels


@given(edges, few_pairs, few_pairs, numbers)
def test_no_cluster_holds_what_may_not_be_together(
    weights: dict[tuple[int, int], float],
    must: set[tuple[int, int]],
    cannot: set[tuple[int, int]],
    identifier: list[int],
) -> None:
    codes = np.array(identifier, dtype=np.int32)
    found = clustered(weights, Constraints(packed(must), packed(cannot), (codes,)))
    assert all(found[one] != found[other] for one, other in cannot)
    for label in set(found.tolist()):
        assert len(set(codes[found == label].tolist()) - {-1}) <= 1


@given(edges, few_pairs)
def test_must_link_is_honoured(weights: dict[tuple[int, int], float], must: set[tuple[int, int]]) -> None:
    found = clustered(weights, Constraints(packed(must), NONE))
    assert all(found[one] == found[other] for one, other in must)


@given(edges)
def test_every_record_has_the_evidence_of_its_cluster_for_it(weights: dict[tuple[int, int], float]) -> None:
    found = clustered(weights, Constraints(NONE, NONE))
    support = dict.fromkeys(range(COUNT), 0.0)
    for (one, other), weight in weights.items():
        if found[one] == found[other]:
            support[one] += weight
            support[other] += weight
    assert min(support.values()) >= 0


@given(
    st.lists(st.integers(1, 10_000), min_size=8, max_size=8, unique=True),
    st.permutations(range(COUNT)),
    st.data(),
)
def test_records_in_another_order_make_the_same_clusters(
    sizes: list[int], places: list[int], data: st.DataObject
) -> None:
    pairs = data.draw(st.sets(one_pair, min_size=8, max_size=8))
    weights = {pair: float(size - 2000) for pair, size in zip(sorted(pairs), sizes, strict=True)}
    turned = {
        (min(places[one], places[other]), max(places[one], places[other])): weight
        for (one, other), weight in weights.items()
    }
    found, again = clustered(weights, Constraints(NONE, NONE)), clustered(turned, Constraints(NONE, NONE))
    for one in range(COUNT):
        for other in range(COUNT):
            assert (found[one] == found[other]) == (again[places[one]] == again[places[other]])


@pytest.mark.parametrize("seed", range(3))
def test_components_worked_on_side_by_side_make_the_same_clusters(seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = (chance.integers(0, 6, 40_000) for _ in range(2))
    first = chance.integers(0, 2500, 40_000) * 6
    pairs = sorted_unique(pack(first + np.minimum(one, other), first + np.maximum(one, other))[one != other])
    weights = chance.normal(1, 6, len(pairs))
    codes = chance.integers(-1, 3, 15_000).astype(np.int32)
    apart = Constraints(NONE, pairs[chance.integers(0, len(pairs), 50)], (codes,))

    def found(_: int) -> Clusters:
        return clusters_of(15_000, pairs, weights, apart, Gate(4.0))

    side_by_side = found(0)
    within_a_thread, _ = in_parallel(found, range(2), len(pairs))
    assert side_by_side.labels.tolist() == within_a_thread.labels.tolist()
    mine, theirs = side_by_side.held, within_a_thread.held
    assert (mine.one.tolist(), mine.other.tolist()) == (theirs.one.tolist(), theirs.other.tolist())
    assert (mine.left.tolist(), mine.right.tolist()) == (theirs.left.tolist(), theirs.right.tolist())
    assert mine.bits.tolist() == theirs.bits.tolist()


def test_one_strong_pair_does_not_outweigh_many_contradictions() -> None:
    weights = {(0, 1): 9.0, (2, 3): 9.0, (1, 2): 5.0, (0, 2): -3.0, (0, 3): -3.0, (1, 3): -3.0}
    assert clustered(weights, Constraints(NONE, NONE))[:4].tolist() == [0, 0, 1, 1]


def test_father_and_son_stay_apart_when_a_record_without_birth_date_suits_both() -> None:
    father, father_too, undated, son = range(4)
    weights = {
        (father, father_too): 12.0,
        (father, undated): 5.6,
        (father_too, undated): 5.6,
        (undated, son): 5.6,
        (father, son): -5.1,
        (father_too, son): -5.1,
    }
    found = clustered(weights, Constraints(NONE, NONE))
    assert found[father] == found[father_too] == found[undated] != found[son]


def test_a_chain_without_contradiction_is_one_person() -> None:
    weights = {(0, 1): 5.0, (1, 2): 5.0, (2, 3): 5.0}
    assert len(set(clustered(weights, Constraints(NONE, NONE))[:4].tolist())) == 1


def test_records_without_pairs_are_alone() -> None:
    assert clustered({}, Constraints(NONE, NONE)).tolist() == list(range(COUNT))


@given(edges, few_pairs, numbers)
def test_past_the_gate_nothing_hangs_on_one_pair(
    weights: dict[tuple[int, int], float], cannot: set[tuple[int, int]], identifier: list[int]
) -> None:
    constraints = Constraints(NONE, packed(cannot), (np.array(identifier, dtype=np.int32),))
    found = clustered(weights, constraints, Gate(4.0))
    graph: nx.Graph[int] = nx.Graph(pair for pair, weight in weights.items() if weight > 0)
    graph.remove_edges_from([pair for pair in graph.edges if found[pair[0]] != found[pair[1]]])
    for one, other in bridges_of(graph):
        assert min(graph.degree[one], graph.degree[other]) == 1
    graph.add_nodes_from(range(COUNT))
    assert nx.number_connected_components(graph) == len(set(found.tolist()))


def bridges_of(graph: "nx.Graph[Any]") -> list[tuple[int, int]]:
    return list(nx.bridges(graph))


@given(edges, few_pairs, few_pairs, numbers)
def test_what_is_held_asks_to_be_joined_and_may_be(
    weights: dict[tuple[int, int], float],
    must: set[tuple[int, int]],
    cannot: set[tuple[int, int]],
    identifier: list[int],
) -> None:
    codes = np.array(identifier, dtype=np.int32)
    constraints = Constraints(packed(must), packed(cannot), (codes,))
    ordered = np.array([weights[pair] for pair in sorted(weights)], dtype=np.float64)
    labels, held = clusters_of(COUNT, packed(set(weights)), ordered, constraints, Gate(4.0))
    for one, other, left, right, bits in zip(*held[:5], strict=True):
        assert one != other
        assert {labels[left], labels[right]} == {one, other}
        members = [np.flatnonzero(labels == each).tolist() for each in (one, other)]
        products = list(itertools.product(*members))
        across = {*products, *(pair[::-1] for pair in products)}
        assert not across & cannot
        assert len(set(codes[members[0] + members[1]].tolist()) - {-1}) <= 1
        assert min(len(each) for each in members) > 1
        said = sum(weight for pair, weight in weights.items() if pair in across)
        assert bits == pytest.approx(said + 1e6 * len(must & across))


@given(edges, st.dictionaries(one_pair, st.integers(-12, 12).map(float), max_size=25), few_pairs, few_pairs)
def test_what_is_elsewhere_changes_nothing(
    weights: dict[tuple[int, int], float],
    elsewhere: dict[tuple[int, int], float],
    must: set[tuple[int, int]],
    cannot: set[tuple[int, int]],
) -> None:
    """Records that nothing connects to these might as well not be there."""
    far = {(one + COUNT, other + COUNT): weight for (one, other), weight in elsewhere.items()}
    all_pairs = weights | far
    ordered = np.array([all_pairs[pair] for pair in sorted(all_pairs)], dtype=np.float64)
    constraints = Constraints(packed(must), packed(cannot))
    alone = clustered(weights, constraints, Gate(4.0))
    everything = clusters_of(2 * COUNT, packed(set(all_pairs)), ordered, constraints, Gate(4.0))
    among = everything.labels[:COUNT]
    assert _same_partition(alone, among)


@given(edges, few_pairs)
def test_a_source_that_keeps_one_record_a_person_has_one_in_a_cluster(
    weights: dict[tuple[int, int], float], must: set[tuple[int, int]]
) -> None:
    single = np.array([0, 1, 2, 3, -1, -1, -1, -1, -1], dtype=np.int32)
    found = clustered(weights, Constraints(packed(must), NONE, singles=(single,)), Gate(4.0))
    assert len(set(found[:4].tolist())) == 4


FAMILY_OF_TWO = {(0, 1): 9.0, (2, 3): 9.0, (0, 2): -12.0, (0, 3): -12.0, (1, 2): -12.0, (1, 3): -12.0}


def test_a_judged_match_joins_the_whole_clusters() -> None:
    found = clustered(FAMILY_OF_TWO, Constraints(packed({(1, 2)}), NONE), Gate(4.0))
    assert len(set(found[:4].tolist())) == 1


def test_a_judged_match_joins_two_records_only_where_others_were_judged_apart() -> None:
    found = clustered(FAMILY_OF_TWO, Constraints(packed({(1, 2)}), packed({(0, 3)})), Gate(4.0))
    assert found[1] == found[2]
    assert found[0] != found[3]


def test_a_judged_match_does_not_outvote_numbers_of_others() -> None:
    codes = np.array([5, -1, -1, 6, *[-1] * (COUNT - 4)], dtype=np.int32)
    found = clustered(FAMILY_OF_TWO, Constraints(packed({(1, 2)}), NONE, (codes,)), Gate(4.0))
    assert found[1] == found[2]
    assert found[0] != found[3]


def _same_partition(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> bool:
    both = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(both) == len(set(one.tolist())) == len(set(other.tolist()))
