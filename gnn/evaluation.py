"""Evaluation: the figures of every model on the test landmarks, next to a heuristic and the ceiling."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.arrays import Booleans, Floats
from gnn.arrow import floats, integers, places_in
from gnn.bootstrap import resample
from gnn.ceiling import Ceiling, ceiling_of
from gnn.columns import OWN, Column
from gnn.metrics import auprc, auroc, brier, calibration_error, precision_by_landmark
from gnn.options import Options
from gnn.panel import Panel
from gnn.report import Comparison, Figures, Report
from gnn.study import Study

_LAST_CRISIS = Column(OWN, "crisis", "all", "days")
_PAIRS = (("hops", "flat"), ("gnn", "flat"), ("stack", "flat"), ("stack", "hops"))


@dataclass(frozen=True)
class Judged:
    """What a model says of the test rows.

    Attributes:
        model: its name.
        score: [rows], higher is riskier.
        probability: [rows], calibrated; None for a mere ranking.
    """

    model: str
    score: Floats
    probability: Floats | None


def evaluate(study: Study, judged: list[Judged], options: Options, truth: Floats | None) -> Report:
    """All figures.

    Args:
        study: the panels.
        judged: what the models say of the test rows.
        options: caseload and bootstrap.
        truth: [rows], true probabilities, NaN where unknown; None for real data.
    """
    test = study.test
    figures = [_figures(each, test, options) for each in [_last_crisis(test), *judged]]
    ceiling = None if truth is None else _ceiling(truth, test, options)
    if truth is not None and ceiling is not None:
        figures = _with_gain(figures, judged, test.label, truth, ceiling)
    return Report(
        train=study.schedule.train,
        calibration=study.schedule.calibration,
        test=study.schedule.test,
        cut=pc.max(study.indexed.facts.episodes["recorded_at"]).as_py(),
        rows=len(test.label),
        people=len(np.unique(test.person)),
        crises=int(test.label.sum()),
        base_rate=float(test.label.mean()),
        caseload=options.caseload,
        models=tuple(figures),
        comparisons=_comparisons(study, judged, options),
        ceiling=ceiling,
        shuffled=options.shuffle_edges,
    )


def true_probabilities(study: Study, truth: pa.Table | None) -> Floats | None:
    """True probabilities of the test rows, [rows]; NaN where the table has none.

    Args:
        study: the panels.
        truth: columns person, landmark (date32), probability.
    """
    if truth is None:
        return None
    days = integers(truth["landmark"], 0)
    person = places_in(truth["person"], study.indexed.people)
    probability = floats(truth["probability"])
    by_day = {day: np.full(len(study.indexed.people), np.nan) for day in np.unique(study.test.landmark)}
    for day, values in by_day.items():
        chosen = (days == day) & (person >= 0)
        values[person[chosen]] = probability[chosen]
    rows = zip(study.test.landmark, study.test.person, strict=True)
    return np.array([by_day[day][number] for day, number in rows])


def _last_crisis(test: Panel) -> Judged:
    """The rule of thumb: the more recent the last own crisis, the higher on the list."""
    days = test.values[:, test.columns.index(_LAST_CRISIS)].astype(np.float64)
    return Judged("last crisis", np.where(np.isnan(days), -np.inf, -days), None)


def _figures(judged: Judged, test: Panel, options: Options) -> Figures:
    probability = judged.probability
    return Figures(
        model=judged.model,
        auroc=auroc(judged.score, test.label),
        auprc=auprc(judged.score, test.label),
        precision_at_caseload=precision_by_landmark(
            judged.score, test.label, test.landmark, options.caseload
        ),
        calibration_error=None if probability is None else calibration_error(probability, test.label),
        brier=None if probability is None else brier(probability, test.label),
        captured_gain=None,
    )


def _ceiling(truth: Floats, test: Panel, options: Options) -> Ceiling:
    is_true = ~np.isnan(truth)
    return ceiling_of(truth[is_true], test.landmark[is_true], options.caseload)


def _with_gain(
    figures: list[Figures], judged: list[Judged], label: Booleans, truth: Floats, ceiling: Ceiling
) -> list[Figures]:
    """The captured gain of each model, over the rows whose true probability is known."""
    is_true = ~np.isnan(truth)
    reached = {each.model: auroc(each.score[is_true], label[is_true]) for each in judged}
    room = ceiling.auroc - reached["flat"]
    gain = {model: (value - reached["flat"]) / room for model, value in reached.items()}
    return [replace(each, captured_gain=gain.get(each.model)) for each in figures]


def _comparisons(study: Study, judged: list[Judged], options: Options) -> tuple[Comparison, ...]:
    scores = {each.model: each.score for each in judged}
    cluster = study.cluster[study.test.person]
    drawn = resample(scores, study.test.label, cluster, options.draws, options.seed)
    return tuple(Comparison(model, against, drawn.difference(model, against)) for model, against in _PAIRS)
