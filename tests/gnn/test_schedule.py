from datetime import date

import pytest

from gnn.errors import HistoryError
from gnn.horizon import Horizon, add_months
from gnn.schedule import Plan, make_schedule

FIRST, CUT = date(2021, 7, 1), date(2026, 6, 30)


def test_every_part_waits_for_the_labels_of_the_part_before() -> None:
    schedule = make_schedule(FIRST, CUT, Horizon(), Plan())
    assert add_months(schedule.train[-1], 9) <= schedule.calibration[0]
    assert add_months(schedule.calibration[-1], 9) <= schedule.test[0]


def test_every_label_is_complete_at_the_cut() -> None:
    horizon = Horizon()
    schedule = make_schedule(FIRST, CUT, horizon, Plan())
    assert all(horizon.is_complete(day, CUT) for day in schedule.landmarks)
    assert not horizon.is_complete(add_months(schedule.test[-1], 1), CUT)


def test_landmarks_without_history_are_left_out() -> None:
    schedule = make_schedule(FIRST, CUT, Horizon(), Plan(train=40, history=9))
    assert schedule.train[0] == date(2022, 4, 1)


def test_too_short_a_history_is_refused() -> None:
    with pytest.raises(HistoryError, match="no landmark to learn from"):
        make_schedule(date(2024, 1, 1), CUT, Horizon(), Plan())
