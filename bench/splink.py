"""Splink 5 as a peer: its environment, a run of one of its scripts, and its clusters judged by the truth."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from bench.process import Measured, measure

USUAL = "0.95"
PACKAGES = ("splink", "duckdb", "pandas", "pyarrow")
_VERSIONS = (
    "import json; from importlib.metadata import version;"
    f" print(json.dumps({{name: version(name) for name in {PACKAGES}}}))"
)

Figures = dict[str, Any]


def environment(folder: Path) -> Path:
    """A new environment with Splink; its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "splink>=5,<6", *PACKAGES[1:]], check=True)
    return python


def versions(python: Path) -> dict[str, str]:
    """The versions in the peer's environment."""
    printed = subprocess.run([python, "-c", _VERSIONS], check=True, capture_output=True, text=True).stdout
    return dict(json.loads(printed))


def run(python: Path, script: Path, data: Path, folder: Path) -> Measured:
    """A peer's script on a file; its own seconds up to the clusters at its usual threshold."""
    measured = measure([python, script, data, folder / "splink.parquet", str(time.time())], folder)
    seconds = json.loads(measured.printed.strip().splitlines()[-1])["seconds"]
    return replace(measured, seconds=seconds)


def taken(runs: list[Measured]) -> Figures:
    """Median seconds, of the wall clock and of the processors, memory, and every round's seconds."""
    return {
        "seconds": round(median(run.seconds for run in runs), 2),
        "processor_seconds": round(median(run.processor_seconds for run in runs), 2),
        "megabytes": round(median(run.megabytes for run in runs)),
        "seconds_of_rounds": [round(run.seconds, 2) for run in runs],
    }


def judged(folder: Path, judge: Callable[[Any, Any], Figures]) -> Figures:
    """How well Splink's clusters agree at its usual threshold, and at the best one for each figure.

    `judge` has the keys and the clusters of one threshold.
    """
    table = pq.read_table(folder / "splink.parquet")
    found = {
        name: judge(table["unique_id"], table[name]) for name in table.column_names if name != "unique_id"
    }
    best = {figure: max(each[figure] for each in found.values()) for figure in ("pairwise_f1", "b_cubed_f1")}
    return {"threshold": float(USUAL), **found[USUAL], "best_of_all_thresholds": best}
