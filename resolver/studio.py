"""Cluster studio: which people are doubtful, where each could come apart, and what every cut would do.

Invariant: looking changes nothing. A cut is judged by all pairs between its two parts, for and against; the
part that keeps the person's id is told as the resolver would decide it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import networkx as nx

from graph.minter import Minter
from resolver.bridges import bridges
from resolver.explain.built import Pull
from resolver.identity import Known, assign

STRONG = 4.0
"""Bits a record, on balance, from which a cut is no longer doubtful."""


@dataclass(frozen=True)
class Cut:
    """One way to part a person in two.

    Attributes:
        keeps: the records that would keep the id.
        leaves: the records that would become a person of a new id.
        lost: what the pairs between the two say for one person, added up, in bits.
        against: what they say against, added up; 0 or less.
        pairs: how many pairs between the two say anything.
        is_bridge: whether only one pair speaks for joining the two.
    """

    keeps: tuple[str, ...]
    leaves: tuple[str, ...]
    lost: float
    against: float
    pairs: int
    is_bridge: bool

    @property
    def balance(self) -> float:
        """What speaks for one person on balance, in bits: a cut below 0 would be an improvement."""
        return self.lost + self.against


@dataclass(frozen=True)
class Study:
    """A person under the glass.

    Attributes:
        person: the id.
        records: its records.
        pulls: what each pair of them says.
        bridges: pairs that alone hold two parts together.
        conflicts: fields in which records contradict each other, each with its different values' number.
        cuts: ways to part it, the most doubtful first.
    """

    person: str
    records: tuple[str, ...]
    pulls: tuple[Pull, ...]
    bridges: tuple[tuple[str, str], ...]
    conflicts: Mapping[str, int]
    cuts: tuple[Cut, ...]

    @property
    def cohesion(self) -> float:
        """The share of its pairs that speak for one person."""
        pairs = len(self.records) * (len(self.records) - 1) / 2
        return sum(pull.bits > 0 for pull in self.pulls) / pairs if pairs else 1.0

    @property
    def doubt(self) -> float:
        """What the weakest cut would lose, in bits; less is more doubtful."""
        return self.cuts[0].balance if self.cuts else float("inf")

    @property
    def is_doubtful(self) -> bool:
        """Whether a cut, a bridge or a contradiction makes it worth a look."""
        return bool(self.bridges) or self.doubt < STRONG or bool(self.conflicts)


def study(
    person: str, records: Iterable[str], pulls: Iterable[Pull], conflicts: Mapping[str, int] | None = None
) -> Study:
    """Look at one person.

    Args:
        person: its id.
        records: ids of its records.
        pulls: what is known of pairs of them.
        conflicts: fields in which its records contradict each other.
    """
    ids, known = tuple(sorted(records)), tuple(pulls)
    joining = [(pull.left, pull.right) for pull in known if pull.force > 0]
    alone = sorted((min(pair), max(pair)) for pair in bridges(joining))
    parts = _parts(ids, known, alone)
    cuts = sorted((_cut(ids, part, known) for part in parts), key=lambda cut: (cut.balance, cut.leaves))
    return Study(person, ids, known, tuple(alone), dict(conflicts or {}), tuple(cuts))


def doubtful(studies: Iterable[Study]) -> list[Study]:
    """Those that are worth a look, the most doubtful first."""
    worth = (each for each in studies if each.is_doubtful)
    return sorted(worth, key=lambda each: (each.doubt, -len(each.bridges), each.person))


def _parts(
    ids: tuple[str, ...], pulls: tuple[Pull, ...], alone: Iterable[tuple[str, str]]
) -> set[frozenset[str]]:
    """One side of each cut that comes into question: at bridges, at the weakest place, and of one record."""
    graph = joining_graph(ids, pulls)
    found = {frozenset(part) for part in _weakest(graph)}
    for pair in alone:
        less = graph.copy()
        less.remove_edge(*pair)
        found.add(frozenset(nx.node_connected_component(less, pair[0])))
    if len(ids) > 2:
        found |= {frozenset((record,)) for record in ids if _support(record, pulls) < STRONG}
    whole = frozenset(ids)
    return {
        min(part, whole - part, key=lambda side: (len(side), sorted(side))) for part in found if part < whole
    }


def joining_graph(ids: Iterable[str], pulls: Iterable[Pull]) -> "nx.Graph[Any]":
    """The records and the pairs that speak for joining them, weighed in bits."""
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(ids)
    graph.add_weighted_edges_from((pull.left, pull.right, pull.bits) for pull in pulls if pull.force > 0)
    return graph


def _weakest(graph: "nx.Graph[Any]") -> Iterator[Iterable[str]]:
    """The sides of the cut that loses least, and the parts that nothing joins."""
    parts = list(nx.connected_components(graph))
    if len(parts) > 1:
        yield from parts
    elif graph.number_of_nodes() > 1:
        yield nx.stoer_wagner(graph)[1][0]


def _support(record: str, pulls: Iterable[Pull]) -> float:
    return sum(pull.bits for pull in pulls if record in {pull.left, pull.right})


def _cut(ids: tuple[str, ...], part: frozenset[str], pulls: Iterable[Pull]) -> Cut:
    rest = frozenset(ids) - part
    across = {frozenset(pair) for pair in product(part, rest)}
    bits = [pull.bits for pull in pulls if frozenset((pull.left, pull.right)) in across]
    keeps, leaves = _keeper(part, rest)
    return Cut(
        keeps,
        leaves,
        sum(each for each in bits if each > 0),
        sum(each for each in bits if each < 0),
        sum(each != 0 for each in bits),
        sum(each > 0 for each in bits) == 1,
    )


def _keeper(part: frozenset[str], rest: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The part that keeps the id, and the other, by the rule of `resolver.identity`."""
    groups = [sorted(part), sorted(rest)]
    before = Known(dict.fromkeys([*part, *rest], "present"), {"present": ""})
    ids = assign(before, groups, Minter("p")).ids
    keeps = ids.index("present")
    return tuple(groups[keeps]), tuple(groups[1 - keeps])
