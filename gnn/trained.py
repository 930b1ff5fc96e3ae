"""A trained model: all that scoring needs, its version, and the report it was released with.

The version is a hash of the content: whatever changes a score changes the version.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import orjson

from gnn.arrays import Floats, Singles
from gnn.boosting import Boosting
from gnn.columns import Column
from gnn.horizon import Horizon
from gnn.network import Network
from gnn.own import Encoding
from gnn.report import Report
from gnn.stack import Stack

NAME = "foresight"


@dataclass(frozen=True)
class Trained:
    """A trained, stacked and calibrated model.

    Attributes:
        cut: last day of the facts it learnt from.
        horizon: what it foresees.
        encoding: names with a column of their own.
        columns: what its columns mean.
        boosting: gradient boosting on own features and hop aggregates.
        network: the hop network on the same columns.
        stack: their weights and the calibrator.
        report: how it did on landmarks after all that it learnt from.
    """

    cut: date
    horizon: Horizon
    encoding: Encoding
    columns: tuple[Column, ...]
    boosting: Boosting
    network: Network
    stack: Stack
    report: Report

    @cached_property
    def version(self) -> str:
        """Name, data cut and the first twelve digits of the content's hash."""
        digest = sha256(orjson.dumps(self.described(), option=orjson.OPT_SORT_KEYS))
        digest.update(self.boosting.text.encode())
        for name, array in sorted(self.arrays().items()):
            digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return f"{NAME}-{self.cut.isoformat()}-{digest.hexdigest()[:12]}"

    def described(self) -> dict[str, Any]:
        """All but the trees and the arrays, as JSON values."""
        return {
            "cut": self.cut.isoformat(),
            "horizon": {
                "after": self.horizon.after,
                "until": self.horizon.until,
                "delay": self.horizon.delay,
            },
            "encoding": {"services": list(self.encoding.services), "helps": list(self.encoding.helps)},
            "columns": [column.name for column in self.columns],
            "boosting_columns": list(self.boosting.columns),
            "threads": self.network.threads,
            "stack": self.stack.to_json(),
            "report": self.report.to_json(),
        }

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Weights of the network by name."""
        return dict(self.network.weights)

    def logits(self, values: Singles, inputs: Singles) -> Floats:
        """Stacked log-odds before calibration.

        Args:
            values: [rows, columns], features.
            inputs: [rows, columns], the same standardised.
        """
        return self.stack.logits(np.column_stack([self.boosting.logits(values), self.network.logits(inputs)]))

    def contributions(self, values: Singles, inputs: Singles) -> Floats:
        """What each column adds to the stacked log-odds, [rows, columns]."""
        boosting, network = self.stack.weights.weights
        return boosting * self.boosting.contributions(values) + network * self.network.contributions(inputs)
