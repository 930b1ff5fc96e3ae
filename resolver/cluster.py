"""Cluster: which records are of one person, from weighed pairs. Correlation clustering.

Invariant: no cluster holds two records that may not be together, and each join raised the sum of the
weights inside clusters, as does each record that leaves. Two clusters join when the evidence between all
their records, for and against, adds up to a match; a single strong pair does not outweigh many
contradictions. Greedy additive edge contraction (Keuper et al., 2015), in rounds: every two clusters that
prefer each other join.
"""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from resolver.constraints import Constraints
from resolver.doubt import Edges, Weights, without_doubtful
from resolver.packed import Codes, Longs, Words, group, group_pairs, unpack

_MUST = 1e6
_CANNOT = -1e12


def cluster(records: int, pairs: Words, weights: Weights, constraints: Constraints) -> Codes:
    """The cluster of each of `records` records, as a number from 0; every record is in one.

    `weights` has one entry a packed pair: positive for joining, negative against.
    """
    labels = np.arange(records, dtype=np.int32)
    identifiers = [codes.copy() for codes in constraints.identifiers]
    given = edges = _all_edges(records, pairs, weights, constraints)
    while True:
        kept, absorbed = _mutual_best(records, edges, identifiers)
        if not len(kept):
            return group(without_doubtful(labels, given).astype(np.uint64)).inverse
        survivor = np.arange(records, dtype=np.int32)
        survivor[absorbed] = kept
        labels = survivor[labels]
        for codes in identifiers:
            codes[kept] = np.maximum(codes[kept], codes[absorbed])
        edges = _alive(records, _merged(survivor[edges.left], survivor[edges.right], edges.weights))


def _all_edges(records: int, pairs: Words, weights: Weights, constraints: Constraints) -> Edges:
    settled = ((constraints.must_link, _MUST), (constraints.cannot_link, _CANNOT))
    words = np.concatenate([pairs, *(each for each, _ in settled)])
    forces = np.concatenate([weights, *(np.full(len(each), force) for each, force in settled)])
    edges = Edges(*unpack(words), forces)
    return _merged(*_within_components(records, edges))


def _within_components(records: int, edges: Edges) -> Edges:
    """Only edges between records that positive edges connect; no other edge can matter."""
    joining = edges.only(edges.weights > 0)
    graph = sparse.coo_matrix(
        (np.ones(len(joining.left)), (joining.left, joining.right)), shape=(records, records)
    )
    labels = connected_components(graph, directed=False)[1]
    return edges.only(labels[edges.left] == labels[edges.right])


def _merged(left: Codes, right: Codes, weights: Weights) -> Edges:
    """Parallel edges added up; edges inside a cluster are gone."""
    outside = left != right
    left, right = left[outside], right[outside]
    low, high, inverse = group_pairs(np.minimum(left, right), np.maximum(left, right))
    sums = np.bincount(inverse, weights=weights[outside], minlength=len(low)).astype(np.float64)
    return Edges(low, high, sums)


def _alive(records: int, edges: Edges) -> Edges:
    """Only edges whose both ends may still join something."""
    is_live = np.zeros(records, dtype=np.bool_)
    for ends in (edges.left, edges.right):
        is_live[ends[edges.weights > 0]] = True
    return edges.only(is_live[edges.left] & is_live[edges.right])


def _mutual_best(records: int, edges: Edges, identifiers: list[Codes]) -> tuple[Codes, Codes]:
    """Pairs of clusters each of which is the other's best partner."""
    allowed = edges.weights > 0
    for codes in identifiers:
        mine, theirs = codes[edges.left], codes[edges.right]
        allowed &= (mine < 0) | (theirs < 0) | (mine == theirs)
    edges = edges.only(allowed)
    heaviest_last = np.argsort(edges.weights, kind="stable")
    best = _best_edge(records, edges, heaviest_last)
    chosen = np.arange(len(edges.weights))
    chosen = chosen[(best[edges.left] == chosen) & (best[edges.right] == chosen)]
    return edges.left[chosen], edges.right[chosen]


def _best_edge(records: int, edges: Edges, heaviest_last: Longs) -> Longs:
    """For each cluster its heaviest edge; of equal ones the one that comes last in `heaviest_last`."""
    best_rank = np.full(records, -1, dtype=np.int64)
    for ends in (edges.left, edges.right):
        reached = np.full(records, -1, dtype=np.int64)
        reached[ends[heaviest_last]] = np.arange(len(heaviest_last))
        best_rank = np.maximum(best_rank, reached)
    return np.append(heaviest_last, -1)[best_rank]
