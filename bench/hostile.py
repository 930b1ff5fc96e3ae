"""Hostile requests: what each costs before it is refused, and whether the service's memory stays flat.

    python -m bench.hostile WORK [--requests 100000]

Each family of `tests/gql/hostile.py` is made at sizes up to the limit of a body, and read as
the service reads it, up to the statement for the database: CPU of this process, best of five. Then the
service is sent bad requests over loopback, and its memory is read after each tenth of them.
"""

import argparse
import asyncio
import json
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.serving import Serving, serving
from gql.body import read_question
from gql.errors import AccessError
from gql.limits import Limits
from gql.roles import Role
from gql.server import collect_seldom
from tests.gql.hostile import BODY_BYTES, FAMILIES
from tests.gql.questions import PLANS, plan_of

SIZES = (512, 1024, 1536, 2048, 2560, 3072, 4096, 6144, 8192, 16384, 32768, BODY_BYTES)
CLIENTS = 16


def main() -> None:
    """Measure both and write bench/results/hostile.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--requests", type=int, default=100_000)
    asked = parser.parse_args()
    families = _families()
    with serving(asked.work, people=300) as service:
        memory = asyncio.run(_memory(service, asked.requests))
    report = {"machine": _machine(), "limit_bytes": BODY_BYTES, **families, "memory": memory}
    path = Path(__file__).parent / "results" / "hostile.json"
    path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps({key: report[key] for key in ("slowest_refusal_ms", "memory")}, indent=1))


def _families() -> dict[str, Any]:
    plan = plan_of(Role.CASEWORKER)
    collect_seldom()
    rows = {name: [_measured(family(size), plan) for size in SIZES] for name, family in FAMILIES.items()}
    refused = [row for each in rows.values() for row in each if row["code"] != "ANSWERED"]
    slowest = {name: max(row["ms"] for row in each) for name, each in rows.items()}
    return {
        "slowest_refusal_ms": max(row["ms"] for row in refused),
        "at_the_limit_ms": max(each[-1]["ms"] for each in rows.values()),
        "families": {name: {"slowest_ms": slowest[name], "sizes": rows[name]} for name in rows},
    }


def _measured(body: bytes, plan: Any) -> dict[str, Any]:
    best, code = 1e9, ""
    for _ in range(5):
        started = time.process_time()
        code = _asked(body, plan)
        best = min(best, time.process_time() - started)
    return {"bytes": len(body), "code": code, "ms": round(best * 1000, 3)}


def _asked(body: bytes, plan: Any) -> str:
    try:
        PLANS.prepare(read_question(body), plan)
    except AccessError as error:
        return error.code
    return "ANSWERED"


async def _memory(service: Serving, requests: int) -> dict[str, Any]:
    """Memory after each tenth of the bad requests, the first of which warms every cache."""
    plan = plan_of(Role.CASEWORKER)
    made = [family(size) for family in FAMILIES.values() for size in (1024, 2048, 4096, 16384)]
    bodies = [body for body in made if _asked(body, plan) != "ANSWERED"]
    statuses: dict[int, int] = {}
    headers = service.headers()
    seen, started = [service.memory()], time.perf_counter()
    async with aiohttp.ClientSession(headers=headers) as session:
        for tenth in range(10):
            share = range(tenth * requests // 10, (tenth + 1) * requests // 10)
            waiting = [bodies[number % len(bodies)] for number in share]
            await asyncio.gather(*(_client(session, service.url, waiting, statuses) for _ in range(CLIENTS)))
            seen.append(service.memory())
    return {
        "requests": requests,
        "seconds": round(time.perf_counter() - started, 1),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "mib": seen,
        "growth_after_the_first_tenth_mib": round(seen[-1] - seen[1], 1),
    }


async def _client(
    session: aiohttp.ClientSession, url: str, waiting: list[bytes], statuses: dict[int, int]
) -> None:
    while waiting:
        async with session.post(url, data=waiting.pop()) as answer:
            await answer.read()
            statuses[answer.status] = statuses.get(answer.status, 0) + 1


def _machine() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "tokens": Limits().tokens,
    }


if __name__ == "__main__":
    main()
