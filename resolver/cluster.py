"""Cluster: which records are of one person, from weighed pairs. Correlation clustering.

Invariant: no cluster holds two records that may not be together, and each join raised the sum of the
weights inside clusters, as does each record that leaves. Two clusters join when the evidence between all
their records, for and against, adds up to a match; a single strong pair does not outweigh many
contradictions. Greedy additive edge contraction (Keuper et al., 2015), in rounds: every two clusters that
prefer each other join, if the gate lets them. What people judged comes last, so that it joins whole clusters.
"""

from typing import NamedTuple

import numpy as np

from resolver.components import connected
from resolver.constraints import Constraints
from resolver.doubt import Edges, Weights, without_doubtful
from resolver.gate import JUDGED, Gate, Held, held_merges, without_weak_places
from resolver.packed import Codes, Flags, Longs, Words, group_pairs, unpack
from resolver.parallel import in_parallel, threads_for

_CANNOT = -1e12
_PART = 250_000

Exclusive = tuple[Codes, ...]


class Clusters(NamedTuple):
    """The cluster of each record, as a number from 0, and the merges that were held back."""

    labels: Codes
    held: Held


class _Parts(NamedTuple):
    """Clusters while they grow, each under the number of one of its records.

    Attributes:
        labels: the cluster of each record.
        sizes: how many records each cluster has.
        identifiers: the verified identifiers of each cluster, -1 for none.
    """

    labels: Codes
    sizes: Longs
    identifiers: Exclusive

    def join(self, kept: Codes, absorbed: Codes) -> Codes:
        """Let clusters absorb others; gives the cluster that each became."""
        survivor = np.arange(len(self.labels), dtype=np.int32)
        survivor[absorbed] = kept
        self.labels[:] = survivor[self.labels]
        self.sizes[kept] += self.sizes[absorbed]
        for codes in self.identifiers:
            codes[kept] = np.maximum(codes[kept], codes[absorbed])
        return survivor


def clusters_of(
    records: int, pairs: Words, weights: Weights, constraints: Constraints, gate: Gate | None = None
) -> Clusters:
    """The clusters of `records` records, every record in one, and the merges that were held back.

    Args:
        records: how many there are.
        pairs: packed pairs.
        weights: one entry a pair: positive for joining, negative against.
        constraints: what must, and what may not, be together.
        gate: what it takes to merge two groups of several records; without one, evidence on balance.
    """
    edges, component = _edges(records, pairs, weights, constraints.cannot_link)
    labels = _by_evidence(component, edges, constraints.exclusive, gate)
    if len(constraints.must_link):
        edges, _ = _edges(records, pairs, weights, constraints.cannot_link, constraints.must_link)
        labels = _as_judged(labels, edges, constraints, gate)
    labels = _numbered(labels)
    return Clusters(labels, held_merges(labels, edges, constraints.exclusive))


def _by_evidence(component: Codes, edges: Edges, exclusive: Exclusive, gate: Gate | None) -> Codes:
    """The clusters that the evidence makes; parts made of whole components are worked on side by side.

    Args:
        component: the component of each record under the edges.
        edges: what lies between records.
        exclusive: the verified identifiers of records, -1 for none.
        gate: as in `clusters_of`.
    """
    count = threads_for(len(edges.left))
    if count < 2:
        return _of_part(np.arange(len(component), dtype=np.int32), edges, exclusive, gate)
    part = component % count
    own = [np.flatnonzero(part == number).astype(np.int32) for number in range(count)]
    place = np.empty(len(component), dtype=np.int32)
    for members in own:
        place[members] = np.arange(len(members), dtype=np.int32)

    def of_part(number: int) -> Codes:
        inside = edges.only(part[edges.left] == number)
        local = inside._replace(left=place[inside.left], right=place[inside.right])
        codes = tuple(each[own[number]] for each in exclusive)
        return own[number][_firsts(_of_part(np.arange(len(own[number]), dtype=np.int32), local, codes, gate))]

    labels = np.empty(len(component), dtype=np.int32)
    for members, found in zip(own, in_parallel(of_part, range(count), len(edges.left)), strict=True):
        labels[members] = found
    return labels


def _of_part(apart: Codes, edges: Edges, exclusive: Exclusive, gate: Gate | None) -> Codes:
    labels = _joined(apart, edges, exclusive, gate)
    return without_doubtful(labels, edges) if gate is None else without_weak_places(labels, edges)


def _firsts(labels: Codes) -> Codes:
    """For each record the first one of its cluster."""
    first = np.full(int(labels.max(initial=-1)) + 1, len(labels), dtype=np.int32)
    np.minimum.at(first, labels, np.arange(len(labels), dtype=np.int32))
    return first[labels]


def _numbered(labels: Codes) -> Codes:
    """The clusters numbered by their first records."""
    firsts = _firsts(labels)
    is_first = firsts == np.arange(len(labels), dtype=np.int32)
    return (np.cumsum(is_first, dtype=np.int32) - 1)[firsts].astype(np.int32)


def _as_judged(labels: Codes, edges: Edges, constraints: Constraints, gate: Gate | None) -> Codes:
    """The clusters with those joined whole of which somebody has judged two records to be of one person.

    Where something forbids that, the two records are together all the same, and the others of their
    component go where the evidence leads them.
    """
    joined = _joined(labels, edges, constraints.exclusive, gate)
    left, right = unpack(constraints.must_link)
    blocked = left[joined[left] != joined[right]]
    if not len(blocked):
        return joined
    component = _components(len(labels), edges)
    apart = np.arange(len(labels), dtype=np.int32)
    anew = without_doubtful(_joined(apart, edges, constraints.exclusive, gate), edges)
    is_blocked = np.isin(component, component[blocked])
    return np.where(is_blocked, anew + len(labels), joined).astype(np.int32)


