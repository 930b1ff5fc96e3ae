"""A person's own features: traits, own events by theme and service, and the address of record."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from gnn.arrays import Floats
from gnn.arrow import Chunks, distinct, places_in
from gnn.columns import NOW, OWN, Column
from gnn.events import CRISIS, THEMES, WINDOWS, help_events, service_events
from gnn.features import Features
from gnn.snapshot import ADDRESS_KINDS, Snapshot

_OPEN_THEMES = tuple(place for place in range(len(THEMES)) if place != CRISIS and THEMES[place] != "move")


@dataclass(frozen=True)
class Encoding:
    """The names that get a column of their own, learnt from the landmarks to learn from and then fixed.

    Attributes:
        services: the services with the most episodes.
        helps: the kinds of intervention given most often.
    """

    services: tuple[str, ...]
    helps: tuple[str, ...]


def learn_encoding(snapshot: Snapshot, limit: int = 12) -> Encoding:
    """The most frequent services and kinds of intervention as of a day, by name."""
    facts = snapshot.known.facts
    return Encoding(
        _frequent(facts.episodes["service"], limit), _frequent(facts.interventions["kind"], limit)
    )


def own_features(snapshot: Snapshot, encoding: Encoding) -> Features:
    """Own features of everybody, [people, columns]."""
    return Features.joined(
        [
            _trait_features(snapshot),
            _event_features(snapshot),
            _named_features(snapshot, "service:", encoding.services),
            _named_features(snapshot, "help:", encoding.helps),
        ]
    )


def _frequent(column: Chunks, limit: int) -> tuple[str, ...]:
    names = [str(name) for name in distinct(column).to_pylist()]
    counts = np.bincount(places_in(pc.drop_null(column), names), minlength=len(names))
    return tuple(sorted(names[place] for place in np.argsort(-counts, kind="stable")[:limit]))


def _trait_features(snapshot: Snapshot) -> Features:
    places, traits = snapshot.places, snapshot.traits
    kinds = [np.where(places.home_kind == place, 1.0, 0.0) for place in range(len(ADDRESS_KINDS))]
    columns = [
        Column(OWN, "age", NOW, "value"),
        Column(OWN, "sex", NOW, "value"),
        Column(OWN, "home", NOW, "days"),
    ]
    columns += [Column(OWN, f"home:{kind}", NOW, "value") for kind in ADDRESS_KINDS]
    return Features(
        tuple(columns), np.stack([traits.age, traits.is_female, places.home_days, *kinds], axis=1)
    )


def _event_features(snapshot: Snapshot) -> Features:
    events, people, themes = snapshot.events, snapshot.people, len(THEMES)
    counts = Features(_counted(OWN, THEMES, "count"), events.counts(people, themes))
    since = Features(
        tuple(Column(OWN, theme, "all", "days") for theme in THEMES), events.days_since(people, themes)
    )
    still = Features(
        tuple(Column(OWN, THEMES[place], NOW, "count") for place in _OPEN_THEMES),
        events.open_now(people, themes)[:, _OPEN_THEMES],
    )
    return Features.joined([counts, since, still])


def _named_features(snapshot: Snapshot, prefix: str, names: tuple[str, ...]) -> Features:
    known, people = snapshot.known.facts, snapshot.people
    read = service_events if prefix == "service:" else help_events
    counts: Floats = read(known, names, snapshot.day).counts(people, len(names))
    return Features(_counted(OWN, [prefix + name for name in names], "count"), counts)


def _counted(relation: str, themes: Sequence[str], statistic: str) -> tuple[Column, ...]:
    return tuple(Column(relation, theme, window, statistic) for theme in themes for window in WINDOWS)
