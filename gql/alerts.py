"""Alerts: what an information-governance officer is to look at, told by the entries of the audit log alone.

The five kinds are those of the National Health Service's practice for shared records. An alert names people
by id, as the log does. Whatever was alerted once is not alerted again on the same day (UTC) for the same
caller, purpose and person, so that one long session is one alert and not a hundred; but glass that is broken
anew is an alert anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from gql.audit.folder import LogFolder
from gql.audit.following import Following, Taken
from gql.marks import Involved

REVIEWED = "alert_reviewed"
"""The event of an entry that says that somebody has looked at an alert."""

GLASS_BROKEN = "glass_broken"
"""The event of an entry that says that somebody has broken the glass: an alert each time."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS alert (
  id TEXT PRIMARY KEY, entry INTEGER, kind TEXT, at TEXT, who TEXT, purpose TEXT, subjects TEXT
);
CREATE INDEX IF NOT EXISTS alert_by_entry ON alert (entry);
CREATE TABLE IF NOT EXISTS told (
  day TEXT, kind TEXT, who TEXT, purpose TEXT, person TEXT, PRIMARY KEY (day, kind, who, purpose, person)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review (alert TEXT PRIMARY KEY, at TEXT, who TEXT, note TEXT) WITHOUT ROWID;
"""
_KNOWN = """
SELECT a.entry, a.kind, a.at, a.who, a.purpose, a.subjects, r.at, r.who, r.note
FROM alert a LEFT JOIN review r ON r.alert = a.id
"""

# In a line of JSON a quotation mark inside a text is escaped, so that no value can look like these.
_RAISES_NONE, _IS_EVENT = b'"states":{}', b'"event":'


class AlertKind(StrEnum):
    """What there is to look at."""

    SELF_CLAIMED = "self_claimed_relationship"
    DISSENT_OVERRIDDEN = "dissent_overridden"
    SENSITIVE_ACROSS = "sensitive_view_across_bodies"
    SEALED_VIEW = "sealed_view"
    ATTEMPT = "attempt"


_RAISED = {
    Involved.GLASS: AlertKind.SELF_CLAIMED,
    Involved.DISSENT: AlertKind.DISSENT_OVERRIDDEN,
    Involved.APART: AlertKind.SENSITIVE_ACROSS,
    Involved.SEALED: AlertKind.SEALED_VIEW,
    Involved.ATTEMPT_ON_MARKED: AlertKind.ATTEMPT,
}


@dataclass(frozen=True)
class Alert:
    """One alert.

    Attributes:
        kind: which of the five it is.
        at: when the entry was made that raised it.
        who: who asked.
        purpose: what for.
        subjects: ids of the people by whom it was raised.
        entry: the number of the entry in the log.
    """

    kind: AlertKind
    at: str
    who: str
    purpose: str
    subjects: tuple[str, ...]
    entry: int

    @property
    def id(self) -> str:
        """What names it in reviews."""
        return f"{self.entry}-{self.kind}"


@dataclass(frozen=True)
class Review:
    """That somebody has looked at an alert: who, when, and what they noted."""

    at: str
    who: str
    note: str


def alerts_of(number: int, entry: dict[str, Any]) -> Iterator[Alert]:
    """The alerts that an entry raises.

    Args:
        number: the entry's number in the log, counted from 1.
    """
    for state, people in entry.get("states", {}).items():
        kind = _RAISED.get(Involved(state))
        if kind is not None:
            yield Alert(kind, entry["at"], entry["who"], entry["purpose"], tuple(people), number)


class AlertBook:
    """The alerts of one log with their reviews, kept in a file beside it; a context manager."""

    def __init__(self, folder: LogFolder) -> None:
        self._following = Following(folder, folder.alerts, _SCHEMA)

    def __enter__(self) -> "AlertBook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._following.close()

    def catch_up(self, most: int | None = None) -> int:
        """Raise the alerts of the entries written since, at most so many; how many entries it was."""
        return self._following.catch_up(self._take, most)

    def listed(self, *, after: int = 0, is_open: bool = False) -> list[tuple[Alert, Review | None]]:
        """The alerts and their reviews, oldest first.

        Args:
            after: only those that later entries raised.
            is_open: only those that nobody has looked at.
        """
        wanted = "WHERE a.entry > ?" + " AND r.at IS NULL" * is_open
        rows = self._following.connection.execute(f"{_KNOWN} {wanted} ORDER BY a.entry, a.kind", (after,))
        return [(_alert(row[:6]), None if row[6] is None else Review(*row[6:])) for row in rows]

    def latest(self) -> int:
        """The number of the last entry that raised an alert; 0 where none did."""
        (found,) = self._following.connection.execute("SELECT coalesce(max(entry), 0) FROM alert").fetchone()
        return int(found)

    def _take(self, taken: Taken) -> None:
        for place, line in taken:
            if _RAISES_NONE in line and _IS_EVENT not in line:
                continue
            entry = orjson.loads(line)
            for alert in alerts_of(place.number, entry):
                self._raise(alert, anew=entry.get("event") == GLASS_BROKEN)
            if entry.get("event") == REVIEWED:
                row = (entry["alert"], entry["at"], entry["who"], entry["note"])
                self._following.connection.execute("INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?)", row)

    def _raise(self, alert: Alert, *, anew: bool) -> None:
        first = [person for person in alert.subjects if self._is_first(alert, person)]
        new = " ".join(alert.subjects if anew and alert.kind is AlertKind.SELF_CLAIMED else first)
        if new:
            row = (alert.id, alert.entry, alert.kind, alert.at, alert.who, alert.purpose, new)
            self._following.connection.execute("INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _is_first(self, alert: Alert, person: str) -> bool:
        row = (alert.at[:10], alert.kind, alert.who, alert.purpose, person)
        return (
            self._following.connection.execute(
                "INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?, ?)", row
            ).rowcount
            == 1
        )


def _alert(row: tuple[Any, ...]) -> Alert:
    entry, kind, at, who, purpose, subjects = row
    return Alert(AlertKind(kind), at, who, purpose, tuple(subjects.split(" ")), entry)
