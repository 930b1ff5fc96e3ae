"""Scoring: everybody at risk on a day, from what was known on that day."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from gnn.arrays import Singles
from gnn.arrow import Texts
from gnn.at_risk import at_risk
from gnn.bands import bands
from gnn.indexed import index
from gnn.panel import Recipe, features_on
from gnn.reasons import explain
from gnn.scaling import standardised
from gnn.snapshot import snapshot
from gnn.trained import Trained
from graph.facts import Facts

_TEXT = pa.string()
_DAY = pa.date32()
_COLUMNS: dict[str, pa.DataType] = {
    "person": _TEXT,
    "probability": pa.float64(),
    "band": _TEXT,
    "as_of": _DAY,
    "window_from": _DAY,
    "window_to": _DAY,
    "model": _TEXT,
    "reasons": _TEXT,
}
SCORES = pa.schema(_COLUMNS)


def score(trained: Trained, facts: Facts, day: date) -> pa.Table:
    """Score everybody at risk.

    Args:
        trained: the model.
        facts: everything; rows recorded after `day` are not used.
        day: the landmark.

    Returns:
        A table like `SCORES`, one row a person, in order of their ids; `reasons` is a JSON list of
        feature, value, effect (log-odds) and wording, the strongest that raise first, then those
        that lower.

    Raises:
        FactsError: the facts contradict themselves.
    """
    indexed = index(facts.as_of(day))
    taken = snapshot(indexed, day)
    people = at_risk(taken)
    features = features_on(taken, Recipe(trained.encoding, trained.horizon)).rows(people)
    return _table(
        trained, indexed.people.take(pa.array(people, pa.int64())), features.values.astype(np.float32), day
    )


def _table(trained: Trained, people: Texts, values: Singles, day: date) -> pa.Table:
    inputs = standardised(values, np.zeros(len(values), dtype=np.int64))
    logits = trained.logits(values, inputs)
    probability = trained.stack.probabilities(logits)
    reasons = explain(trained.columns, values, trained.contributions(values, inputs)).as_json()
    opens, closes = trained.horizon.window(day)
    columns: dict[str, Any] = {
        "person": people,
        "probability": probability,
        "band": bands(probability, logits),
        "as_of": [day] * len(people),
        "window_from": [opens] * len(people),
        "window_to": [closes] * len(people),
        "model": [trained.version] * len(people),
        "reasons": list(reasons),
    }
    return pa.table(columns, schema=SCORES)
