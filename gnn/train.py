"""Training: learn on early landmarks, weigh and calibrate on a later one, measure on the last ones."""

from datetime import date

import numpy as np
import pyarrow as pa

from gnn.arrays import Floats
from gnn.boosting import Boosting, fit_boosting
from gnn.calibration import fit_calibrator
from gnn.evaluation import Judged, evaluate, true_probabilities
from gnn.network import Network, relations_of
from gnn.network_training import fit_network
from gnn.options import Options
from gnn.panel import Panel
from gnn.scaling import standardised
from gnn.stack import Stack, fit_stack
from gnn.study import Progress, Study, make_study
from gnn.trained import Trained
from graph.facts import Facts


def train(
    facts: Facts,
    cut: date,
    options: Options | None = None,
    ceiling: pa.Table | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Train and test a model on what was known at the cut.

    Args:
        facts: everything; rows recorded after `cut` are not used.
        cut: last day of the facts to use.
        options: how; the defaults suit five years of facts.
        ceiling: true probabilities of a simulated borough (person, landmark: date32, probability), for
            the report alone.
        progress: told each stage and how much of it is done.

    Raises:
        HistoryError: the facts do not reach far enough back, or hold too few crises.
        FactsError: the facts contradict themselves.
    """
    chosen = Options() if options is None else options
    tell = _say_nothing if progress is None else progress
    study = make_study(facts, cut, chosen, tell)
    flat, hops, network = _fit(study, chosen, tell)
    stack = _weigh(study, hops, network, chosen)
    judged = _judge(study, flat, hops, network, stack)
    tell("models judged", 1)
    report = evaluate(study, judged, chosen, true_probabilities(study, ceiling))
    return Trained(cut, chosen.horizon, study.encoding, study.columns, hops, network, stack, report)


def _say_nothing(stage: str, done: int) -> None:
    """Nobody asked."""


def _fit(study: Study, options: Options, progress: Progress) -> tuple[Boosting, Boosting, Network]:
    sample, seed, threads = study.sample, options.seed, options.threads
    flat = fit_boosting(sample, study.test.own_columns, seed, threads)
    progress("models fitted", 1)
    hops = fit_boosting(sample, np.arange(len(study.columns)), seed, threads)
    progress("models fitted", 2)
    network = fit_network(sample, relations_of(study.columns), seed, threads)
    progress("models fitted", 3)
    return flat, hops, network


def _weigh(study: Study, hops: Boosting, network: Network, options: Options) -> Stack:
    rows = study.calibration
    return fit_stack(_members(hops, network, rows), rows.label, study.cluster[rows.person], options.seed)


def _judge(study: Study, flat: Boosting, hops: Boosting, network: Network, stack: Stack) -> list[Judged]:
    """Scores and probabilities of every model on the test rows."""
    before, after = (_members(hops, network, rows) for rows in (study.calibration, study.test))
    alone = _calibrated("flat", flat.logits(study.calibration.values), flat.logits(study.test.values), study)
    judged = [
        _calibrated(name, before[:, at], after[:, at], study) for at, name in enumerate(("hops", "gnn"))
    ]
    logits = stack.logits(after)
    return [alone, *judged, Judged("stack", logits, stack.probabilities(logits))]


def _members(hops: Boosting, network: Network, rows: Panel) -> Floats:
    """Log-odds of the stack's members, [rows, 2]."""
    inputs = standardised(rows.values, rows.landmark)
    return np.column_stack([hops.logits(rows.values), network.logits(inputs)])


def _calibrated(name: str, before: Floats, after: Floats, study: Study) -> Judged:
    """One model on the test rows, calibrated on the calibration landmark."""
    calibrator = fit_calibrator(before, study.calibration.label)
    return Judged(name, after, calibrator.probabilities(after))
