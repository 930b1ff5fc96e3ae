"""A study: the panels to learn from, to calibrate on and to test on, built from facts once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from gnn.arrays import Booleans, Floats, Integers
from gnn.boosting import Sample
from gnn.columns import Column
from gnn.errors import HistoryError
from gnn.households import clusters, held_out
from gnn.indexed import Indexed, index
from gnn.options import Options
from gnn.own import Encoding, learn_encoding
from gnn.panel import Panel, Recipe, joined, panel_on
from gnn.schedule import Schedule, make_schedule
from gnn.snapshot import snapshot
from graph.facts import Facts

Progress = Callable[[str, int], None]

_HELD_OUT = 0.15
_FEWEST_CRISES = 20


@dataclass(frozen=True)
class Study:
    """Panels and what they were made with.

    Attributes:
        indexed: all facts known at the cut, numbered.
        schedule: the landmarks.
        encoding: names with a column of their own, as of the last landmark to learn from.
        sample: rows to learn from.
        calibration: rows of the calibration landmark.
        test: rows of the test landmarks.
        cluster: [people], household clusters.
    """

    indexed: Indexed
    schedule: Schedule
    encoding: Encoding
    sample: Sample
    calibration: Panel
    test: Panel
    cluster: Integers

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the columns of every panel mean."""
        return self.test.columns


def make_study(facts: Facts, cut: date, options: Options, progress: Progress) -> Study:
    """Build all panels from what was known at the cut.

    Raises:
        HistoryError: the facts do not reach far enough back, or hold too few crises.
        FactsError: the facts contradict themselves.
    """
    indexed = index(facts.as_of(cut))
    schedule = make_schedule(_first_day(indexed), cut, options.horizon, options.plan)
    encoding = learn_encoding(snapshot(indexed, schedule.train[-1]))
    recipe = Recipe(encoding, options.horizon, _stand_in(indexed, options))
    cluster = clusters(indexed, cut)
    sample = _sample(indexed, schedule.train, recipe, cluster, options, progress)
    later = {part: _panel(indexed, days, recipe, part, progress) for part, days in _later(schedule).items()}
    for part, label in {
        "learn from": sample.label,
        **{name: each.label for name, each in later.items()},
    }.items():
        _require_crises(part, label)
    return Study(indexed, schedule, encoding, sample, later["calibrate on"], later["test on"], cluster)


def _first_day(indexed: Indexed) -> date:
    first = pc.min(indexed.facts.episodes["recorded_at"]).as_py()
    if first is None:
        raise HistoryError("There are no episodes to learn from; load records of episodes first.")
    day: date = first
    return day


def _stand_in(indexed: Indexed, options: Options) -> Integers | None:
    if not options.shuffle_edges:
        return None
    return np.random.default_rng(options.seed).permutation(len(indexed.people)).astype(np.int64)


def _later(schedule: Schedule) -> dict[str, tuple[date, ...]]:
    return {"calibrate on": schedule.calibration, "test on": schedule.test}


def _panel(indexed: Indexed, days: tuple[date, ...], recipe: Recipe, part: str, progress: Progress) -> Panel:
    panels = []
    for done, day in enumerate(days, 1):
        panels.append(panel_on(indexed, day, recipe))
        progress(f"landmarks to {part}", done)
    return joined(panels)


def _sample(
    indexed: Indexed,
    days: tuple[date, ...],
    recipe: Recipe,
    cluster: Integers,
    options: Options,
    progress: Progress,
) -> Sample:
    panels, weights = [], []
    for done, day in enumerate(days, 1):
        panel = panel_on(indexed, day, recipe)
        weight = _kept(panel, options)
        panels.append(panel.where(weight > 0))
        weights.append(weight[weight > 0])
        progress("landmarks to learn from", done)
    rows = joined(panels)
    aside = held_out(cluster[rows.person], _HELD_OUT, options.seed)
    return Sample(rows.values, rows.label, rows.landmark, np.concatenate(weights), aside)


def _kept(panel: Panel, options: Options) -> Floats:
    """A weight for every row: 1 for a crisis; for the others 0, or as many as each kept one stands for."""
    others = np.flatnonzero(~panel.label)
    generator = np.random.default_rng([options.seed, int(panel.landmark[0])])
    kept = generator.permutation(others)[: options.negatives]
    weight = panel.label.astype(np.float64)
    weight[kept] = len(others) / len(kept)
    return weight


def _require_crises(part: str, label: Booleans) -> None:
    crises = int(label.sum())
    if crises < _FEWEST_CRISES:
        raise HistoryError(
            f"Only {crises} crises lie in the windows of the landmarks to {part}; at least "
            f"{_FEWEST_CRISES} are needed. Load more records, or plan more landmarks."
        )
