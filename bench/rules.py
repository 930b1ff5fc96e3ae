"""What the rules cost a question, in CPU of the service and of the database, and what the audit costs it.

    python -m bench.rules WORK [--people 20000] [--questions 400] [--rounds 7]

WORK is a folder for the database and the audit logs; it may be used again. The same questions about the same
people are put to the service under the plan of a role and under a plan that hides nothing, in turns, eight
at a time; the cost of the rules is the difference of the medians of the rounds. The audit is timed within
the first: from handing an entry over to being told that it is written. The result goes to
bench/results/rules.json.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.graphql import FAMILY, FIELDS, HOUSEHOLD, SINGLE_KITH, _fill
from gql.access import AccessPlan
from gql.allowance import UNBOUNDED
from gql.audit import AuditLog
from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.packs import Packs
from gql.plans import Plans, Question
from gql.roles import Purpose, Role
from gql.server import collect_seldom
from gql.service import Request, Service
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.server import ServerOptions, down, up
from graph.server.process import find_server
from graph.store import Store, Target
from tests.gql.redaction.asking import opened

RESULT = Path(__file__).parent / "results" / "rules.json"
SECRET = b"pseudonyms are derived from this"
AT_ONCE = 8
WARM = 6
SEARCH = f"query S($s: PersonSearch!) {{ people(search: $s, first: 20) {{ {FIELDS} {HOUSEHOLD} }} }}"
ASKERS = {
    "caseworker": (Role.CASEWORKER, Purpose.DIRECT_CARE),
    "safeguarding lead": (Role.SAFEGUARDING_LEAD, Purpose.SAFEGUARDING),
}
BARS = {"rules_ms": 1.0, "audit_p95_ms": 5.0}


class OpenPlans(Plans):
    """Plans that hide nothing, each opened once, as plans with rules are decided once."""

    def plan(self, roles: frozenset[Role], purpose: Purpose, now: datetime | None = None) -> AccessPlan:
        """The plan without its rules."""
        return _opened(self, roles, purpose)


@cache
def _opened(plans: Plans, roles: frozenset[Role], purpose: Purpose) -> AccessPlan:
    return opened(Plans.plan(plans, roles, purpose))


class TimedLog(AuditLog):
    """A log that notes how long each entry took to be written, in ms."""

    taken: list[float]

    async def record(self, entry: dict[str, Any]) -> None:
        """Write an entry."""
        started = time.perf_counter()
        await super().record(entry)
        self.taken.append((time.perf_counter() - started) * 1000)


@dataclass(frozen=True)
class Bench:
    """Where questions are put: the service with its rules and without, and the database's process."""

    ruled: Service
    open: Service
    database: psutil.Process

    async def spent(self, service: Service, request: Request, questions: list[Question]) -> dict[str, float]:
        """CPU ms a question, of this process and of the database."""
        places = asyncio.Semaphore(AT_ONCE)

        async def put(question: Question) -> int:
            async def read() -> Question:
                return question

            async with places:
                return (await service.answer(request, read))[0]

        before = time.process_time(), _cpu(self.database)
        statuses = await asyncio.gather(*(put(each) for each in questions))
        after = time.process_time(), _cpu(self.database)
        if set(statuses) != {200}:
            raise SystemExit(f"a question was refused: {set(statuses)}")
        own, other = (1000 * (b - a) / len(questions) for a, b in zip(before, after, strict=True))
        return {"service_ms": own, "database_ms": other}


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    options = ServerOptions(home=asked.work / "neo4j", heap=1024, page_cache=512)
    try:
        target = up(options)
        asyncio.run(_fill(target, asked.people))
        server = find_server(options.home)
        assert server is not None
        report = asyncio.run(_measured(target, psutil.Process(server.pid), asked))
    finally:
        down(options)
    RESULT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps(report, indent=1))


async def _measured(target: Target, database: psutil.Process, asked: argparse.Namespace) -> dict[str, Any]:
    collect_seldom()
    shutil.rmtree(asked.work / "audit", ignore_errors=True)
    key = DevelopmentKey.in_home(asked.work)
    log = asked.work / "audit" / "log"
    settings = ServerSettings(target, log, key.verifying(), SECRET, allowance=UNBOUNDED)
    rules, audit = {}, {}
    async with await Store.connect(target) as store:
        for name, asker in ASKERS.items():
            request = _request(key, *asker)
            async with _served(settings, store, database, is_synced=False) as (bench, log):
                for kind, questions in _questions(asked).items():
                    rules[f"{name}, {kind}"] = await _compared(bench, request, questions, asked.rounds)
                audit[f"{name}, as shipped"] = _told(log.taken)
            async with _served(settings, store, database, is_synced=True) as (bench, log):
                await bench.spent(bench.ruled, request, _questions(asked)["view"])
                audit[f"{name}, forced to the disk"] = _told(log.taken)
    return {"machine": _machine(asked), "bars": BARS, "rules": rules, "audit": audit}


async def _compared(
    bench: Bench, request: Request, questions: list[Question], rounds: int
) -> dict[str, dict[str, float]]:
    """The median CPU ms a question with rules and without; the first rounds only warm the database."""
    taken: dict[str, list[dict[str, float]]] = {"with rules": [], "without": []}
    for number in range(WARM + rounds):
        for name, service in zip(taken, (bench.ruled, bench.open), strict=True):
            spent = await bench.spent(service, request, questions)
            if number >= WARM:
                taken[name].append(spent)
    told = {
        name: {part: round(median(each[part] for each in runs), 3) for part in runs[0]}
        for name, runs in taken.items()
    }
    ruled, without = told.values()
    return {**told, "rules cost": {part: round(ruled[part] - without[part], 3) for part in ruled}}


@asynccontextmanager
async def _served(
    settings: ServerSettings, store: Store, database: psutil.Process, *, is_synced: bool
) -> AsyncIterator[tuple[Bench, TimedLog]]:
    """Services with rules and without, and the log of the first."""
    log = TimedLog.open(settings.audit, is_synced=is_synced)
    other = AuditLog.open(settings.audit.with_name("open"), is_synced=is_synced)
    log.taken = []
    packs = Packs.read()
    try:
        ruled = Service(settings, store, Plans(packs, Limits()), log)
        yield Bench(ruled, Service(settings, store, OpenPlans(packs, Limits()), other), database), log
    finally:
        log.close()
        other.close()


def _questions(asked: argparse.Namespace) -> dict[str, list[Question]]:
    """Views of people, and lists of 20 by the beginning of a name."""
    chance = random.Random(5)
    people = [f"p{chance.randrange(asked.people)}" for _ in range(asked.questions)]
    names = [f"{chance.choice(FAMILY)}{chance.randrange(1, 10)}" for _ in range(asked.questions)]
    return {
        "view": [Question(SINGLE_KITH, None, {"id": each}) for each in people],
        "list": [Question(SEARCH, None, {"s": {"familyName": each}}) for each in names],
    }


def _request(key: DevelopmentKey, role: Role, purpose: Purpose) -> Request:
    claims = Claims(f"{role}-1", frozenset({role}), frozenset({purpose}), "Team 1")
    return Request(f"Bearer {issue(key, claims, minutes=60)}", purpose.value)


def _told(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    at = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {"entries": len(ordered)} | {
        name: round(ordered[int(len(ordered) * part)], 3) for name, part in at.items()
    }


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _machine(asked: argparse.Namespace) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "people": asked.people,
        "questions": asked.questions,
        "rounds": asked.rounds,
        "warm_rounds": WARM,
        "at_once": AT_ONCE,
    }


if __name__ == "__main__":
    main()
