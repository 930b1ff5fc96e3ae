"""The service under the load of many clients: answers a second, how long each takes, errors, and memory.

    python -m bench.load_service WORK [--minutes 10] [--clients 200] [--people 20000]

WORK is a folder for the database, the keys and the audit log; it may be used again. The service runs in a
process of its own over a local Neo4j. Each client asks again as soon as it is answered: views, lists,
searches and neighbourhoods as several roles, and questions that must be refused. Before the clock starts
each kind is asked once by each role, since the database plans a statement when it first sees it; how long
that took is told apart. An answer with another status than it must have is an error. The result goes to
bench/results/load_service.json.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import time
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.graphql import FAMILY, FIELDS, GIVEN, HOUSEHOLD, SINGLE_KITH
from bench.serving import Serving, serving
from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.token import Claims, issue

RESULT = Path(__file__).parent / "results" / "load_service.json"
SEARCH = f"query S($s: PersonSearch!) {{ people(search: $s, first: 20) {{ {FIELDS} }} }}"
LIST = f"query L($s: PersonSearch!) {{ people(search: $s, first: 100) {{ {FIELDS} {HOUSEHOLD} }} }}"
AROUND = (
    "query A($id: ID!) { person(id: $id) { neighbourhood(depth: 2) "
    "{ people { distance ties person { id givenName } } } } }"
)
LEAD = (Role.SAFEGUARDING_LEAD, Purpose.SAFEGUARDING)
CASEWORKER = (Role.CASEWORKER, Purpose.DIRECT_CARE)
SCIENTIST = (Role.DATA_SCIENTIST, Purpose.RESEARCH)
INTEGRATOR = (Role.INTEGRATOR, Purpose.INTEGRATION)
EVERYBODY = (LEAD, CASEWORKER, SCIENTIST, INTEGRATOR)


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    Attributes:
        share: how often it comes, of all the shares together.
        status: what it must be answered with.
        body: the question, made at random among so many people.
        askers: who ask it.
        token: what stands for the token, where it is none.
    """

    share: int
    status: int
    body: Callable[[random.Random, int], dict[str, Any]]
    askers: tuple[tuple[Role, Purpose], ...] = (LEAD, CASEWORKER)
    token: str | None = None


def _about(query: str) -> Callable[[random.Random, int], dict[str, Any]]:
    return lambda chance, people: {"query": query, "variables": {"id": f"p{chance.randrange(people)}"}}


def _searched(query: str, part: Callable[[random.Random], dict[str, str]]) -> Callable[..., dict[str, Any]]:
    return lambda chance, _: {"query": query, "variables": {"s": part(chance)}}


def _family(chance: random.Random) -> dict[str, str]:
    return {"familyName": f"{chance.choice(FAMILY)}{chance.randrange(500)}"}


def _name(chance: random.Random) -> dict[str, str]:
    return {"name": f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}{chance.randrange(10, 50)}"}


def _postcode(chance: random.Random) -> dict[str, str]:
    return {"postcode": f"RM{chance.randrange(20)} {chance.randrange(9)}AA", **_family(chance)}


def _always(query: str) -> Callable[..., dict[str, Any]]:
    return lambda *_: {"query": query}


KINDS = {
    "view": Kind(40, 200, _about(SINGLE_KITH)),
    "view by other roles": Kind(
        10, 200, _about("query V($id: ID!) { person(id: $id) { id recordCount } }"), EVERYBODY
    ),
    "list of 100": Kind(5, 200, _searched(LIST, lambda chance: {"familyName": f"{chance.choice(FAMILY)}1"})),
    "search by family name": Kind(10, 200, _searched(SEARCH, _family)),
    "search by names": Kind(5, 200, _searched(SEARCH, _name)),
    "search by postcode": Kind(5, 200, _searched(SEARCH, _postcode)),
    "neighbourhood": Kind(5, 200, _about(AROUND)),
    "sources": Kind(5, 200, _always("{ sources { name } }"), EVERYBODY),
    "refused: too costly": Kind(3, 400, _always("{ " + "sources { name } " * 200 + "}"), EVERYBODY),
    "refused: no such field": Kind(
        4, 400, _about("query V($id: ID!) { person(id: $id) { nothing } }"), EVERYBODY
    ),
    "refused: a search by what is hidden": Kind(4, 403, _searched(SEARCH, _family), (SCIENTIST,)),
    "refused: no token": Kind(4, 401, _about(SINGLE_KITH), token="a.b.c"),
}


