"""The horizon: how far ahead of a landmark a crisis is foreseen.

A landmark is a day t on which a score is made from what was known on t. Its window is (t+6, t+9]
months: late enough for help to be arranged, soon enough to matter.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Horizon:
    """The window foreseen, in months after the landmark, and how late its crises may be recorded.

    Attributes:
        after: the window opens after this many months.
        until: the window closes with the day this many months after the landmark.
        delay: days that a crisis may take to be recorded; a label is not read before they are over.
    """

    after: int = 6
    until: int = 9
    delay: int = 60

    def window(self, landmark: date) -> tuple[date, date]:
        """First day (exclusive) and last day (inclusive) of the window."""
        return add_months(landmark, self.after), add_months(landmark, self.until)

    def is_complete(self, landmark: date, cut: date) -> bool:
        """Whether every crisis of the window is known on the day of the cut."""
        return self.window(landmark)[1] + timedelta(days=self.delay) <= cut
