"""The whole main job on a simulated borough: how right, how fast, with how much memory.

`python -m bench.demonstration` runs `kith demo` in a home of its own and keeps its figures in
bench/results/demonstration.json and demonstration.md.
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

from bench.process import measure

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the demonstration and keep its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    load_average = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        command = [
            sys.executable,
            "-m",
            "kith",
            "--home",
            home / "home",
            "demo",
            "--json",
            "--no-keep-running",
        ]
        measured = measure([*command, f"--size={asked.size}", f"--seed={asked.seed}"], home)
    result = figures(json.loads(measured.printed))
    result |= {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_average_of_others_before": round(load_average, 1),
        "size": asked.size,
        "seed": asked.seed,
        "seconds": round(measured.seconds, 1),
    }
    (RESULTS / "demonstration.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    (RESULTS / "demonstration.md").write_text(page(result), "utf-8")


def figures(summary: dict[str, Any]) -> dict[str, Any]:
    """The figures of a demonstration's summary, without the answers about people."""
    households = summary["against_the_truth"]["households"]
    return {
        "rows": summary["rows"],
        "people": summary["against_the_truth"]["people"],
        "households": {
            **households,
            "share_exact": round(households["exact"] / households["true_households"], 4),
        },
        "risk": {name: summary["risk"][name] for name in ("models", "comparisons", "ceiling", "base_rate")},
        "stages": summary["stages"],
    }


def page(result: dict[str, Any]) -> str:
    """The figures as a page."""
    people, households, rows = result["people"], result["households"], result["rows"]
    stages = "\n".join(
        f"| {each['name']} | {each['seconds']} | {each['kith_mib']:,} | {each['neo4j_mib']:,} |"
        for each in result["stages"]
    )
    return f"""# The whole main job on a simulated borough

`python -m bench.demonstration` on {result["measured"]}: {result["size"]:,} people, seed {result["seed"]},
{result["machine"]}, Python {result["python"]},
load average of others before {result["load_average_of_others_before"]}.

| what | figure |
|---|---:|
| rows received | {rows["received"]:,} |
| rows loaded | {rows["loaded"]:,} |
| rows quarantined | {rows["quarantined"]:,} |
| people: pairwise precision | {people["pairwise_precision"]} |
| people: pairwise recall | {people["pairwise_recall"]} |
| people: pairwise F1 | {people["pairwise_f1"]} |
| people: B-cubed F1 | {people["b_cubed_f1"]} |
| households of today | {households["true_households"]:,} |
| of these exactly right | {households["share_exact"]:.1%} |
| seconds in all | {result["seconds"]} |

| stage | seconds | Kith, MiB | Neo4j, MiB |
|---|---:|---:|---:|
{stages}
"""


if __name__ == "__main__":
    main()
