"""Cluster: which records are of one person, from weighed pairs. Correlation clustering.

Invariant: no cluster holds two records that may not be together, and each join raised the sum of the
weights inside clusters. Two clusters join when the evidence between all their records, for and against,
adds up to a match; a single strong pair does not outweigh many contradictions. Greedy additive edge
contraction (Keuper et al., 2015), in rounds: every pair of clusters that prefer each other joins.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, group, pack, unpack

Weights = npt.NDArray[np.float64]
_MUST = 1e6
_CANNOT = -1e9


@dataclass(frozen=True)
class Evidence:
    """Weighed pairs: positive for joining, negative against."""

    left: Codes
    right: Codes
    weights: Weights


@dataclass(frozen=True)
class Constraints:
    """What people or numbers have settled: pairs that must or must not be together.

    `identifiers` holds, for each verified identifier, a code a record (-1 for none); two records whose
    codes of one identifier differ may not be together.
    """

    must_link: tuple[Codes, Codes] | None = None
    cannot_link: tuple[Codes, Codes] | None = None
    identifiers: tuple[Codes, ...] = field(default=())


def cluster(count: int, evidence: Evidence, constraints: Constraints) -> Codes:
    """The cluster of each of `count` records, as a number from 0; every record is in one."""
    left, right, weights = _all_edges(evidence, constraints)
    labels = np.arange(count, dtype=np.int32)
    identifiers = [codes.copy() for codes in constraints.identifiers]
    left, right, weights = _merged(left, right, weights)
    while True:
        pairs = _mutual_best(count, left, right, weights, identifiers)
        if not len(pairs[0]):
            return group(labels.astype(np.uint64)).inverse
        survivor = np.arange(count, dtype=np.int32)
        survivor[pairs[1]] = pairs[0]
        labels = survivor[labels]
        for codes in identifiers:
            codes[pairs[0]] = np.maximum(codes[pairs[0]], codes[pairs[1]])
        left, right, weights = _merged(survivor[left], survivor[right], weights)
        left, right, weights = _alive(count, left, right, weights)


def _all_edges(evidence: Evidence, constraints: Constraints) -> tuple[Codes, Codes, Weights]:
    lefts, rights, weights = [evidence.left], [evidence.right], [evidence.weights.astype(np.float64)]
    for pairs, weight in ((constraints.must_link, _MUST), (constraints.cannot_link, _CANNOT)):
        if pairs is not None:
            lefts.append(pairs[0])
            rights.append(pairs[1])
            weights.append(np.full(len(pairs[0]), weight))
    return np.concatenate(lefts), np.concatenate(rights), np.concatenate(weights)


def _merged(left: Codes, right: Codes, weights: Weights) -> tuple[Codes, Codes, Weights]:
    """Parallel edges added up, smaller end first; edges inside a cluster are gone."""
    outside = left != right
    left, right, weights = left[outside], right[outside], weights[outside]
    words = pack(np.minimum(left, right), np.maximum(left, right))
    distinct, inverse = group(words)
    low, high = unpack(distinct)
    return low, high, np.bincount(inverse, weights=weights, minlength=len(distinct))


def _alive(count: int, left: Codes, right: Codes, weights: Weights) -> tuple[Codes, Codes, Weights]:
    """Only edges whose both ends may still join something."""
    is_live = np.zeros(count, dtype=np.bool_)
    positive = weights > 0
    is_live[left[positive]] = True
    is_live[right[positive]] = True
    kept = is_live[left] & is_live[right]
    return left[kept], right[kept], weights[kept]


def _mutual_best(
    count: int, left: Codes, right: Codes, weights: Weights, identifiers: list[Codes]
) -> tuple[Codes, Codes]:
    """Pairs of clusters each of which is the other's best partner."""
    allowed = weights > 0
    for codes in identifiers:
        mine, theirs = codes[left], codes[right]
        allowed &= (mine < 0) | (theirs < 0) | (mine == theirs)
    left, right, weights = left[allowed], right[allowed], weights[allowed]
    best = _best_edge(count, left, right, weights)
    edges = np.arange(len(left))
    chosen = (best[left] == edges) & (best[right] == edges)
    return left[chosen], right[chosen]


def _best_edge(count: int, left: Codes, right: Codes, weights: Weights) -> npt.NDArray[np.int64]:
    """For each node the number of its heaviest edge, ties to the first edge; -1 where it has none."""
    rank = np.empty(len(weights), dtype=np.int64)
    rank[np.argsort(-weights, kind="stable")] = np.arange(len(weights))
    best = np.full(count, len(weights), dtype=np.int64)
    np.minimum.at(best, left, rank)
    np.minimum.at(best, right, rank)
    by_rank = np.append(np.argsort(rank), -1)
    return by_rank[best]
