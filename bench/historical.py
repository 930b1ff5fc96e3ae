"""Historical people: `kith link` beside Splink 5, the same file, the same run, each in a process of its own.

    python -m bench.historical [--data FILE] [--rounds 3] [--peer PYTHON]

Splink gets an environment of its own in a temporary folder, or PYTHON, one that has it already. The truth
is read after both have finished, to measure. Kith's time is the whole process: start, reading, training,
clustering, writing. Splink's is its process from its start to its clusters at one threshold.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench import splink
from bench.process import Measured, measure
from graph.contract import Contract
from graph.rows import read_person_table
from resolver.block import candidate_pairs
from resolver.evaluate import blocking_missed, evaluate
from resolver.link import link
from resolver.packed import unpack

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "bench" / "results"
CONTRACT = ROOT / "contracts" / "historical_50k.yaml"
PEER = ROOT / "bench" / "peers" / "splink_historical.py"

Figures = dict[str, Any]


def main() -> None:
    """Run both in turns and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=SHARED / "historical_50k.parquet")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="a Python that has Splink")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peer = chosen.peer if chosen.peer is not None else splink.environment(folder / "splink")
        truth = read_truth(chosen.data)
        kith_runs, splink_runs = [], []
        for _ in range(chosen.rounds):
            kith_runs.append(run_kith(chosen.data, folder))
            splink_runs.append(splink.run(peer, PEER, chosen.data, folder))
        figures = {
            **setting(peer, chosen.rounds),
            "blocking": blocking(chosen.data, truth),
            "kith": {**splink.taken(kith_runs), **judged_kith(folder, truth)},
            "splink": {
                **splink.taken(splink_runs),
                **splink.judged(folder, lambda keys, found: judged(keys, found, truth)),
            },
        }
    figures["time_ratio"] = round(figures["kith"]["seconds"] / figures["splink"]["seconds"], 2)
    figures["memory_ratio"] = round(figures["kith"]["megabytes"] / figures["splink"]["megabytes"], 2)
    (RESULTS / "historical_50k.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    (RESULTS / "historical_50k.md").write_text(page(figures), "utf-8")
    print(page(figures))


def run_kith(data: Path, folder: Path) -> Measured:
    """`kith link` on the file."""
    kith = Path(sys.executable).with_name("kith")
    return measure(
        [kith, "link", data, "--contract", CONTRACT, "--out", folder / "kith.parquet", "--json"], folder
    )


def read_truth(data: Path) -> dict[str, str]:
    """The true person of each record."""
    table = pq.read_table(data, columns=["unique_id", "cluster"])
    return {str(row["unique_id"]): str(row["cluster"]) for row in table.to_pylist()}


def judged_kith(folder: Path, truth: Mapping[str, str]) -> Figures:
    """How well Kith's clusters agree with the truth."""
    clusters = pq.read_table(folder / "kith.parquet")
    return judged(clusters["key"], clusters["entity_id"], truth)


def judged(
    keys: "pa.ChunkedArray[Any]", entities: "pa.ChunkedArray[Any]", truth: Mapping[str, str]
) -> Figures:
    """Figures of one clustering."""
    return dict(evaluate(entities, [truth[str(key)] for key in keys.to_pylist()]).as_dict())


def blocking(data: Path, truth: Mapping[str, str]) -> Figures:
    """How many pairs Kith compares, and how many true ones it never sees."""
    table, _ = read_person_table([(Contract.read(CONTRACT), data)])
    learning = link(table).learning
    found = candidate_pairs(learning.records, learning.settings, learning.crowded)
    pairs = unpack(found.pairs)
    keys = learning.records.keys["key"].to_pylist()
    missed = blocking_missed(pairs, [truth[str(key)] for key in keys])
    return {"candidate_pairs": len(pairs[0]), "true_pairs": missed.true_pairs, "missed": missed.missed}


def setting(peer: Path, rounds: int) -> Figures:
    """Where and with what the figures were taken."""
    ours = ("kith", "numpy", "pyarrow", "rapidfuzz", "scipy")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "rounds": rounds,
        "versions": {"kith": {name: version(name) for name in ours}, "splink": splink.versions(peer)},
    }


def page(figures: Figures) -> str:
    """The figures as Markdown."""
    kith, peer, block = figures["kith"], figures["splink"], figures["blocking"]
    names = ("pairwise_precision", "pairwise_recall", "pairwise_f1", "b_cubed_f1", "seconds", "megabytes")
    versions = [f"{name} {number}" for each in figures["versions"].values() for name, number in each.items()]
    rows = [
        f"| {name.replace('_', ' ')} | {kith[name]} | {peer[name]} |"
        f" {peer['best_of_all_thresholds'].get(name, '')} |"
        for name in names
    ]
    return "\n".join(
        [
            "# Historical people: `kith link` beside Splink 5",
            "",
            f"`python -m bench.historical` on {figures['date']}: {kith['records']:,} records of"
            f" {kith['true_entities']:,} people, {figures['cores']} cores, Python {figures['python']}, median"
            f" of {figures['rounds']} rounds in turns. No truth is used for training or for the threshold."
            " Kith's seconds are the whole process, reading and writing included; Splink's are its process"
            f" from its start to the clusters at {peer['threshold']}. Figures are after clustering; pairs"
            " that blocking missed count as missed.",
            "",
            "| figure | Kith, default settings | Splink, usual threshold | Splink, best of all thresholds |",
            "|---|---:|---:|---:|",
            *rows,
            "",
            f"Time ratio {figures['time_ratio']}, memory ratio {figures['memory_ratio']}. Kith compared"
            f" {block['candidate_pairs']:,} pairs; its blocking missed {block['missed']:,} of"
            f" {block['true_pairs']:,} true pairs, many of which clustering recovers.",
            "",
            f"Versions: {', '.join(versions)}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
