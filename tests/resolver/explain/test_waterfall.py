"""Steps add up to the weight, whatever explanation they are made of."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.evidence import evidence
from resolver.explain.waterfall import probability_of, waterfall, waterfall_of_evidence
from resolver.linkage import SAYS_NOTHING, Reason
from tests.resolver.explain.worlds import world

bits = st.floats(-40, 40)


@given(st.lists(st.builds(Reason, st.text(max_size=3), st.text(max_size=3), bits)))
def test_each_step_begins_where_the_one_before_ended(reasons: list[Reason]) -> None:
    found = waterfall(reasons)
    sums = [0.0, *(step.after for step in found.steps)]
    assert [step.before for step in found.steps] == sums[:-1]
    assert found.weight == pytest.approx(sum(reason.bits for reason in reasons))


def test_the_steps_of_every_pair_add_up_to_its_weight() -> None:
    linkage = world().linkage
    for row in range(0, linkage.pairs.num_rows, 17):
        found = waterfall(linkage.explain(row))
        assert found.weight == pytest.approx(linkage.pairs["weight"][row].as_py(), abs=1e-4)
        assert found.probability == pytest.approx(linkage.pairs["probability"][row].as_py(), abs=1e-4)


def test_the_evidence_of_a_decision_gives_the_same_waterfall() -> None:
    linkage = world().linkage
    kept = waterfall_of_evidence(orjson.loads(evidence(linkage)[0]))
    fresh = waterfall(linkage.explain(0)).said()
    assert [step.comparison for step in kept.steps] == [step.comparison for step in fresh.steps]
    assert kept.weight == pytest.approx(fresh.weight, abs=0.1)


def test_what_says_nothing_is_left_out_unless_it_weighs() -> None:
    silent = [
        Reason("phone", SAYS_NOTHING, 0.0),
        Reason("sex", SAYS_NOTHING, 0.5),
        Reason("name", "same", 3.0),
    ]
    assert [step.comparison for step in waterfall(silent).said().steps] == ["sex", "name"]


def test_nothing_said_is_even_odds() -> None:
    assert waterfall([]).probability == 0.5
    assert probability_of(5000) == 1
    assert probability_of(-5000) == pytest.approx(0)
