"""One training and scoring run on kept facts, for `bench.risk` to measure as a process of its own.

`python -m bench.risk_run FOLDER [--shuffled]` reads the facts and the ceiling in FOLDER (Parquet) and
prints versions, seconds and the report as JSON.
"""

import argparse
import json
import time
from pathlib import Path

import pyarrow.parquet as pq

from borough.calendar import CUT
from gnn.options import Options
from gnn.score import score
from gnn.train import train
from graph.facts import Facts


def main() -> None:
    """Train on the kept facts, and score everybody on the day of the cut."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shuffled", action="store_true", help="give everybody a stranger's neighbourhood")
    options = parser.parse_args()
    tables = {path.stem: pq.read_table(path) for path in options.folder.glob("*.parquet")}
    ceiling, facts = tables.pop("ceiling"), Facts(**tables)
    started = time.perf_counter()
    trained = train(facts, CUT, Options(shuffle_edges=options.shuffled), ceiling)
    between = time.perf_counter()
    scored = score(trained, facts, CUT).num_rows
    result = {
        "model": trained.version,
        "train_seconds": round(between - started, 1),
        "score_seconds": round(time.perf_counter() - between, 1),
        "scored": scored,
        "report": trained.report.to_json(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
