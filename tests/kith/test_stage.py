"""Stages are measured one after the other."""

import os

import pytest

from kith.demonstration.stage import Stopwatch


def test_each_stage_has_its_name_time_and_memory() -> None:
    watch = Stopwatch(database=os.getpid())
    with watch.stage("first"):
        pass
    with watch.stage("second"):
        pass
    assert [stage.name for stage in watch.stages] == ["first", "second"]
    assert all(stage.seconds >= 0 and stage.kith_mib > 0 and stage.neo4j_mib > 0 for stage in watch.stages)


def test_a_stage_that_fails_is_measured_too() -> None:
    watch = Stopwatch()
    with pytest.raises(ValueError, match="on purpose"), watch.stage("failing"):
        raise ValueError("on purpose")
    assert watch.stages[0].name == "failing"
    assert watch.stages[0].neo4j_mib == 0
