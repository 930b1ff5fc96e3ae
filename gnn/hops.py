"""Hop aggregates: what happened around a person, one metapath at a time.

For every metapath and window: the number, the mean and the maximum of the neighbours' own past
events, their ages, and how long ago their latest crisis was. Keeping the metapaths apart is what
makes precomputed neighbourhoods work (SIGN: Rossi et al. 2020; SeHGNN: Yang et al. 2023). A person's
own events are never part of their neighbourhood.
"""

import numpy as np

from gnn.arrays import Floats, Integers
from gnn.columns import NOW, Column
from gnn.events import CRISIS, THEMES, WINDOWS
from gnn.features import Features
from gnn.metapaths import METAPATHS
from gnn.neighbours import Neighbours
from gnn.snapshot import Snapshot

_EVENT_COLUMNS = tuple((theme, window) for theme in THEMES for window in WINDOWS)


def hop_features(snapshot: Snapshot, stand_in: Integers | None = None) -> Features:
    """Hop aggregates of everybody, [people, columns].

    Args:
        snapshot: what was known on the landmark.
        stand_in: a permutation of the people; where given, each person gets the neighbourhood of
            somebody else (the negative control, which must bring nothing).
    """
    events = snapshot.events.counts(snapshot.people, len(THEMES))
    latest = snapshot.events.days_since(snapshot.people, len(THEMES))[:, CRISIS]
    parts = []
    for relation, path in METAPATHS.items():
        near = path(snapshot)
        size = near.total(snapshot.traits.is_known[:, None].astype(np.float64))
        parts += [
            _event_aggregates(relation, near, events, size),
            _age_aggregates(relation, near, snapshot.traits.age, size),
            _latest_crisis(relation, near, latest),
        ]
    features = Features.joined(parts)
    return features if stand_in is None else features.rows(stand_in)


def _event_aggregates(relation: str, near: Neighbours, events: Floats, size: Floats) -> Features:
    """Number, mean and maximum of each kind of event in each window."""
    total = near.total(events)
    values = {"count": total, "mean": _ratio(total, size), "largest": _or_unknown(near.largest(events))}
    return Features(
        tuple(Column(relation, theme, window, name) for name in values for theme, window in _EVENT_COLUMNS),
        np.concatenate(list(values.values()), axis=1),
    )


def _age_aggregates(relation: str, near: Neighbours, age: Floats, size: Floats) -> Features:
    """How many neighbours there are, their mean, lowest and highest age, and the share of children."""
    is_known = ~np.isnan(age)
    known, child = is_known.astype(np.float64), (age < 18).astype(np.float64)
    total = near.total(np.stack([np.where(is_known, age, 0.0), known, child], axis=1))
    extreme = near.largest(
        np.stack([np.where(is_known, age, -np.inf), np.where(is_known, -age, -np.inf)], axis=1)
    )
    values = [
        size[:, 0],
        _ratio(total[:, 0], total[:, 1]),
        _or_unknown(extreme[:, 0]),
        -_or_unknown(extreme[:, 1]),
        _ratio(total[:, 2], total[:, 1]),
    ]
    columns = (
        Column(relation, "people", NOW, "count"),
        Column(relation, "age", NOW, "mean"),
        Column(relation, "age", NOW, "largest"),
        Column(relation, "age", NOW, "smallest"),
        Column(relation, "children", NOW, "share"),
    )
    return Features(columns, np.stack(values, axis=1))


def _latest_crisis(relation: str, near: Neighbours, days: Floats) -> Features:
    """Days since the latest crisis of any neighbour."""
    largest = near.largest(np.where(np.isnan(days), -np.inf, -days)[:, None])
    return Features((Column(relation, "crisis", "all", "days"),), -_or_unknown(largest))


def _ratio(total: Floats, size: Floats) -> Floats:
    """Total by size; unknown where there is nobody."""
    ratio: Floats = np.divide(total, size, out=np.full_like(total, np.nan), where=size > 0)
    return ratio


def _or_unknown(values: Floats) -> Floats:
    return np.where(np.isneginf(values), np.nan, values)
