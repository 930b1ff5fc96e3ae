from datetime import date, timedelta

import numpy as np

from gnn.events import CRISIS, THEMES, WINDOWS, Events
from gnn.indexed import index
from gnn.snapshot import snapshot
from tests.gnn.build import Row, facts

DAY = date(2024, 1, 1)


def events(*episodes: Row) -> Events:
    known = facts(
        people=[{"person": "a"}], episodes=[{"person": "a", "kind": "crisis", **row} for row in episodes]
    )
    return snapshot(index(known), DAY).events


def days_ago(days: int) -> date:
    return DAY - timedelta(days=days)


def test_windows_nest_and_the_day_of_the_landmark_counts() -> None:
    counted = events(*({"start": days_ago(days)} for days in (0, 89, 90, 364, 365, 5000))).counts(
        1, len(THEMES)
    )
    by_window = counted.reshape(len(THEMES), len(WINDOWS))[CRISIS]
    assert by_window.tolist() == [2, 4, 6]


def test_what_has_not_begun_or_is_not_recorded_does_not_count() -> None:
    future = {"start": DAY + timedelta(days=1)}
    unrecorded = {"start": days_ago(5), "recorded_at": DAY + timedelta(days=1)}
    undated = {"start": None}
    assert events(future, unrecorded, undated).counts(1, len(THEMES)).sum() == 0


def test_days_since_the_latest() -> None:
    since = events({"start": days_ago(40)}, {"start": days_ago(7)}).days_since(1, len(THEMES))
    assert since[0, CRISIS] == 7
    assert np.isnan(np.delete(since[0], CRISIS)).all()


def test_an_end_in_the_future_is_an_open_episode() -> None:
    later = DAY + timedelta(days=3)
    still = events({"start": days_ago(40), "end": later}, {"start": days_ago(9), "end": days_ago(2)})
    assert still.open_now(1, len(THEMES))[0, CRISIS] == 1
