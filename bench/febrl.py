"""FEBRL data set 3: `kith link` beside Splink 5; synthetic people with up to four damaged copies each.

    python -m bench.febrl [--data FILE] [--rounds 3] [--peer PYTHON]

Splink gets an environment of its own in a temporary folder, or PYTHON, one that has it already. The truth is
in the record's identifier and is read only to measure.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench import splink
from bench.process import Measured, measure
from resolver.evaluate import evaluate

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "bench" / "results"
PEER = ROOT / "bench" / "peers" / "splink_febrl3.py"


def main() -> None:
    """Run both in turns and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=SHARED / "febrl3.csv")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="a Python that has Splink")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peer = chosen.peer if chosen.peer is not None else splink.environment(folder / "splink")
        ours, theirs = [], []
        for _ in range(chosen.rounds):
            ours.append(run_kith(chosen.data, folder))
            theirs.append(splink.run(peer, PEER, chosen.data, folder))
        clusters = pq.read_table(folder / "kith.parquet")
        figures = {
            "date": datetime.now(UTC).date().isoformat(),
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
            "versions": {"kith": version("kith"), "splink": splink.versions(peer)},
            "kith": {**splink.taken(ours), **judged(clusters["key"], clusters["entity_id"])},
            "splink": {**splink.taken(theirs), **splink.judged(folder, judged)},
        }
    (RESULTS / "febrl3.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))


def run_kith(data: Path, folder: Path) -> Measured:
    """`kith link` on the file."""
    kith = Path(sys.executable).with_name("kith")
    contract = ROOT / "contracts" / "febrl3.yaml"
    out = folder / "kith.parquet"
    return measure([kith, "link", data, "--contract", contract, "--out", out, "--json"], folder)


def judged(keys: Any, entities: Any) -> dict[str, Any]:
    """Figures of one clustering."""
    return dict(evaluate(entities, [str(key).split("-")[1] for key in keys.to_pylist()]).as_dict())


if __name__ == "__main__":
    main()
