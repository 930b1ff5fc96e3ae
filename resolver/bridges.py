"""Bridges: the decisions that hold a person together alone, which a reviewer should look at first.

A person whose records hang together by one decision only is the usual form of a wrong merge; take the
decision away and the records fall into two parts.
"""

from collections.abc import Iterable
from typing import Any

import networkx as nx

Pair = tuple[str, str]


def bridges(joined: Iterable[Pair]) -> frozenset[frozenset[str]]:
    """The pairs of records that alone hold two parts of a person together.

    Where a person has two records only, their one decision is no bridge: it is the whole evidence.

    Args:
        joined: pairs of record ids judged to be of one person.
    """
    graph: nx.Graph[Any] = nx.Graph(tuple(joined))
    found: Iterable[Pair] = nx.bridges(graph)
    return frozenset(frozenset(pair) for pair in found if _has_more(graph, pair))


def _has_more(graph: "nx.Graph[Any]", pair: Pair) -> bool:
    """Whether each of the two has other records behind it, so that two parts would fall apart."""
    return all(graph.degree[record] > 1 for record in pair)
