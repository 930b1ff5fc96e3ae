from datetime import date

import pytest

from gnn.horizon import Horizon, add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 1), 6, date(2026, 2, 1)),
        (date(2025, 8, 1), -9, date(2024, 11, 1)),
        (date(2025, 12, 15), 0, date(2025, 12, 15)),
    ],
)
def test_months_are_added(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_window_opens_after_six_months_and_closes_after_nine() -> None:
    assert Horizon().window(date(2025, 8, 1)) == (date(2026, 2, 1), date(2026, 5, 1))


@pytest.mark.parametrize(("cut", "complete"), [(date(2026, 6, 29), False), (date(2026, 6, 30), True)])
def test_a_label_is_complete_once_late_records_are_in(cut: date, complete: bool) -> None:
    assert Horizon(delay=60).is_complete(date(2025, 8, 1), cut) is complete
