"""A panel: one row for each person at risk on each landmark, with features and label."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np

from gnn.arrays import Booleans, Integers, Singles
from gnn.at_risk import at_risk
from gnn.columns import OWN, Column
from gnn.errors import FactsError
from gnn.features import Features
from gnn.hops import hop_features
from gnn.horizon import Horizon
from gnn.indexed import Indexed
from gnn.labels import had_crisis
from gnn.own import Encoding, own_features
from gnn.snapshot import Snapshot, snapshot


@dataclass(frozen=True)
class Panel:
    """Rows in order of landmark, then person.

    Attributes:
        columns: what the columns of `values` mean.
        values: [rows, columns], NaN where unknown.
        label: [rows], whether a crisis began in the window; all False where the window is still open.
        person: [rows], the number of the person.
        landmark: [rows], days since 1970.
    """

    columns: tuple[Column, ...]
    values: Singles
    label: Booleans
    person: Integers
    landmark: Integers

    def where(self, chosen: Booleans) -> Self:
        """The rows that are chosen."""
        return replace(
            self,
            values=self.values[chosen],
            label=self.label[chosen],
            person=self.person[chosen],
            landmark=self.landmark[chosen],
        )

    @property
    def own_columns(self) -> Integers:
        """Places of the columns about the person alone."""
        return np.array([place for place, column in enumerate(self.columns) if column.relation == OWN])


@dataclass(frozen=True)
class Recipe:
    """All that decides what a feature row looks like.

    Attributes:
        encoding: names with a column of their own.
        horizon: what is foreseen.
        stand_in: a permutation of the people for the negative control; None otherwise.
    """

    encoding: Encoding
    horizon: Horizon
    stand_in: Integers | None = None


def features_on(taken: Snapshot, recipe: Recipe) -> Features:
    """Own and hop features of everybody on the snapshot's day."""
    return Features.joined([own_features(taken, recipe.encoding), hop_features(taken, recipe.stand_in)])


def panel_on(indexed: Indexed, landmark: date, recipe: Recipe) -> Panel:
    """The panel of one landmark."""
    taken = snapshot(indexed, landmark)
    people = at_risk(taken)
    features = features_on(taken, recipe).rows(people)
    return Panel(
        columns=features.columns,
        values=features.values.astype(np.float32),
        label=had_crisis(indexed, landmark, recipe.horizon)[people],
        person=people,
        landmark=np.full(len(people), (landmark - date(1970, 1, 1)).days, dtype=np.int64),
    )


def joined(panels: Sequence[Panel]) -> Panel:
    """The rows of several panels with the same columns.

    Raises:
        FactsError: the columns differ.
    """
    if len({panel.columns for panel in panels}) != 1:
        raise FactsError("Panels with different columns cannot be joined; build all with one recipe.")
    return Panel(
        columns=panels[0].columns,
        values=np.concatenate([panel.values for panel in panels]),
        label=np.concatenate([panel.label for panel in panels]),
        person=np.concatenate([panel.person for panel in panels]),
        landmark=np.concatenate([panel.landmark for panel in panels]),
    )
