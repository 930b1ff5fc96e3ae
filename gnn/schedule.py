"""The schedule: which landmarks teach, which calibrate, and which test.

Every landmark of a later part lies at least one whole horizon after the last one of the part before
(the embargo), so that no label of the earlier part was still open when the later part begins.
"""

from dataclasses import dataclass
from datetime import date

from gnn.errors import HistoryError
from gnn.horizon import Horizon, add_months


@dataclass(frozen=True)
class Schedule:
    """Landmarks in order of time, all on the same day of the month."""

    train: tuple[date, ...]
    calibration: tuple[date, ...]
    test: tuple[date, ...]

    @property
    def landmarks(self) -> tuple[date, ...]:
        """All landmarks, oldest first."""
        return self.train + self.calibration + self.test


@dataclass(frozen=True)
class Plan:
    """How many landmarks each part gets, and how many months apart.

    Attributes:
        train: landmarks to learn from, at most.
        test: landmarks to test on.
        train_step: months between landmarks to learn from.
        test_step: months between landmarks to test on; the window's length keeps their labels apart.
        history: months of facts that the first landmark needs behind it.
    """

    train: int = 12
    test: int = 3
    train_step: int = 1
    test_step: int = 3
    history: int = 9


def make_schedule(first: date, cut: date, horizon: Horizon, plan: Plan) -> Schedule:
    """The latest schedule whose labels are all complete at `cut`.

    Args:
        first: day from which facts exist.
        cut: last day of the facts.
        horizon: what is foreseen.
        plan: how many landmarks, how far apart.

    Raises:
        HistoryError: no landmark to learn from has `plan.history` months of facts behind it.
    """
    last = _last_complete(cut, horizon)
    test = _backwards(last, plan.test, plan.test_step)
    calibration = add_months(test[0], -horizon.until)
    train = _backwards(add_months(calibration, -horizon.until), plan.train, plan.train_step)
    earliest = add_months(first, plan.history)
    usable = tuple(day for day in train if day >= earliest)
    if not usable:
        raise HistoryError(
            f"Facts from {first} to {cut} leave no landmark to learn from: the first may be {earliest}, "
            f"the last would be {train[-1]}. Load older records, or plan fewer test landmarks."
        )
    return Schedule(usable, (calibration,), test)


def _last_complete(cut: date, horizon: Horizon) -> date:
    """The last first-of-the-month whose window is complete at the cut."""
    day = cut.replace(day=1)
    while not horizon.is_complete(day, cut):
        day = add_months(day, -1)
    return day


def _backwards(last: date, count: int, step: int) -> tuple[date, ...]:
    return tuple(add_months(last, -step * back) for back in reversed(range(count)))
