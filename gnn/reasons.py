"""Reasons: what moved a person's score most, and in which direction.

Contributions to the log-odds are added up to (relation, theme, window). Of a circle of fewer than
ten people only one sum is told, without theme or window: in a household of two, more than that
would be the other person's record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from gnn.arrays import Booleans, Floats, Singles
from gnn.columns import NOW, OWN, Column
from gnn.wording import CIRCUMSTANCES, worded

SMALLEST_CIRCLE = 10
_MOST = 5
_LEAST_EFFECT = 0.01

Group = tuple[str, str, str]


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes:
        relation: `own` or a metapath.
        theme: what it is about.
        window: days back, `all`, or `now`.
        value: the person's own number; None for a circle, a name and an unknown.
        effect: in log-odds; above zero raises the estimate.
        wording: a sentence for staff.
    """

    relation: str
    theme: str
    window: str
    value: float | None
    effect: float
    wording: str

    def to_json(self) -> dict[str, Any]:
        """As JSON values, with the parts of the feature joined into its name."""
        feature = f"{self.relation}/{self.theme}/{self.window}"
        return {
            "feature": feature,
            "value": self.value,
            "effect": round(self.effect, 4),
            "wording": self.wording,
        }


@dataclass(frozen=True)
class Explained:
    """Effects of everybody, ready to be put into words.

    Attributes:
        groups: what is told, in the order of the effects' columns.
        effects: [people, groups], log-odds; those that may not be told are 0, their sum stands in
            the group of the whole circle.
        values: [people, groups], the person's own numbers, NaN elsewhere.
    """

    groups: tuple[Group, ...]
    effects: Floats
    values: Floats

    def reasons(self, row: int) -> list[Reason]:
        """The five strongest reasons that raise and the five that lower, strongest first."""
        order = np.argsort(-np.abs(self.effects[row]), kind="stable")
        raising = [place for place in order if self.effects[row, place] >= _LEAST_EFFECT][:_MOST]
        lowering = [place for place in order if self.effects[row, place] <= -_LEAST_EFFECT][:_MOST]
        return [self._reason(row, place) for place in [*raising, *lowering]]

    def as_json(self) -> Iterator[str]:
        """The reasons of each person as a JSON list."""
        for row in range(len(self.effects)):
            yield orjson.dumps([reason.to_json() for reason in self.reasons(row)]).decode()

    def _reason(self, row: int, place: int) -> Reason:
        effect, value = float(self.effects[row, place]), float(self.values[row, place])
        wording = worded(*self.groups[place], raises=effect > 0)
        return Reason(*self.groups[place], None if np.isnan(value) else value, effect, wording)


def explain(columns: tuple[Column, ...], values: Singles, contributions: Floats) -> Explained:
    """Add contributions up to what may be told.

    Args:
        columns: what the columns mean.
        values: [people, columns], the features.
        contributions: [people, columns], in log-odds.
    """
    told = list(dict.fromkeys(_group(column) for column in columns))
    effects = _summed(contributions, [told.index(_group(column)) for column in columns], len(told))
    relations = [name for name in dict.fromkeys(group[0] for group in told) if name != OWN]
    circles = np.zeros((len(values), len(relations)))
    for place, relation in enumerate(relations):
        parts = np.array([number for number, group in enumerate(told) if group[0] == relation])
        is_small = _is_small(columns, values, relation)
        circles[is_small, place] = effects[np.ix_(is_small, parts)].sum(axis=1)
        effects[np.ix_(is_small, parts)] = 0.0
    whole = [(relation, CIRCUMSTANCES, NOW) for relation in relations]
    numbers = np.concatenate([_own_values(columns, values, told), np.full_like(circles, np.nan)], axis=1)
    return Explained((*told, *whole), np.concatenate([effects, circles], axis=1), numbers)


def _group(column: Column) -> Group:
    return column.relation, column.theme, column.window


def _summed(contributions: Floats, group: list[int], groups: int) -> Floats:
    belongs = np.zeros((len(group), groups))
    belongs[np.arange(len(group)), group] = 1.0
    return contributions @ belongs


def _is_small(columns: tuple[Column, ...], values: Singles, relation: str) -> Booleans:
    size = values[:, columns.index(Column(relation, "people", NOW, "count"))]
    return np.asarray(size < SMALLEST_CIRCLE, dtype=np.bool_)


def _own_values(columns: tuple[Column, ...], values: Singles, told: list[Group]) -> Floats:
    """The person's own number for each group: its first column that is not a time since."""
    numbers = np.full((len(values), len(told)), np.nan)
    for place, column in reversed(list(enumerate(columns))):
        if column.relation == OWN and column.theme != "sex":
            numbers[:, told.index(_group(column))] = values[:, place]
    return numbers
