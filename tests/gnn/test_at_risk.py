from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gnn.at_risk import at_risk
from gnn.horizon import Horizon
from gnn.indexed import Indexed, index
from gnn.labels import had_crisis
from gnn.snapshot import snapshot
from tests.gnn.build import KNOWN, Row, facts

DAY = date(2024, 1, 1)
CASES = yaml.safe_load((Path(__file__).parent / "cases_at_risk.yaml").read_text("utf-8"))
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _episode(crisis: dict[str, str]) -> Row:
    row = {"person": "a", "kind": crisis.get("kind", "crisis"), "start": _day(crisis["start"])}
    return {
        **row,
        "end": _day(crisis.get("end")),
        "recorded_at": _day(crisis.get("recorded")) or _day(crisis["start"]),
    }


def _indexed(case: dict[str, Any]) -> Indexed:
    known = _day(case.get("known")) or KNOWN
    person = {"person": "a", "death_date": case.get("death_date"), "recorded_at": known}
    return index(facts(people=[person], episodes=[_episode(crisis) for crisis in case.get("crises", [])]))


@by_name
def test_who_is_at_risk(case: dict[str, Any]) -> None:
    assert at_risk(snapshot(_indexed(case), DAY)).tolist() == ([0] if case["at_risk"] else [])


@by_name
def test_who_has_a_crisis(case: dict[str, Any]) -> None:
    assert had_crisis(_indexed(case), DAY, Horizon()).tolist() == [case.get("label", False)]
