"""What identity and budgets cost a question, in CPU, beside the library `limits` where it is installed.

    python -m bench.identity [--peer FOLDER]

A token that was verified before, the question whether it is revoked, and paying from a budget are timed over
100,000 callers in an order drawn at random; FOLDER is a site-packages folder with `limits`, which is set the
same task. Memory is what the table of callers takes at its largest. The result goes to
bench/results/identity.json.
"""

import argparse
import gc
import json
import os
import platform
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from gql.budget import Budget, Purses
from gql.caller import Caller
from gql.keys import DevelopmentKey
from gql.revocation import Revocations
from gql.roles import Purpose, Role
from gql.token import Claims, Verifier, issue

RESULT = Path(__file__).parent / "results" / "identity.json"
CALLERS, COST = 100_000, 250


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path)
    asked = parser.parse_args()
    names = [f"caller-{number}" for number in range(CALLERS)]
    random.Random(1).shuffle(names)
    result: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "callers": CALLERS,
        "kith_us": {**_identity(), "pay": _pay(names)},
        "kith_mib": _memory(names),
    }
    if asked.peer is not None:
        sys.path.insert(0, str(asked.peer))
        result |= _peer(names)
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n", "utf-8")
    print(text)


def _identity() -> dict[str, float]:
    """Microseconds to know a token again, to verify a new one, and to ask whether it is revoked."""
    key = DevelopmentKey("k", ECKey.generate_key("P-256", {"kid": "k"}))
    claims = Claims("c", frozenset({Role.CASEWORKER}), frozenset({Purpose.DIRECT_CARE}))
    verifier, token = Verifier(key.verifying()), issue(key, claims)
    new = [issue(key, claims, now=time.time() - number) for number in range(300)]
    caller: Caller = verifier.verify(token)
    revocations = Revocations()
    return {
        "new_token": _each([partial(verifier.verify, each) for each in new]),
        "known_token": _each([lambda: verifier.verify(token)] * 20_000),
        "revoked": _each([lambda: revocations.check(caller)] * 100_000),
    }


def _pay(names: list[str]) -> float:
    purses = Purses(Budget(1_000_000))
    now = time.monotonic()
    return _each([partial(purses.pay, (name, "direct_care"), COST, now) for name in names * 2])


def _memory(names: list[str]) -> float:
    tracemalloc.start()
    purses = Purses(Budget(1_000_000))
    for name in names:
        purses.pay(name, COST, 0.0)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return round(taken / 2**20, 1)


def _peer(names: list[str]) -> dict[str, Any]:
    """The same payments by `limits`, over fewer callers where each takes it long."""
    limits = import_module("limits")
    item = limits.RateLimitItemPerMinute(1_000_000)
    found = {}
    for strategy, some in (("SlidingWindowCounter", names), ("MovingWindow", names[:2000])):
        one = getattr(limits.strategies, f"{strategy}RateLimiter")(limits.storage.MemoryStorage())
        found[strategy] = _each([partial(one.hit, item, name, cost=COST) for name in some * 2])
    return {"limits": version("limits"), "limits_us": found}


def _each(calls: list[Callable[[], Any]]) -> float:
    """Microseconds of this process's CPU that a call takes."""
    gc.collect()
    started = time.process_time()
    for call in calls:
        call()
    return round((time.process_time() - started) / len(calls) * 1e6, 2)


if __name__ == "__main__":
    main()
