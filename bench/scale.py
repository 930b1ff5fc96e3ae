"""A hundred thousand and a million borough records: `link` beside Splink 5, each in a process of its own.

    python -m bench.scale --data FOLDER [--peer PYTHON] [--rounds 1] [--sizes 100000 1000000] [--no-peer]

The records are those of one borough of the size needed, read by contract once and kept in FOLDER, which is
made where it is not there. Splink gets an environment of its own in a temporary folder, or PYTHON, one that
has it already. Seconds are of the whole process on both sides: start, reading one Parquet file, training,
prediction, clustering. The truth is read after both have finished, to measure.

`bench.link_file` is the process that is measured on Kith's side. Before anything is measured, each side is
started once, so that neither compiles its Python code within its time.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench import splink
from bench.population import RECORDS_A_PERSON, Population, kept_population
from bench.process import Measured, compiled, measure
from resolver.decide import record_ids
from resolver.evaluate import evaluate

RESULTS = Path(__file__).parent / "results"
PEER = Path(__file__).parent / "peers" / "splink_borough.py"
SEED = 11

Figures = dict[str, Any]


def main() -> None:
    """Measure both, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder that keeps the records")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--peer", type=Path, help="a Python that has Splink")
    parser.add_argument("--no-peer", action="store_true", help="Kith alone; no result is kept")
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("--data is needed: a folder for the records")
    with tempfile.TemporaryDirectory() as temporary:
        figures = compared(asked, Path(temporary))
    if not asked.no_peer:
        (RESULTS / "scale.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))


def compared(asked: argparse.Namespace, folder: Path) -> Figures:
    """The figures of every size, and what they say together."""
    peer = None if asked.no_peer else asked.peer or splink.environment(folder / "splink")
    compiled(Path(sys.executable), "bench.link_file")
    if peer is not None:
        compiled(peer, "splink.backends.duckdb")
    sizes = [_of_size(size, asked, peer, folder) for size in sorted(asked.sizes)]
    figures: Figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "rounds": asked.rounds,
        "versions": {"kith": version("kith"), "splink": splink.versions(peer) if peer is not None else {}},
        "sizes": sizes,
    }
    if len(sizes) > 1:
        figures["growth"] = {
            name: round(_per_record(sizes[-1], name) / _per_record(sizes[0], name), 2)
            for name in ("kith", "splink")
            if name in sizes[0]
        }
    return figures


def _of_size(size: int, asked: argparse.Namespace, peer: Path | None, folder: Path) -> Figures:
    people = round(size / RECORDS_A_PERSON)
    data = kept_population(asked.data, f"{size}_records", people, SEED)
    ours, theirs = [], []
    for _ in range(asked.rounds):
        ours.append(_run_kith(data, folder))
        if peer is not None:
            theirs.append(splink.run(peer, PEER, data.records, folder))
    found: Figures = {"records": pq.read_metadata(data.records).num_rows, "people_of_the_borough": people}
    judge = judge_by(pq.read_table(data.truth))
    clusters = pq.read_table(folder / "kith.parquet")
    found["kith"] = {
        **splink.taken(ours),
        **_stages(ours),
        **judge(pa.array(record_ids(clusters)), clusters["entity_id"]),
    }
    if peer is not None:
        found["splink"] = {**splink.taken(theirs), **_stages(theirs), **splink.judged(folder, judge)}
        found["time_ratio"] = round(found["kith"]["seconds"] / found["splink"]["seconds"], 3)
        found["memory_ratio"] = round(found["kith"]["megabytes"] / found["splink"]["megabytes"], 3)
    return found


def judge_by(truth: pa.Table) -> Callable[[Any, Any], Figures]:
    """What tells how well clusters agree with the truth, given record ids and the cluster of each."""
    person = dict(zip(record_ids(truth), truth["person"].to_pylist(), strict=True))
    return lambda ids, entities: dict(evaluate(entities, [person[id_] for id_ in ids.to_pylist()]).as_dict())


def _run_kith(data: Population, folder: Path) -> Measured:
    command: list[str | Path] = [sys.executable, "-m", "bench.link_file"]
    return measure([*command, data.records, folder / "kith.parquet"], folder)


def _stages(runs: list[Measured]) -> Figures:
    """What the last run said of its stages."""
    return {"stages": json.loads(runs[-1].printed.strip().splitlines()[-1])}


def _per_record(figures: Figures, name: str) -> float:
    return float(figures[name]["seconds"]) / int(figures["records"])


if __name__ == "__main__":
    main()
