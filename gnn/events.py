"""Events: what happened to people, each with a theme and a day.

The themes are the kinds of episode of the vocabulary, help given, and moves. An event counts on a
day when it had happened and was known by then.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import pyarrow as pa

from gnn.arrays import Booleans, Floats, Integers
from gnn.arrow import integers, is_missing, places_in
from graph.facts import Facts
from graph.vocabulary import vocabulary

EPISODE_KINDS = tuple(vocabulary().codes["episode_kind"])
INTERVENTION, MOVE = "intervention", "move"
THEMES = (*EPISODE_KINDS, INTERVENTION, MOVE)
CRISIS = THEMES.index("crisis")
WINDOWS = {"90": 90, "365": 365, "all": 10**6}
"""Days back that a window reaches; `all` reaches back to the first fact."""

_NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Events:
    """Events known on a day, as columns of one length.

    Attributes:
        person: number of the person.
        theme: place in a list of themes.
        age: days from the event to the day, never negative.
        is_open: still going on.
    """

    person: Integers
    theme: Integers
    age: Integers
    is_open: Booleans

    def where(self, chosen: Booleans) -> Self:
        """The events that are chosen."""
        return type(self)(self.person[chosen], self.theme[chosen], self.age[chosen], self.is_open[chosen])

    def counts(self, people: int, themes: int) -> Floats:
        """How many events each person had, [people, themes * windows], windows varying fastest."""
        slots = [self._count(people, themes, days) for days in WINDOWS.values()]
        return np.stack(slots, axis=2).reshape(people, themes * len(WINDOWS))

    def _count(self, people: int, themes: int, days: int) -> Floats:
        recent = self.age < days
        slot = self.person[recent] * themes + self.theme[recent]
        return np.bincount(slot, minlength=people * themes).astype(np.float64).reshape(people, themes)

    def open_now(self, people: int, themes: int) -> Floats:
        """How many events of each theme still go on, [people, themes]."""
        slot = self.person[self.is_open] * themes + self.theme[self.is_open]
        return np.bincount(slot, minlength=people * themes).astype(np.float64).reshape(people, themes)

    def days_since(self, people: int, themes: int) -> Floats:
        """Days since each person's latest event of each theme, [people, themes]; NaN where there is none."""
        latest = np.full(people * themes, _NEVER, dtype=np.int64)
        np.minimum.at(latest, self.person * themes + self.theme, self.age)
        return np.where(latest == _NEVER, np.nan, latest).reshape(people, themes)


def events_of(known: Facts, day: date) -> Events:
    """All events by theme.

    Args:
        known: numbered facts as of `day`.
        day: the landmark.
    """
    helped = np.full(known.interventions.num_rows, THEMES.index(INTERVENTION), dtype=np.int64)
    moved = np.full(known.stays.num_rows, THEMES.index(MOVE), dtype=np.int64)
    return _joined(
        _dated(known.episodes, places_in(known.episodes["kind"], EPISODE_KINDS), "start", "end", day),
        _dated(known.interventions, helped, "start", "end", day),
        _dated(known.stays, moved, "from", "to", day),
    )


def service_events(known: Facts, services: tuple[str, ...], day: date) -> Events:
    """Episodes by service; services not listed are left out."""
    number = places_in(known.episodes["service"], services)
    return _dated(known.episodes, number, "start", "end", day)


def help_events(known: Facts, kinds: tuple[str, ...], day: date) -> Events:
    """Interventions by kind; kinds not listed are left out."""
    number = places_in(known.interventions["kind"], kinds)
    return _dated(known.interventions, number, "start", "end", day)


def _dated(table: pa.Table, theme: Integers, start: str, end: str, day: date) -> Events:
    today = (day - date(1970, 1, 1)).days
    age = today - integers(table[start], _NEVER)
    is_open = is_missing(table[end])
    events = Events(integers(table["person"], -1), theme, age, is_open)
    return events.where((age >= 0) & (theme >= 0))


def _joined(*parts: Events) -> Events:
    return Events(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.theme for part in parts]),
        np.concatenate([part.age for part in parts]),
        np.concatenate([part.is_open for part in parts]),
    )