@dataclass
class Tally:
    """What came of the requests of one kind."""

    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    errors: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """How many, how long, and what went wrong."""
        return {"requests": len(self.seconds), **_percentiles(self.seconds), "errors": dict(self.errors)}


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--people", type=int, default=20_000)
    asked = parser.parse_args()
    with serving(asked.work, people=asked.people) as service:
        report = asyncio.run(_measured(service, asked))
    RESULT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps(report, indent=1))


async def _measured(service: Serving, asked: argparse.Namespace) -> dict[str, Any]:
    tallies = {name: Tally() for name in KINDS}
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        first = await _first(_Client(session, service.url, _tokens(service, 0), 0), asked.people)
        started = time.perf_counter()
        until = started + asked.minutes * 60
        watching = asyncio.create_task(_watched(service, asked.minutes * 60))
        asking = [
            _client(
                _Client(session, service.url, _tokens(service, number), number), asked.people, until, tallies
            )
            for number in range(asked.clients)
        ]
        await asyncio.gather(*asking)
        memory = await watching
    report = _report(asked, tallies, memory, time.perf_counter() - started)
    return report | {"first_answer_ms": first}


@dataclass(frozen=True)
class _Client:
    """One client: its connections, where it asks, its tokens, and its number."""

    session: aiohttp.ClientSession
    url: str
    tokens: dict[Role, str]
    number: int

    async def ask(self, kind: Kind, role: Role, purpose: Purpose, body: dict[str, Any]) -> int:
        """The status of an answer, read whole."""
        headers = {
            "Accept": "application/graphql-response+json",
            "Authorization": f"Bearer {kind.token or self.tokens[role]}",
            "Kith-Purpose": purpose.value,
        }
        async with self.session.post(self.url, json=body, headers=headers) as answer:
            await answer.read()
            return answer.status


async def _first(client: _Client, people: int) -> dict[str, float]:
    """How long the first question of each kind took, in ms, the slowest of the roles that ask it."""
    slowest = {}
    for name, kind in KINDS.items():
        taken = []
        for asker in kind.askers:
            started = time.perf_counter()
            await client.ask(kind, *asker, kind.body(random.Random(client.number), people))
            taken.append(time.perf_counter() - started)
        slowest[name] = round(max(taken) * 1000, 1)
    return slowest


async def _client(client: _Client, people: int, until: float, tallies: dict[str, Tally]) -> None:
    chance = random.Random(client.number)
    names, shares = list(KINDS), [kind.share for kind in KINDS.values()]
    while (started := time.perf_counter()) < until:
        (name,) = chance.choices(names, shares)
        kind, tally = KINDS[name], tallies[name]
        try:
            status = await client.ask(kind, *chance.choice(kind.askers), kind.body(chance, people))
        except (aiohttp.ClientError, TimeoutError) as error:
            tally.errors[type(error).__name__] += 1
            continue
        tally.seconds.append(time.perf_counter() - started)
        if status != kind.status:
            tally.errors[str(status)] += 1


async def _watched(service: Serving, seconds: float) -> list[float]:
    """The memory of the service at the start and after each tenth."""
    seen = [service.memory()]
    for _ in range(10):
        await asyncio.sleep(seconds / 10)
        seen.append(service.memory())
    return seen


def _tokens(service: Serving, number: int) -> dict[Role, str]:
    """Tokens of a client, who is somebody of their own in each role."""
    key = DevelopmentKey.in_home(service.work)
    return {
        role: issue(
            key, Claims(f"{role}-{number}", frozenset({role}), frozenset({purpose}), "Team 1"), minutes=60
        )
        for role, purpose in EVERYBODY
    }


def _report(
    asked: argparse.Namespace, tallies: dict[str, Tally], memory: list[float], seconds: float
) -> dict[str, Any]:
    every = array("d")
    for tally in tallies.values():
        every.extend(tally.seconds)
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        "shared by database, service and clients",
        "clients": asked.clients,
        "people": asked.people,
        "minutes": asked.minutes,
        "requests": len(every),
        "a_second": round(len(every) / seconds, 1),
        **_percentiles(every),
        "errors": sum(tally.errors.total() for tally in tallies.values()),
        "service_mib": memory,
        "growth_after_the_first_tenth_mib": round(memory[-1] - memory[1], 1),
        "kinds": {name: tally.told() for name, tally in tallies.items()},
    }


def _percentiles(seconds: "array[float]") -> dict[str, float]:
    ordered = sorted(seconds)
    if not ordered:
        return {}
    at = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {name: round(ordered[int(len(ordered) * part)] * 1000, 1) for name, part in at.items()}


if __name__ == "__main__":
    main()
