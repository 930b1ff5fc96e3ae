"""Records that arrive one by one in a store of a million: how long each takes, how many a second, how safe.

    python -m bench.live --records FILE --truth FILE --home FOLDER [--warm 4000] [--one-by-one 2000] [--keep]
    python -m bench.live --records FILE --truth FILE --home FOLDER --writers [--people 500] [--keep]

FILE are canonical person rows of a borough and the true person of each (`bench.population` makes them). What
is not held back is loaded and resolved once, by a Neo4j in FOLDER; run again, the same store is used, with
arrivals that it has not seen. A database that was just started compiles itself as it goes and is slower than
one that has run for a while, so that arrivals are sent before those that count; how long the first thousand
take is told apart. The result goes to bench/results/live.json.
"""

import argparse
import asyncio
import json
import os
import platform
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.live_world import KEY, Row, World, in_turn, run
from bench.live_writers import two_writers
from graph.contract import Contract
from graph.server import down, up
from graph.store import Store, Target
from kith.commands.live import settle_memory
from resolver.live.desk import Premises
from resolver.live.live import Live

RESULT = Path(__file__).parent / "results" / "live.json"
_PORTION = 100
_FIRST = 1000
KINDS = ("new people", "further records", "corrections")

Figures = dict[str, Any]


def main() -> None:
    """Measure, print and keep the result."""
    asked = _options()
    world = World(asked.home, asked.records, asked.truth)
    asked.home.mkdir(parents=True, exist_ok=True)
    result = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "load_average_of_others_before": round(os.getloadavg()[0], 1),
    }
    try:
        target = up(world.server)
        if not world.is_made:
            run(world.make(target))
        result["store"] = world.made()
        if asked.writers:
            result["two_writers"] = two_writers(world, target, asked.people)
        else:
            result |= run(_measure(world, target, asked))
    finally:
        down(world.server)
    if asked.keep:
        kept = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
        RESULT.write_text(json.dumps(kept | result, indent=2) + "\n", "utf-8")
    print(json.dumps(result, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=Path, required=True, help="canonical person rows")
    parser.add_argument("--truth", type=Path, required=True, help="the true person of each row")
    parser.add_argument("--home", type=Path, required=True, help="folder of the store, kept")
    parser.add_argument("--warm", type=int, default=4000, help="arrivals sent before those that count")
    parser.add_argument("--one-by-one", type=int, default=2000, help="arrivals to time one by one")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long several clients send")
    parser.add_argument("--clients", type=int, nargs="+", default=[8], help="how many clients send at once")
    parser.add_argument("--people", type=int, default=500, help="people whom two processes write at once")
    parser.add_argument("--writers", action="store_true", help="measure two writing processes only")
    parser.add_argument("--keep", action="store_true", help="keep the result in bench/results")
    return parser.parse_args()


async def _measure(world: World, target: Target, asked: argparse.Namespace) -> Figures:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    async with await Store.connect(target) as store:
        live = await Live.open(Premises(store, world.learned, KEY))
        opened = time.perf_counter() - began
        settle_memory()
        async with live:
            first = await _one_by_one(live, world, min(asked.warm, _FIRST))
            await _one_by_one(live, world, max(0, asked.warm - _FIRST))
            return {
                "open": {
                    "seconds": round(opened, 1),
                    "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                    "peak_memory_mb_before": before // 1024,
                },
                "just_started": first,
                "warmed_with": asked.warm,
                "one_by_one": await _one_by_one(live, world, asked.one_by_one),
                "sustained": [
                    await _sustained(live, world, clients, asked.seconds) for clients in asked.clients
                ],
                "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }


async def _one_by_one(live: Live, world: World, count: int) -> Figures:
    each = count // len(KINDS)
    rows = in_turn(world.hand_out("new", each), world.hand_out("further", each), world.corrected(each))
    contracts = world.contracts()
    taken: dict[int, list[float]] = {kind: [] for kind in range(len(KINDS))}
    outcomes: dict[int, Counter[str]] = {kind: Counter() for kind in range(len(KINDS))}
    cpu = time.process_time()
    for kind, row in rows:
        began = time.perf_counter()
        outcome = await _sent(live, contracts, row)
        taken[kind].append(time.perf_counter() - began)
        outcomes[kind][outcome] += 1
    of_kinds = {KINDS[kind]: {**_quantiles(taken[kind]), "outcomes": dict(outcomes[kind])} for kind in taken}
    cpu = (time.process_time() - cpu) / max(1, sum(map(len, taken.values())))
    every = _quantiles([each for some in taken.values() for each in some])
    return {**every, "kith_cpu_ms_an_arrival": round(1000 * cpu, 1), **of_kinds}


async def _sustained(live: Live, world: World, clients: int, for_seconds: float) -> Figures:
    """Clients that each send a record, wait for the answer, and send the next."""
    contracts = world.contracts()
    waiting = _fresh(world)
    taken: list[float] = []
    usage, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    until = began + for_seconds

    async def client() -> None:
        for row in waiting:
            start = time.perf_counter()
            await _sent(live, contracts, row)
            taken.append(time.perf_counter() - start)
            if time.perf_counter() > until:
                return

    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = time.perf_counter() - began
    now = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "clients": clients,
        "seconds": round(seconds, 1),
        "records": len(taken),
        "records_per_second": round(len(taken) / seconds, 1),
        "kith_cores_used": round(
            (now.ru_utime + now.ru_stime - usage.ru_utime - usage.ru_stime) / seconds, 2
        ),
        **_quantiles(taken),
    }


def _fresh(world: World) -> Iterator[Row]:
    """New people and further records in turn, handed out as they are sent."""
    while rows := list(in_turn(world.hand_out("new", _PORTION), world.hand_out("further", _PORTION))):
        yield from (row for _, row in rows)


async def _sent(live: Live, contracts: dict[str, Contract], row: Row) -> str:
    answer = await live.arrive(contracts[row["source"] or ""], [row])
    return answer.arrived[0].outcome.value if answer.arrived else "quarantined"


def _quantiles(seconds: list[float]) -> Figures:
    if not seconds:
        return {}
    p50, p95, p99 = (np.quantile(seconds, (0.5, 0.95, 0.99)) * 1000).round(1).tolist()
    return {
        "arrivals": len(seconds),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "longest_ms": round(max(seconds) * 1000, 1),
    }


if __name__ == "__main__":
    main()
