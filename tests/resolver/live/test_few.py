"""Few: a few records are linked as `link` links them, whatever people have settled."""

from functools import partial
from typing import Any
from unittest.mock import patch

import networkx as nx
import pyarrow as pa
import pytest

from resolver.constraints import Decisions
from resolver.decide import decide
from resolver.link import link
from resolver.live import measure
from resolver.live.few import Looked, link_few
from resolver.live.memory import Memory, Standing
from resolver.score import bits_of
from resolver.settings import default_settings
from tests.resolver.town import town

SETTLED = (
    Decisions(),
    Decisions(must_link=[(3, 30), (5, 6)], cannot_link=[(0, 1), (1, 2)]),
    Decisions(must_link=[(0, 50), (50, 51)], cannot_link=[(0, 51)]),
)


@pytest.mark.parametrize("many", [1, 10**9])
@pytest.mark.parametrize("decisions", SETTLED)
@pytest.mark.parametrize("seed", [4, 11])
def test_people_pairs_and_reasons_are_those_of_a_batch(seed: int, decisions: Decisions, many: int) -> None:
    records = town(40, seed).drop_columns(["person"]).sort_by([("source", "ascending"), ("key", "ascending")])
    learned = link(town(150, 5).drop_columns(["person"])).learned
    memory = Memory(records, learned, Standing())
    looked = _looked(memory, set(range(records.num_rows)))
    with patch.object(measure, "_MANY", many):
        few = link_few(looked, learned, memory.measure, decisions)
    batch = link(records, learned=learned, decisions=decisions)
    assert few.candidates == batch.candidates > 100
    assert few.pairs.equals(batch.pairs)
    assert few.held.equals(batch.held)
    assert _partition(few.clusters) == _partition(batch.clusters)
    assert decide(few, records, ()).equals(decide(batch, records, ()))


@pytest.mark.parametrize("seed", [4, 11, 12])
def test_what_is_told_of_those_judged_is_what_is_told_among_all(seed: int) -> None:
    records = town(40, seed).drop_columns(["person"]).sort_by([("source", "ascending"), ("key", "ascending")])
    learned = link(town(150, 5).drop_columns(["person"])).learned
    memory = Memory(records, learned, Standing())
    everybody = link_few(_looked(memory, set(range(len(records)))), learned, memory.measure, Decisions())
    judged = set().union(*sorted(_tied(everybody.pairs, len(records)), key=min)[::7])
    some = link_few(_looked(memory, judged), learned, memory.measure, Decisions())
    assert _told_of(judged, some.pairs) == _told_of(judged, everybody.pairs)
    assert {each for each in _partition(everybody.clusters) if each <= judged} <= _partition(some.clusters)
    assert some.candidates < everybody.candidates


def _looked(memory: Memory, judged: set[int]) -> list[Looked]:
    return [
        Looked(
            memory.said(number).source,
            memory.said(number).key,
            partial(memory.said, number),
            memory.blocks(number),
            memory.company(number),
            number in judged,
        )
        for number in range(len(memory.shelf))
    ]


def _tied(pairs: pa.Table, records: int) -> list[set[int]]:
    """The records that hang together."""
    least = bits_of(default_settings().cluster_threshold)
    ends = [(row["left"], row["right"]) for row in pairs.to_pylist() if row["weight"] > least]
    graph: nx.Graph[int] = nx.Graph(ends)
    graph.add_nodes_from(range(records))
    return list(nx.connected_components(graph))


def _told_of(judged: set[int], pairs: pa.Table) -> list[dict[str, Any]]:
    return [row for row in pairs.to_pylist() if not judged.isdisjoint((row["left"], row["right"]))]


def _partition(clusters: pa.Table) -> set[frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for row, entity in enumerate(clusters["entity_id"].to_pylist()):
        rows.setdefault(str(entity), set()).add(row)
    return set(map(frozenset, rows.values()))
