"""Bridges: the decisions that hold a person together alone, which a reviewer should look at first.

A person whose records hang together by one decision only is the usual form of a wrong merge; take the
decision away and the records fall into two parts.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def bridges(joined: Iterable[tuple[Node, Node]]) -> frozenset[frozenset[Node]]:
    """The pairs of records that alone hold two parts of several records together.

    A record at the end of a single pair is no part of several, so that pair is no bridge: it is the whole
    evidence for the record. Linear in the pairs (Tarjan, 1974).

    Args:
        joined: distinct pairs of records that belong together.
    """
    neighbours: dict[Node, list[Node]] = defaultdict(list)
    for one, other in joined:
        neighbours[one].append(other)
        neighbours[other].append(one)
    found: set[frozenset[Node]] = set()
    seen: dict[Node, int] = {}
    for root in neighbours:
        if root not in seen:
            found.update(frozenset(pair) for pair in _from(root, neighbours, seen))
    return frozenset(pair for pair in found if all(len(neighbours[record]) > 1 for record in pair))


def _from(
    root: Node, neighbours: Mapping[Node, Sequence[Node]], seen: dict[Node, int]
) -> Iterator[tuple[Node, Node]]:
    """The pairs connected to `root` that there is no way round; `seen` numbers the records met."""
    seen[root] = len(seen)
    earliest = {root: seen[root]}
    path = [(root, iter(neighbours[root]))]
    while path:
        record, rest = path[-1]
        before = path[-2][0] if len(path) > 1 else None
        following = next((each for each in rest if each != before), None)
        if following is None:
            path.pop()
            if before is not None:
                earliest[before] = min(earliest[before], earliest[record])
                if earliest[record] > seen[before]:
                    yield before, record
        elif following in seen:
            earliest[record] = min(earliest[record], seen[following])
        else:
            seen[following] = earliest[following] = len(seen)
            path.append((following, iter(neighbours[following])))
