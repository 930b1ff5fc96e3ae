"""Clustering: constraints always hold, evidence adds up, the order of the records does not matter."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from resolver.cluster import cluster
from resolver.constraints import Constraints
from resolver.packed import Words, pack, sorted_unique

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


def clustered(weights: dict[tuple[int, int], float], constraints: Constraints) -> npt.NDArray[np.int32]:
    ordered = [weights[pair] for pair in sorted(weights)]
    return cluster(COUNT, packed(set(weights)), np.array(ordered, dtype=np.float64), constraints)


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
