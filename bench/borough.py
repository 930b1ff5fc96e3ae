"""A borough of 100,000 people in six systems: `kith link` beside Splink 5, and the households that follow.

    python -m bench.borough [--size 100000] [--seed 1] [--peer PYTHON]

Kith reads the delivered files by their contracts; Splink, in an environment of its own in a temporary folder
or in that of PYTHON, reads the same rows as one Parquet file of canonical values. Each is measured as a
process of its own. The truth is read after both have finished; Splink is judged at every threshold, and the
best that the truth can find is given beside its usual one.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench import splink
from bench.households import judged_households
from bench.population import person_rows
from bench.process import Measured, measure
from borough.make import Borough, RecordFile, make_borough
from graph.contract import Contract
from graph.vocabulary import RowKind
from resolver.block import candidate_pairs
from resolver.decide import record_ids
from resolver.evaluate import blocking_missed, evaluate
from resolver.household_evaluation import HouseholdEvaluation
from resolver.link import link
from resolver.packed import unpack

RESULTS = Path(__file__).parent / "results"
PEER = Path(__file__).parent / "peers" / "splink_borough.py"
THRESHOLDS = ("0.5", "0.8", "0.9", "0.98", "0.99", "0.995", "0.999", "0.9999", "0.99999")

Figures = dict[str, Any]


def main() -> None:
    """Run both and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", type=Path, help="a Python that has Splink")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peer = asked.peer if asked.peer is not None else splink.environment(folder / "splink")
        borough = make_borough(asked.size, asked.seed, folder / "borough")
        figures = compared(borough, peer, folder) | {"people": asked.size, "seed": asked.seed}
    kept = RESULTS / f"borough_{asked.size // 1000}k.json"
    kept.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))


def compared(borough: Borough, peer: Path, folder: Path) -> Figures:
    """What both make of the borough, in turn."""
    records, truth = person_rows(borough)
    pq.write_table(records, folder / "records.parquet")
    ours = run_kith(borough, folder)
    theirs = run_splink(peer, folder)
    judge = judge_by(truth)
    clusters = pq.read_table(folder / "kith.parquet")
    kith = {**splink.taken([ours]), **judge(pa.array(record_ids(clusters)), clusters["entity_id"])}
    other = {**splink.taken([theirs]), **splink.judged(folder, judge)}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "versions": {"kith": version("kith"), "splink": splink.versions(peer)},
        "records": len(records),
        "systems": len(truth["source"].unique()),
        "missing": _missing(records),
        "blocking": blocking(records, truth),
        "kith": kith,
        "splink": other,
        "time_ratio": round(kith["seconds"] / other["seconds"], 2),
        "memory_ratio": round(kith["megabytes"] / other["megabytes"], 2),
        "households": households(borough, records, clusters, truth),
    }


def run_kith(borough: Borough, folder: Path) -> Measured:
    """`kith link` on the delivered files, read by their contracts."""
    command: list[str | Path] = [Path(sys.executable).with_name("kith"), "link"]
    for each in _files(borough):
        command += [each.path, "--contract", each.contract]
    return measure([*command, "--out", folder / "kith.parquet", "--json"], folder)


def run_splink(peer: Path, folder: Path) -> Measured:
    """The peer's script; its own seconds up to the clusters at its usual threshold."""
    out = folder / "splink.parquet"
    command: list[str | Path] = [peer, PEER, folder / "records.parquet", out, str(time.time()), *THRESHOLDS]
    measured = measure(command, folder)
    seconds = json.loads(measured.printed.strip().splitlines()[-1])["seconds"]
    return replace(measured, seconds=seconds)


def judge_by(truth: pa.Table) -> Callable[[Any, Any], Figures]:
    """What tells how well clusters agree with the truth, given record ids and the cluster of each."""
    person = dict(zip(record_ids(truth), truth["person"].to_pylist(), strict=True))

    def judge(ids: Any, entities: Any) -> Figures:
        """Over the records of which the truth tells."""
        pairs = zip(ids.to_pylist(), entities.to_pylist(), strict=True)
        known = [(entity, person[id_]) for id_, entity in pairs if id_ in person]
        return dict(evaluate(*map(list, zip(*known, strict=True))).as_dict())

    return judge


def blocking(records: pa.Table, truth: pa.Table) -> Figures:
    """How many pairs Kith compares, and how many true ones it never sees."""
    learning = link(records).learning
    held = learning.records
    pairs = unpack(candidate_pairs(held, learning.settings, learning.crowded).pairs)
    missed = blocking_missed(pairs, truth["person"].take(held.positions).to_pylist())
    return {"candidate_pairs": len(pairs[0]), "true_pairs": missed.true_pairs, "missed": missed.missed}


def households(borough: Borough, records: pa.Table, clusters: pa.Table, truth: pa.Table) -> Figures:
    """Households of today that are exactly right, with the people found and with the true people."""
    true = truth.rename_columns(["source", "key", "entity_id"])
    found = records.select(["source", "key"]).append_column("row", pa.array(range(len(records))))
    joined = found.join(clusters, keys=["source", "key"], join_type="inner").sort_by("row")
    return {
        "with_people_found": _counts(judged_households(borough, records, joined)),
        "with_true_people": _counts(judged_households(borough, records, true)),
    }


def _counts(found: HouseholdEvaluation) -> Figures:
    return {
        "true_households": found.true_households,
        "exact": found.exact,
        "share_exact": round(found.share_exact, 4),
        "share_right": round(found.share_right, 4),
    }


def _files(borough: Borough) -> list[RecordFile]:
    """The files of person rows and of address rows."""
    kinds = {RowKind.PERSON, RowKind.ADDRESS}
    return [each for each in borough.files if Contract.read(each.contract).row in kinds]


def _missing(records: pa.Table) -> dict[str, float]:
    """The share of the records that lack a field."""
    fields = ("birth_date", "address_text", "uprn", "phone", "email", "nhs_number")
    return {name: round(records[name].null_count / len(records), 3) for name in fields}


if __name__ == "__main__":
    main()
