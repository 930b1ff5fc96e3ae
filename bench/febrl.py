"""FEBRL data set 3 through `kith link`: synthetic people with up to four damaged copies each.

    python -m bench.febrl [--data FILE]

The truth is in the record's identifier and is read only to measure.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.process import measure
from resolver.evaluate import evaluate

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("KITH_SHARED_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "bench" / "results"


def main() -> None:
    """Link the file and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=SHARED / "febrl3.csv")
    figures = linked(parser.parse_args().data)
    (RESULTS / "febrl3.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))


def linked(data: Path) -> dict[str, Any]:
    """Run `kith link` and compare its clusters with the truth."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        out = folder / "clusters.parquet"
        kith = Path(sys.executable).with_name("kith")
        contract = ROOT / "contracts" / "febrl3.yaml"
        measured = measure([kith, "link", data, "--contract", contract, "--out", out, "--json"], folder)
        clusters = pq.read_table(out)
    truth = [str(key).split("-")[1] for key in clusters["key"].to_pylist()]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "seconds": round(measured.seconds, 2),
        "megabytes": round(measured.megabytes),
        **evaluate(clusters["entity_id"], truth).as_dict(),
    }


if __name__ == "__main__":
    main()
