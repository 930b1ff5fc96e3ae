"""The audit at size: writing, verifying, proving, and the auditors' questions.

    python -m bench.audit [--entries 1000000] [--seed 7]

Entries are as the service makes them: seven in ten are single views, with a household; some are lists of
twenty to a hundred; one in ten is a refusal. Staff ask mostly about their own cases. The log is written by
its own writer, groups of 64 at a time, and lies in a temporary folder that is removed. Where memory allows,
what is read lies in the page cache, as it does on the machine that wrote it.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from gql.alerts import AlertBook
from gql.audit import AuditIndex, AuditLog, LogFolder, Signer, Span, verify
from gql.audit.proofs import is_proved, prove_entry

RESULTS = Path(__file__).parent / "results" / "audit.json"
START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE, STAFF, CASES, TOGETHER = 200_000, 2_000, 30, 64
FIELDS = [
    f"Person.{name}"
    for name in ("givenName", "familyName", "birthDate", "household", "addresses", "episodes", "score")
]
Figures = dict[str, Any]


def main() -> None:
    """Write, verify, ask, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit"
        made = Made(chosen.entries, random.Random(chosen.seed))
        figures = {**setting(chosen.entries), **written(path, made), **read(path, made)}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))


class Made:
    """Entries of a council's year, made one after another."""

    def __init__(self, count: int, chance: random.Random) -> None:
        self.count = count
        self.chance = chance
        self.people = [f"p{chance.getrandbits(80):020x}" for _ in range(PEOPLE)]
        self.staff = [f"worker-{number}" for number in range(STAFF)]
        self.cases = [chance.sample(self.people, CASES) for _ in self.staff]

    def entries(self) -> Iterator[dict[str, Any]]:
        """The entries, in the order of time."""
        step = timedelta(days=300) / self.count
        for number in range(self.count):
            yield self._entry(START + step * number)

    def _entry(self, at: datetime) -> dict[str, Any]:
        chance = self.chance
        asker = chance.randrange(STAFF)
        kind = chance.random()
        people: list[str] = []
        if kind < 0.75:
            people = chance.choices(self.cases[asker], k=1) + chance.choices(
                self.people, k=chance.randrange(4)
            )
        elif kind < 0.9:
            people = chance.choices(self.people, k=chance.choice((20, 20, 20, 50, 100)))
        states = {"sensitive": people[:1], "apart": people[:1]} if chance.random() < 0.002 and people else {}
        return {
            "at": at.isoformat(timespec="milliseconds"),
            "who": self.staff[asker],
            "roles": ["caseworker"],
            "team": f"team-{asker % 80}",
            "purpose": "direct_care",
            "pack": "direct_care",
            "policy": "ab" * 32,
            "decision": "answered" if kind < 0.9 else "refused",
            "code": None if kind < 0.9 else "INVALID_DOCUMENT",
            "document": f"{chance.getrandbits(256):064x}",
            "asked": people[:1],
            "people": people,
            "states": states,
            "fields": FIELDS,
            "hidden": [],
        }


def setting(entries: int) -> Figures:
    """Where the figures are from."""
    return {
        "entries": entries,
        "machine": {"processor": platform.machine(), "cores": os.cpu_count()},
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 1),
    }


def written(path: Path, made: Made) -> Figures:
    """Write the log; what an entry costs, without what making it costs."""

    async def write() -> float:
        log, spent = AuditLog.open(path, is_synced=False), 0.0
        group: list[dict[str, Any]] = []
        for entry in made.entries():
            group.append(entry)
            if len(group) == TOGETHER:
                before = time.process_time()
                await asyncio.gather(*map(log.record, group))
                spent += time.process_time() - before
                group = []
        await asyncio.gather(*map(log.record, group))
        log.close()
        return spent

    seconds = asyncio.run(write())
    size = sum(each.path.stat().st_size for each in LogFolder(path).segments())
    return {
        "write_cpu_microseconds_an_entry": round(seconds / made.count * 1e6, 1),
        "bytes_an_entry": round(size / made.count),
        "checkpoints": len(LogFolder(path).notes()),
    }


def read(path: Path, made: Made) -> Figures:
    """Verify, index and ask."""
    key = Signer.in_folder(path.parent / "keys").key
    checked, verifying = timed(lambda: verify(path, key))
    assert (checked.entries, checked.signed) == (made.count, made.count)
    proof, proving = timed(lambda: prove_entry(path, key, made.count // 3))
    assert is_proved(proof, key)
    index = AuditIndex.open(LogFolder(path))
    _, indexing = timed(index.catch_up)
    _, reopening = timed(lambda: AuditLog.open(path).close())
    with AlertBook(LogFolder(path)) as book:
        _, alerting = timed(book.catch_up)
        alerts = len(book.listed())
    return {
        "verify": verifying,
        "prove_one": proving,
        "index": {**indexing, "bytes_an_entry": round(index_size(path) / made.count)},
        "alerts": {**alerting, "raised": alerts},
        "resume": reopening,
        "memory_megabytes_at_the_end": round(psutil.Process().memory_info().rss / 1e6),
        "questions_milliseconds": asked(index, made),
    }


def timed(work: Callable[[], Any]) -> tuple[Any, Figures]:
    """What some work gives, and what it takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    given = work()
    seconds = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    return given, {name: round(value, 3) for name, value in seconds.items()}


def index_size(path: Path) -> int:
    """Bytes of the index."""
    return sum(each.stat().st_size for each in path.glob("index.sqlite*"))


def asked(index: AuditIndex, made: Made) -> Figures:
    """Each question a hundred times: the median and the slowest."""
    week = Span(START + timedelta(days=100), START + timedelta(days=107))
    questions: dict[str, Callable[[], Any]] = {
        "who_saw": lambda: index.who_saw([made.chance.choice(made.people)], Span()),
        "who_saw_in_a_week": lambda: index.who_saw([made.chance.choice(made.people)], week),
        "what_did": lambda: index.what_did(made.chance.choice(made.staff), Span()),
        "what_did_all": lambda: index.what_did(made.chance.choice(made.staff), Span(first=1_000_000)),
        "one_entry": lambda: index.entry(made.chance.randrange(made.count) + 1),
    }
    return {name: spread(question) for name, question in questions.items()}


def spread(question: Callable[[], Any]) -> Figures:
    """The median and the slowest of a hundred, in milliseconds, and how many entries the last one found."""
    times = []
    found: Any = None
    for _ in range(100):
        before = time.perf_counter()
        found = question()
        times.append((time.perf_counter() - before) * 1000)
    count = len(found) if isinstance(found, list) else 1
    return {"median": round(statistics.median(times), 2), "slowest": round(max(times), 2), "found": count}


if __name__ == "__main__":
    main()
