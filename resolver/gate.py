"""Gate: a merge of two groups of several records is not made on one pair, nor on weak evidence; it is held.

Invariant: in no cluster that has passed is there a pair without which it would fall into two groups of
several records each, unless somebody judged that pair. What is kept apart here is never lost: it is told, for
a person to decide.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from resolver.bridges import bridges
from resolver.components import connected
from resolver.doubt import Edges, Weights, without_doubtful
from resolver.packed import Codes, Longs, group, is_among, is_first, pack

JUDGED = 1e6
SUPPORTS = 2
_SMALLEST = 4

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Gate:
    """What it takes to merge two groups of several records.

    Attributes:
        bits: the evidence between all their records, for and against.
        supports: how many pairs between them speak for it.
    """

    bits: float
    supports: int = SUPPORTS

    def lets_through(self, between: Edges, sizes: Longs) -> Flags:
        """Which of these links between clusters may join them; `sizes` has the records of each cluster."""
        is_single = (sizes[between.left] == 1) | (sizes[between.right] == 1)
        is_enough = (between.supports >= self.supports) & (between.weights >= self.bits)
        return np.asarray(is_single | is_enough | (between.weights >= JUDGED / 2))


def without_weak_places(labels: Codes, edges: Edges) -> Codes:
    """The clusters after doubtful records have left them and those that hang on one pair have come apart.

    At each turn a cluster parts at its weakest bridge, because what was a bridge may then be none.
    """
    while True:
        labels = without_doubtful(labels, edges)
        parted = _parted(labels, edges)
        if parted.max(initial=-1) == group(labels.astype(np.uint64)).inverse.max(initial=-1):
            return labels
        labels = parted


def _parted(labels: Codes, edges: Edges) -> Codes:
    """The clusters as what speaks for them connects them, the weakest bridge of each left out."""
    joining = edges.only((labels[edges.left] == labels[edges.right]) & (edges.weights > 0))
    weak = np.flatnonzero(_are_bridges(labels, joining))
    weak = weak[np.lexsort((weak, joining.weights[weak], labels[joining.left[weak]]))]
    holds = np.ones(len(joining.left), dtype=np.bool_)
    holds[weak[is_first(labels[joining.left[weak]])]] = False
    joining = joining.only(holds)
    return connected(len(labels), joining.left, joining.right)


def _are_bridges(labels: Codes, joining: Edges) -> Flags:
    """Which links alone hold two groups of several records together."""
    found = np.zeros(len(joining.left), dtype=np.bool_)
    rows = np.flatnonzero(_is_sparse(labels, joining)[labels[joining.left]])
    if not len(rows):
        return found
    may_be = _is_only_way(joining.left[rows], joining.right[rows])
    rows, may_be = _of_same_cluster(labels[joining.left[rows]], rows, may_be)
    pairs = list(zip(joining.left[rows].tolist(), joining.right[rows].tolist(), strict=True))
    alone = bridges(pairs)
    is_bridge = np.array([frozenset(pair) in alone for pair in pairs], dtype=np.bool_)
    found[rows] = is_bridge & may_be & (joining.weights[rows] < JUDGED / 2)
    return found


def _is_sparse(labels: Codes, joining: Edges) -> Flags:
    """Which clusters have so few links that one may be a bridge between groups of several.

    Two groups joined by one link have the most links where one has two records and the other all the rest.
    """
    sizes = np.bincount(labels)
    links = np.bincount(labels[joining.left], minlength=len(sizes))
    others = sizes - 2
    return np.asarray((sizes >= _SMALLEST) & (links <= others * (others - 1) // 2 + 2))


def _is_only_way(left: Codes, right: Codes) -> Flags:
    """Which links join two records that have each another neighbour, and none in common."""
    known, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other = np.split(places, 2)
    ends = (places, np.concatenate([other, one]))
    graph = sparse.csr_matrix((np.ones(len(places), dtype=np.int32), ends), shape=(len(known), len(known)))
    triangles = (graph @ graph).multiply(graph).tocoo()
    has_common = is_among(pack(one, other), np.sort(pack(triangles.row, triangles.col)))
    degree = np.bincount(places)
    return np.asarray(~has_common & (degree[one] > 1) & (degree[other] > 1))


def _of_same_cluster(clusters: Codes, rows: Longs, marked: Flags) -> tuple[Longs, Flags]:
    """The rows of clusters of which some row is marked."""
    is_meant = np.isin(clusters, np.unique(clusters[marked]))
    return rows[is_meant], marked[is_meant]


class Held(NamedTuple):
    """Merges that were not made, one entry each.

    Attributes:
        one: a cluster.
        other: the cluster that it would have joined.
        left: of the strongest pair between them, the record in either.
        right: the other record of that pair.
        bits: what all pairs between the two say together.
        supports: how many of these speak for it.
    """

    one: Codes
    other: Codes
    left: Codes
    right: Codes
    bits: Weights
    supports: Longs


def held_merges(labels: Codes, edges: Edges, identifiers: tuple[Codes, ...]) -> Held:
    """The merges of two groups of several records that the evidence asks for, and that were not made."""
    sizes = np.bincount(labels)
    apart = (labels[edges.left] != labels[edges.right]) & (sizes[labels] > 1)[edges.left]
    across = edges.only(apart & (sizes[labels] > 1)[edges.right])
    one, other = labels[across.left], labels[across.right]
    distinct, merge = group(pack(np.minimum(one, other), np.maximum(one, other)))
    bits = np.bincount(merge, weights=across.weights, minlength=len(distinct)).astype(np.float64)
    supports = np.bincount(merge, weights=across.supports, minlength=len(distinct)).astype(np.int64)
    strongest = np.lexsort((-across.weights, merge))
    first = strongest[np.searchsorted(merge[strongest], np.arange(len(distinct)))]
    kept = np.flatnonzero((bits > 0) & ~_conflict(labels, one[first], other[first], identifiers))
    first = first[kept]
    ends = one[first], other[first], across.left[first], across.right[first]
    return Held(*ends, bits[kept], supports[kept])


def _conflict(labels: Codes, one: Codes, other: Codes, identifiers: tuple[Codes, ...]) -> Flags:
    """Whether the verified identifiers of two clusters differ."""
    found = np.zeros(len(one), dtype=np.bool_)
    for codes in identifiers:
        of_cluster = np.full(int(labels.max(initial=-1)) + 1, -1, dtype=np.int32)
        np.maximum.at(of_cluster, labels, codes)
        mine, theirs = of_cluster[one], of_cluster[other]
        found |= (mine >= 0) & (theirs >= 0) & (mine != theirs)
    return found
