"""Each pair is explained field by field: the weights add up to its score, as data, as text and as kept."""

import re

import orjson
import pytest

from resolver.evidence import evidence
from resolver.explain.text import waterfall_text
from resolver.explain.waterfall import waterfall, waterfall_of_evidence
from tests.resolver.explain.worlds import world


def test_the_weights_of_the_fields_sum_to_the_score_of_every_pair() -> None:
    linkage = world().linkage
    weights = linkage.pairs["weight"].to_pylist()
    kept = evidence(linkage)
    assert len(weights) > 100
    for row in range(0, len(weights), 7):
        found = waterfall(linkage.explain(row))
        assert sum(step.bits for step in found.steps) == pytest.approx(weights[row], abs=1e-4)
        assert {"given_name", "family_name", "birth_date"} <= {step.comparison for step in found.steps}
        assert waterfall_of_evidence(orjson.loads(kept[row])).weight == pytest.approx(weights[row], abs=0.1)


def test_the_text_shows_the_same_sums() -> None:
    linkage = world().linkage
    lines = waterfall_text(waterfall(linkage.explain(0))).splitlines()
    numbers = [tuple(map(float, re.findall(r"[+-]\d+\.\d\d", line)[:2])) for line in lines[1:-1]]
    total = 0.0
    for bits, after in numbers:
        total += bits
        assert after == pytest.approx(total, abs=0.06)
    assert lines[-1].startswith(f"{linkage.pairs['weight'][0].as_py():.2f} bits")
