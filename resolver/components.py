"""Components: which things hang together by links between them.

Invariant: components are numbered by their first members, whichever way they are found.
"""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from resolver.packed import Codes

_FEW = 500


def connected(records: int, left: Codes, right: Codes) -> Codes:
    """The component of each of `records` things under the links between `left` and `right`."""
    if records < _FEW:
        return _connected_few(records, left, right)
    ones = np.ones(len(left), dtype=np.int8)
    graph = sparse.coo_matrix((ones, (left, right)), shape=(records, records))
    return connected_components(graph, directed=False)[1].astype(np.int32)


def _connected_few(records: int, left: Codes, right: Codes) -> Codes:
    """The same; of few records, making a matrix takes longer than the work."""
    first = list(range(records))

    def root(record: int) -> int:
        while first[record] != record:
            first[record] = first[first[record]]
            record = first[record]
        return record

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        low, high = sorted((root(one), root(other)))
        first[high] = low
    number: dict[int, int] = {}
    labels = [number.setdefault(root(record), len(number)) for record in range(records)]
    return np.array(labels, dtype=np.int32)