def _joined(labels: Codes, edges: Edges, exclusive: Exclusive, gate: Gate | None) -> Codes:
    """The clusters after all those that prefer each other have joined, round after round."""
    parts = _parts(labels, exclusive)
    if not np.array_equal(parts.labels, np.arange(len(labels))):
        edges = _merged(parts.labels[edges.left], parts.labels[edges.right], edges)
    while True:
        kept, absorbed = _mutual_best(parts, edges, gate)
        if not len(kept):
            return parts.labels
        now = parts.join(kept, absorbed)
        edges = _alive(len(labels), _merged(now[edges.left], now[edges.right], edges))


def _parts(labels: Codes, identifiers: Exclusive) -> _Parts:
    """Clusters that are there already, as parts that may grow."""
    labels = _firsts(labels)
    held = [np.full(len(labels), -1, dtype=np.int32) for _ in identifiers]
    for codes, given in zip(held, identifiers, strict=True):
        np.maximum.at(codes, labels, given)
    return _Parts(labels, np.bincount(labels, minlength=len(labels)).astype(np.int64), tuple(held))


def _edges(
    records: int, pairs: Words, weights: Weights, cannot: Words, must: Words | None = None
) -> tuple[Edges, Codes]:
    """What lies between records that something joins, for and against, and the components these make.

    No other pair can matter.
    """
    settled = [(cannot, _CANNOT), *([(must, JUDGED)] if must is not None else [])]
    joins = weights > 0
    joining = [pairs[joins], *(each for each, force in settled if force > 0)]
    labels = connected(records, *unpack(np.concatenate(joining)))
    near = _is_inside(labels, pairs)
    if not any(len(each) for each, _ in settled):
        return Edges(*unpack(pairs[near]), weights[near], joins[near].astype(np.float64)), labels
    words = np.concatenate([pairs[near], *(each for each, _ in settled)])
    forces = np.concatenate([weights[near], *(np.full(len(each), force) for each, force in settled)])
    supports = np.concatenate([joins[near], np.zeros(len(words) - np.count_nonzero(near))])
    edges = Edges(*unpack(words), forces, supports).only(_is_inside(labels, words))
    return _merged(edges.left, edges.right, edges), labels


def _is_inside(labels: Codes, pairs: Words) -> Flags:
    """Whether both records of each pair are of one component."""
    inside = np.empty(len(pairs), dtype=np.bool_)

    def look_from(start: int) -> None:
        left, right = unpack(pairs[start : start + _PART])
        np.equal(labels[left], labels[right], out=inside[start : start + _PART])

    in_parallel(look_from, range(0, len(pairs), _PART), len(pairs))
    return inside


def _components(records: int, edges: Edges) -> Codes:
    """The component of each record under the edges that join."""
    joining = edges.only(edges.weights > 0)
    return connected(records, joining.left, joining.right)


def _merged(left: Codes, right: Codes, edges: Edges) -> Edges:
    """Parallel edges added up, with other ends than they had; edges inside a cluster are gone."""
    outside = left != right
    left, right = left[outside], right[outside]
    low, high, inverse = group_pairs(np.minimum(left, right), np.maximum(left, right))
    weights = np.bincount(inverse, weights=edges.weights[outside], minlength=len(low)).astype(np.float64)
    supports = np.bincount(inverse, weights=edges.supports[outside], minlength=len(low)).astype(np.float64)
    return Edges(low, high, weights, supports)


def _alive(records: int, edges: Edges) -> Edges:
    """Only edges whose both ends may still join something."""
    is_live = np.zeros(records, dtype=np.bool_)
    for ends in (edges.left, edges.right):
        is_live[ends[edges.weights > 0]] = True
    return edges.only(is_live[edges.left] & is_live[edges.right])


def _mutual_best(parts: _Parts, edges: Edges, gate: Gate | None) -> tuple[Codes, Codes]:
    """Pairs of clusters each of which is the other's best partner."""
    allowed = edges.weights > 0
    if gate is not None:
        allowed &= gate.lets_through(edges, parts.sizes)
    for codes in parts.identifiers:
        mine, theirs = codes[edges.left], codes[edges.right]
        allowed &= (mine < 0) | (theirs < 0) | (mine == theirs)
    edges = edges.only(allowed)
    best = _best_edges(len(parts.labels), edges)
    chosen = np.arange(len(edges.weights))
    chosen = chosen[(best[edges.left] == chosen) & (best[edges.right] == chosen)]
    return edges.left[chosen], edges.right[chosen]


def _best_edges(records: int, edges: Edges) -> Longs:
    """For each cluster its heaviest edge, of equal ones the last; -1 for a cluster without edges."""
    heaviest = np.full(records, -np.inf)
    for ends in (edges.left, edges.right):
        np.maximum.at(heaviest, ends, edges.weights)
    best = np.full(records, -1, dtype=np.int64)
    for ends in (edges.left, edges.right):
        rows = np.flatnonzero(edges.weights == heaviest[ends])
        np.maximum.at(best, ends[rows], rows)
    return best
