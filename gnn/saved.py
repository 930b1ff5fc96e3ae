"""Saved models: a folder of text and plain arrays, nothing that runs when it is read.

`model.json` says what the model is; `boosting.txt` holds the trees in LightGBM's format and
`arrays.npz` the network. The version in `model.json` is checked against the content on loading.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from gnn.boosting import Boosting
from gnn.bootstrap import Difference
from gnn.calibration import Isotonic, Platt
from gnn.ceiling import Ceiling
from gnn.columns import Column
from gnn.errors import SavedModelError
from gnn.horizon import Horizon
from gnn.logistic import Logistic
from gnn.network import Network, relations_of
from gnn.own import Encoding
from gnn.report import Comparison, Figures, Report
from gnn.stack import Stack
from gnn.trained import Trained

_FORMAT = 1


def save(trained: Trained, folder: Path) -> Path:
    """Write a model into a folder of its own version under `folder`, and return that."""
    place = folder / trained.version
    place.mkdir(parents=True, exist_ok=True)
    described = {"format": _FORMAT, "version": trained.version, **trained.described()}
    (place / "boosting.txt").write_text(trained.boosting.text, "utf-8")
    np.savez(place / "arrays.npz", **trained.arrays())  # type: ignore[arg-type]
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    (place / "model.json").write_bytes(orjson.dumps(described, option=options))
    return place


def load(folder: Path) -> Trained:
    """Read a model that `save` wrote.

    Raises:
        SavedModelError: something is missing, of another format, or changed since it was saved.
    """
    try:
        described = orjson.loads((folder / "model.json").read_bytes())
        trained = _trained(
            described, (folder / "boosting.txt").read_text("utf-8"), _arrays(folder / "arrays.npz")
        )
    except (OSError, ValueError, KeyError) as error:
        raise SavedModelError(
            f"The folder '{folder.name}' holds no model of format {_FORMAT}; train it again."
        ) from error
    if trained.version != described["version"]:
        raise SavedModelError(
            f"The model in '{folder.name}' is not what was saved as {described['version']}; train again."
        )
    return trained


def _arrays(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _trained(described: dict[str, Any], trees: str, arrays: dict[str, np.ndarray[Any, Any]]) -> Trained:
    if described["format"] != _FORMAT:
        raise ValueError(f"format {described['format']}")
    columns = tuple(Column.named(name) for name in described["columns"])
    encoding = described["encoding"]
    return Trained(
        cut=date.fromisoformat(described["cut"]),
        horizon=Horizon(**described["horizon"]),
        encoding=Encoding(tuple(encoding["services"]), tuple(encoding["helps"])),
        columns=columns,
        boosting=Boosting(trees, tuple(described["boosting_columns"])),
        network=Network(relations_of(columns), arrays, described["threads"]),
        stack=_stack(described["stack"]),
        report=_report(described["report"]),
    )


def _stack(stored: dict[str, Any]) -> Stack:
    calibrator = dict(stored["calibrator"])
    kind = {"platt": Platt, "isotonic": Isotonic}[calibrator.pop("kind")]
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in calibrator.items()}
    weights = stored["weights"]
    return Stack(Logistic(weights["intercept"], tuple(weights["weights"])), kind(**values))


def _report(stored: dict[str, Any]) -> Report:
    days = {part: tuple(map(date.fromisoformat, stored[part])) for part in ("train", "calibration", "test")}
    parts = {
        "cut": date.fromisoformat(stored["cut"]),
        "models": tuple(Figures(**each) for each in stored["models"]),
        "comparisons": tuple(_comparison(each) for each in stored["comparisons"]),
        "ceiling": None if stored["ceiling"] is None else Ceiling(**stored["ceiling"]),
    }
    return Report(**{**stored, **days, **parts})


def _comparison(stored: dict[str, Any]) -> Comparison:
    return Comparison(stored["model"], stored["against"], Difference(**stored["auroc_difference"]))
