"""Few: a few records are linked as `link` links them, whatever people have settled."""

from unittest.mock import patch

import pyarrow as pa
import pytest

from resolver.constraints import Decisions
from resolver.decide import decide
from resolver.link import link
from resolver.live import measure
from resolver.live.few import link_few
from resolver.live.memory import Memory, Standing
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
    looked = [memory.looked_at(number, memory.said(number)) for number in range(records.num_rows)]
    with patch.object(measure, "_MANY", many):
        few = link_few(looked, learned, memory.measure, decisions)
    batch = link(records, learned=learned, decisions=decisions)
    assert few.candidates == batch.candidates > 100
    assert few.pairs.equals(batch.pairs)
    assert few.held.equals(batch.held)
    assert _partition(few.clusters) == _partition(batch.clusters)
    assert decide(few, records, ()).equals(decide(batch, records, ()))


def _partition(clusters: pa.Table) -> set[frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for row, entity in enumerate(clusters["entity_id"].to_pylist()):
        rows.setdefault(str(entity), set()).add(row)
    return set(map(frozenset, rows.values()))
