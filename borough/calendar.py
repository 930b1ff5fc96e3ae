"""The borough's calendar: five years of months before one fixed cut date; days are numbers since 1970.

Invariant: `MONTH_STARTS[m]` is the first day of month m, and month `MONTHS` begins the day after `CUT`.
"""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]

EPOCH = date(1970, 1, 1)
START = date(2021, 7, 1)
CUT = date(2026, 6, 30)
MONTHS = 60
YEAR = 365.25
NEVER = 2**30
"""Stands for a day that has not come: later than every day."""


def number(day: date) -> int:
    """Days from 1 January 1970 to `day`."""
    return (day - EPOCH).days


def day(number_: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number_))


def _month_start(month: int) -> int:
    years, index = divmod(START.month - 1 + month, 12)
    return number(date(START.year + years, index + 1, 1))


MONTH_STARTS = np.array([_month_start(month) for month in range(MONTHS + 1)], np.int32)
START_DAY = number(START)
CUT_DAY = number(CUT)
