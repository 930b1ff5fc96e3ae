"""How fast rows are read and loaded, and in how much memory.

`python -m bench.load` starts a local Neo4j of its own, or uses the empty one at KITH_NEO4J_URI, loads
made-up person rows with addresses into it, and beside them the same rows by a bare driver: no contract,
no validation, no versions. The result goes to bench/results/load.json.
"""

import argparse
import asyncio
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bench.load_rows import CONTRACT, write_rows
from graph.contract import Contract
from graph.load import load
from graph.migration import migrate
from graph.records import export_records
from graph.rows import read_records
from graph.server import ServerOptions, down, up
from graph.store import Store, Target
from graph.vocabulary import RowKind

RESULT = Path(__file__).parent / "results" / "load.json"
BATCH = 2000


def main() -> None:
    """Measure, print and keep the result."""
    options = _options()
    if options.only_read is not None:
        print(json.dumps(_read(options.only_read)))
        return
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as target:
        result = {
            "measured": datetime.now(UTC).date().isoformat(),
            "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
            "load_average_of_others_before": os.getloadavg()[0],
            "read": _read_apart(Path(folder), options.read_rows),
            **asyncio.run(_load(target, Path(folder), options.rows)),
        }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows to load into the graph")
    parser.add_argument("--read-rows", type=int, default=1_000_000, help="rows to read and validate only")
    parser.add_argument("--only-read", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def _server(folder: Path) -> Iterator[Target]:
    given = os.environ.get("KITH_NEO4J_URI")
    if given is not None:
        yield Target(given, os.environ["KITH_NEO4J_USER"], os.environ["KITH_NEO4J_PASSWORD"])
        return
    options = ServerOptions(home=folder / "home", heap=1024, page_cache=512)
    try:
        yield up(options)
    finally:
        down(options)


def _contract(folder: Path, key_prefix: str = "") -> Contract:
    path = folder / "bench.yaml"
    path.write_text(f"{CONTRACT}key_prefix: '{key_prefix}'\n", "utf-8")
    return Contract.read(path)


def _read_apart(folder: Path, count: int) -> dict[str, Any]:
    """Reading and validating in a process of its own, whose peak memory is its own."""
    rows = folder / "read.csv"
    write_rows(rows, count)
    command = [sys.executable, "-m", "bench.load", "--only-read", str(rows)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    rows.unlink()
    measured: dict[str, Any] = json.loads(answer.stdout)
    return measured


def _read(path: Path) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    batches = read_records(_contract(path.parent), path)
    counts = [(batch.received, batch.rows_quarantined) for batch in batches]
    seconds = time.perf_counter() - began
    rows = sum(received for received, _ in counts)
    return {
        "rows": rows,
        "quarantined": sum(quarantined for _, quarantined in counts),
        **_speed(rows, seconds),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


async def _load(target: Target, folder: Path, count: int) -> dict[str, Any]:
    """Two rounds, each with keys of its own; the first finds the server cold, the second counts."""
    rows, quarantine = folder / "rows.csv", folder / "quarantine.jsonl"
    write_rows(rows, count)
    async with await Store.connect(target) as store:
        await migrate(store)
        cold = await load(store, _contract(folder, "cold:"), rows, quarantine)
        cold_bare = await _bare(store, rows)
        warm = await load(store, _contract(folder, "warm:"), rows, quarantine)
        warm_bare = await _bare(store, rows)
        again = await load(store, _contract(folder, "warm:"), rows, quarantine)
        began = time.perf_counter()
        table = await export_records(store, RowKind.PERSON)
        exported = time.perf_counter() - began
    return {
        "load_cold": _speed(count, cold.seconds),
        "bare_driver_cold": _speed(count, cold_bare),
        "load": {"created": warm.created, "quarantined": warm.quarantined, **_speed(count, warm.seconds)},
        "bare_driver": _speed(count, warm_bare),
        "load_to_bare_driver": round(warm_bare / warm.seconds, 3),
        "load_unchanged": {"unchanged": again.unchanged, **_speed(count, again.seconds)},
        "export": {"rows": table.num_rows, **_speed(table.num_rows, exported)},
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


async def _bare(store: Store, path: Path) -> float:
    """Seconds for creating a node a row, as text, by the driver alone; the nodes are taken out again."""
    await store.write("CREATE CONSTRAINT IF NOT EXISTS FOR (n:BenchRow) REQUIRE n.client_ref IS UNIQUE")
    began = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        while batch := list(islice(rows, BATCH)):
            await store.write("UNWIND $rows AS row CREATE (n:BenchRow) SET n = row", rows=batch)
    seconds = time.perf_counter() - began
    while (await store.write("MATCH (n:BenchRow) WITH n LIMIT 20000 DELETE n RETURN count(n) AS n"))[0]["n"]:
        pass
    return seconds


def _speed(rows: int, seconds: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 2), "rows_per_second": round(rows / seconds)}


if __name__ == "__main__":
    main()
