"""Doubt: records that leave a cluster whose other records, taken together, speak against them.

Invariant: afterwards every record is alone or has, on balance, the evidence of its cluster for it. Leaving
never puts two records together, so what may not be together stays apart.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, Longs, is_first

Weights = npt.NDArray[np.float64]


class Edges(NamedTuple):
    """Pairs of records or of clusters, smaller first; the weight between them, and how many pairs say so."""

    left: Codes
    right: Codes
    weights: Weights
    supports: Weights

    def only(self, kept: npt.NDArray[np.bool_]) -> "Edges":
        """The edges that are marked."""
        return Edges(self.left[kept], self.right[kept], self.weights[kept], self.supports[kept])


def without_doubtful(labels: Codes, edges: Edges) -> Codes:
    """The clusters after records that do not belong have left them, the most doubtful of each first."""
    labels = labels.copy()
    inside = edges.only(labels[edges.left] == labels[edges.right])
    while len(leaving := _most_doubtful(labels, inside)):
        labels[leaving] = labels.max() + 1 + np.arange(len(leaving), dtype=np.int32)
        inside = inside.only(labels[inside.left] == labels[inside.right])
    return labels


def _most_doubtful(labels: Codes, inside: Edges) -> Longs:
    """Of each cluster the record that the others speak most against, where there is one."""
    support = np.zeros(len(labels), dtype=np.float64)
    for ends in (inside.left, inside.right):
        support += np.bincount(ends, weights=inside.weights, minlength=len(labels))
    doubtful = np.flatnonzero(support < 0)
    doubtful = doubtful[np.lexsort((doubtful, support[doubtful], labels[doubtful]))]
    return doubtful[is_first(labels[doubtful])]
