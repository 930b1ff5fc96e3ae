"""Pictures are drawn of what the data says: they render, and hold each number that they show."""

import json
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from resolver.explain.built import Pull, built, pulls_of, replay
from resolver.explain.built_picture import built_picture
from resolver.explain.gaps_picture import gaps_picture
from resolver.explain.study_picture import study_picture
from resolver.explain.waterfall import waterfall
from resolver.explain.waterfall_picture import waterfall_picture
from resolver.review.ratio import Estimate
from resolver.studio import study
from resolver.subgroups import Rate, Subgroup
from tests.resolver.explain.worlds import world


def _drawn(picture: alt.LayerChart, folder: Path) -> list[dict[str, Any]]:
    """Every row that the picture holds, after it was drawn."""
    path = folder / "picture.png"
    picture.save(str(path))
    assert path.read_bytes().startswith(b"\x89PNG")
    held = json.loads(picture.to_json())["datasets"]
    return [row for rows in held.values() for row in rows]


def test_a_waterfall_shows_each_step_and_the_weight(tmp_path: Path) -> None:
    found = waterfall(world().linkage.explain(0))
    rows = _drawn(waterfall_picture(found), tmp_path)
    steps = [row for row in rows if "kind" in row]
    assert len(steps) == len(found.said().steps) + 1
    assert next(row["bits"] for row in steps if row["kind"] == "weight") == pytest.approx(found.weight)


def test_a_tree_shows_each_record_and_each_step(tmp_path: Path) -> None:
    largest = max(world().people.values(), key=len)
    found = built(world().around(largest[0]))
    said = {row.get("said") for row in _drawn(built_picture(found), tmp_path)}
    assert {record for part in found.parts for record in part} <= said
    assert f"1: {found.steps[0].bits:+.1f} bits" in said


def test_a_person_of_one_record_is_a_tree_too(tmp_path: Path) -> None:
    assert _drawn(built_picture(replay(["s/a"], [])), tmp_path)


def test_a_study_shows_both_sides_of_the_cut(tmp_path: Path) -> None:
    largest = max(world().people.values(), key=len)
    view = world().around(largest[0])
    found = study("p", view.ids, pulls_of(view))
    rows = _drawn(study_picture(found), tmp_path)
    parts = {row["record"]: row["part"] for row in rows if "record" in row}
    assert {record for record, part in parts.items() if part == "would leave"} == set(found.cuts[0].leaves)


def test_bridges_and_contradictions_look_different(tmp_path: Path) -> None:
    ties = [Pull("a", "b", 5.0), Pull("b", "c", 5.0), Pull("c", "d", 5.0), Pull("a", "d", -3.0)]
    rows = _drawn(study_picture(study("p", "abcd", ties)), tmp_path)
    kinds = {(row["left"], row["right"]): row["kind"] for row in rows if "left" in row}
    assert kinds["b", "c"] == "bridge"
    assert kinds["a", "d"] == "speaks against"


def test_gaps_are_shown_with_their_intervals(tmp_path: Path) -> None:
    def group(name: str, value: float, *, is_marked: bool) -> Subgroup:
        rate = Rate(Estimate(value, 0.01, value - 0.01, value + 0.01, 50), 90, 0.0, is_marked)
        return Subgroup(name, 100, 50, rate, None)

    found = [group("x", 0.02, is_marked=False), group("y", 0.2, is_marked=True)]
    rows = _drawn(gaps_picture(found), tmp_path)
    assert {row["mark"] for row in rows} == {"as others, within chance", "differs from all others"}
    assert all(row["low"] < row["rate"] < row["high"] for row in rows)
