"""Cascade: what it leaves out weighs less than was asked for, and what it keeps has the weight of a batch."""

import numpy as np
import pytest

from resolver.compare.declared import comparisons_for
from resolver.link import link
from resolver.live.memory import Memory, Standing
from resolver.observe import observe_batch
from resolver.prepare import prepared
from resolver.score import score
from tests.resolver.town import town

FEW = 240
"""Of more pairs at once, all are told."""


@pytest.mark.parametrize("least", [-30.0, -10.0, 0.0, 8.0])
def test_nothing_that_weighs_enough_is_left_out(least: float) -> None:
    records = town(60, 21).drop_columns(["person"])
    learned = link(town(150, 5).drop_columns(["person"])).learned
    memory, held = Memory(records, learned, Standing()), prepared(records, learned)
    comparisons = comparisons_for(held, learned.settings)
    said = [memory.said(number) for number in range(records.num_rows)]
    kept = 0
    for one in range(0, records.num_rows, 9):
        others = [each for each in range(records.num_rows) if each != one][:FEW]
        left, right = held.places[np.full(len(others), one)], held.places[others]
        low, high = np.minimum(left, right), np.maximum(left, right)
        weights = score(learned.model, observe_batch(learned.model, comparisons, low, high)).weight.tolist()
        (likely,) = memory.measure.likely([(said[one], [(each, said[each]) for each in others])], least)
        found, told = likely
        weight = dict(zip(others, weights, strict=True))
        assert {each: weight[each] for each in found} == dict(zip(found, told.tolist(), strict=True))
        assert {each for each in others if weight[each] >= least} <= set(found)
        kept += len(others) - len(found)
    assert kept > 0 or least < -20


def test_many_pairs_at_once_weigh_what_they_weigh_one_record_at_a_time() -> None:
    records = town(60, 21).drop_columns(["person"])
    learned = link(town(150, 5).drop_columns(["person"])).learned
    memory = Memory(records, learned, Standing())
    said = [memory.said(number) for number in range(records.num_rows)]
    asked = [(said[one], [(each, said[each]) for each in range(40) if each != one]) for one in range(9)]
    together = memory.measure.likely(asked, 0.0)
    assert [len(likely.numbers) for likely in together] == [39] * 9
    kept = 0
    for each, likely in zip(asked, together, strict=True):
        (alone,) = memory.measure.likely([each], 0.0)
        weight = dict(zip(likely.numbers, likely.weights.tolist(), strict=True))
        assert {number: weight[number] for number in alone.numbers} == dict(
            zip(alone.numbers, alone.weights.tolist(), strict=True)
        )
        assert {number for number, bits in weight.items() if bits >= 0} <= set(alone.numbers)
        kept += len(alone.numbers)
    assert kept < 9 * 39
