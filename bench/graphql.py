"""Single view and list over GraphQL: Kith beside @neo4j/graphql, same database, same run.

    python -m bench.graphql WORK [--people 100000] [--rounds 3] [--seconds 10]

WORK is a folder for the database, the npm packages and the audit log; it may be used again, and the
database is then not filled again. Needs node and npm. The two servers take turns, each answering
the same questions about the same people to 8 clients, with its rules on; Kith also writes its audit.
"""

import argparse
import asyncio
import hmac
import json
import os
import platform
import random
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from gql.allowance import UNBOUNDED
from gql.keys import DevelopmentKey, pseudonym_secret
from gql.roles import Purpose, Role
from gql.server import serve
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.migration import migrate
from graph.server import ServerOptions, down, up
from graph.store import Store, Target

HERE = Path(__file__).parent
SECRET = "a secret of the benchmark, not shorter than it must be"
PACKAGES = ["@neo4j/graphql", "graphql@16", "neo4j-driver", "graphql-yoga", "autocannon"]
KITH_PORT, PEER_PORT = 4002, 4001
GIVEN = [
    "Amina",
    "John",
    "Mary",
    "Tom",
    "Lucy",
    "Olu",
    "Grace",
    "Ali",
    "Sara",
    "Mihai",
    "Elena",
    "David",
    "Ruth",
    "Peter",
    "Zoe",
]
FAMILY = [
    "Smith",
    "Khan",
    "Okafor",
    "Popescu",
    "Jones",
    "Brown",
    "Begum",
    "Taylor",
    "Ali",
    "Evans",
    "Hussain",
    "Wright",
]
FIELDS = "id givenName familyName birthDate sex nhsNumber phone email score { probability }"
HOUSEHOLD = (
    "household { id address { uprn addressText postcode } "
    "members { id givenName familyName birthDate score { probability } } }"
)
SINGLE_KITH = f"query V($id: ID!) {{ person(id: $id) {{ {FIELDS} {HOUSEHOLD} }} }}"
SINGLE_PEER = f"query V($id: ID!) {{ people(where: {{ id: {{ eq: $id }} }}) {{ {FIELDS} {HOUSEHOLD} }} }}"
LIST_KITH = f'{{ people(search: {{ familyName: "khan1" }}, first: 100) {{ {FIELDS} {HOUSEHOLD} }} }}'
LIST_PEER = (
    f'{{ people(where: {{ familyName: {{ startsWith: "Khan1" }} }}, limit: 100) {{ {FIELDS} {HOUSEHOLD} }} }}'
)


@dataclass(frozen=True)
class Contestant:
    """A server under load: where it is, what it is sent, and with which headers."""

    name: str
    url: str
    headers: dict[str, str]
    bodies: Path


def main() -> None:
    asked = _arguments()
    if asked.serve:
        _serve(asked.work)
        return
    options = ServerOptions(home=asked.work / "neo4j", heap=1536, page_cache=768)
    try:
        target = up(options)
        asyncio.run(_fill(target, asked.people))
        report = _compare(target, asked)
    finally:
        down(options)
    _write(report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--warm", type=int, default=15, help="seconds of load before the first round")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


async def _fill(target: Target, people: int) -> None:
    """People in households of three, each with an address, a score and a worker."""
    async with await Store.connect(target) as store:
        await migrate(store)
        found = await store.read("MATCH (p:Person) RETURN count(p) AS people")
        if found[0]["people"] == people:
            return
        await store.write("UNWIND range(0, 19) AS t CREATE (:Team {id: 'Team ' + t})")
        await store.write(
            "UNWIND range(0, 499) AS w MATCH (t:Team {id: 'Team ' + (w % 20)}) "
            "CREATE (:Worker {id: 'w' + w})-[:IN_TEAM]->(t)"
        )
        await store.write_batches(_PLACES, _places(people))
        await store.write_batches(_PEOPLE, _people(people))
        await store.read("CALL db.awaitIndexes(300)")


_PLACES = """
UNWIND $rows AS row
CREATE (h:Household {id: row.household, from: '2020-01-01', size: 3})
CREATE (a:Address {id: row.address, uprn: row.uprn, address_text: row.text, postcode: row.postcode,
                   kind: 'dwelling'})
CREATE (h)-[:AT]->(a)
"""
_PEOPLE = """
UNWIND $rows AS row
MATCH (h:Household {id: row.household})-[:AT]->(a:Address)
MATCH (w:Worker {id: row.worker})
CREATE (p:Person) SET p = row.person
CREATE (p)-[:MEMBER_OF {from: '2020-01-01', recorded_at: '2020-02-01'}]->(h)
CREATE (p)-[:LIVED_AT {from: '2020-01-01', recorded_at: '2020-02-01'}]->(a)
CREATE (p)-[:SCORED]->(:Score {id: 'x' + row.person.id, probability: row.probability, band: 'low',
                               as_of: '2026-06-30', model: 'bench', reasons: '[]'})
CREATE (w)-[:WORKS_WITH {from: '2020-01-01', purpose: 'Housing'}]->(p)
"""


def _places(people: int) -> Iterator[dict[str, Any]]:
    for i in range(people // 3 + 1):
        yield {
            "household": f"h{i}",
            "address": f"a{i}",
            "uprn": str(100_000 + i),
            "text": f"{i} High Street",
            "postcode": f"RM{i % 20} {i % 9}AA",
        }


def _people(people: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)
    for i in range(people):
        person = {
            "id": f"p{i}",
            "given_name": chance.choice(GIVEN),
            "family_name": f"{chance.choice(FAMILY)}{i % 500}",
            "birth_date": f"{1940 + i % 80}-0{1 + i % 9}-1{i % 10}",
            "sex": ("female", "male")[i % 2],
            "nhs_number": str(9_000_000_000 + i),
            "phone": f"+44{7_000_000_000 + i}",
            "email": f"a{i}@example.org",
            "restriction": "none",
            "dissents": [],
            "record_count": 1,
        }
        chosen = chance.random()
        yield {"person": person, "household": f"h{i // 3}", "worker": f"w{i % 500}", "probability": chosen}


def _compare(target: Target, asked: argparse.Namespace) -> dict[str, Any]:
    _install(asked.work)
    with _peer(target, asked.work), _kith(target, asked.work):
        questions = {
            "single view": (
                _contestants(asked, SINGLE_KITH, SINGLE_PEER, is_single=True),
                "the person's fields, score, household, address and members",
            ),
            "list of 100": (
                _contestants(asked, LIST_KITH, LIST_PEER, is_single=False),
                "the same of the first 100 people by the beginning of a family name",
            ),
        }
        for pair, _ in questions.values():
            _check_same(pair)
        results = {
            name: _rounds(pair, asked) | {"question": meaning} for name, (pair, meaning) in questions.items()
        }
    return {"machine": _machine(asked), "results": results}


def _contestants(asked: argparse.Namespace, kith: str, peer: str, *, is_single: bool) -> list[Contestant]:
    chance = random.Random(7)
    identifiers = [f"p{chance.randrange(asked.people)}" for _ in range(500)] if is_single else []
    kind = "single" if is_single else "list"
    made = []
    for name, query in (("Kith", kith), ("@neo4j/graphql", peer)):
        bodies = asked.work / f"{kind}-{name.strip('@').replace('/', '-')}.jsonl"
        sent = [{"query": query, "variables": {"id": each}} for each in identifiers] or [{"query": query}]
        bodies.write_text("\n".join(json.dumps(each) for each in sent), "utf-8")
        port = KITH_PORT if name == "Kith" else PEER_PORT
        made.append(Contestant(name, f"http://127.0.0.1:{port}/graphql", _headers(name, asked.work), bodies))
    return made


def _headers(name: str, work: Path) -> dict[str, str]:
    token = _kith_token(work) if name == "Kith" else _peer_token()
    purpose = {"Kith-Purpose": Purpose.SAFEGUARDING.value} if name == "Kith" else {}
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **purpose}


def _kith_token(work: Path) -> str:
    claims = Claims("bench", frozenset({Role.SAFEGUARDING_LEAD}), frozenset({Purpose.SAFEGUARDING}), "Team 1")
    return issue(DevelopmentKey.in_home(work), claims, minutes=60)


def _peer_token() -> str:
    def part(value: bytes) -> str:
        return urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = {"sub": "bench", "roles": ["safeguarding_lead"], "exp": int(time.time()) + 86_400}
    signed = (
        f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    )
    return f"{signed}.{part(hmac.digest(SECRET.encode(), signed.encode(), sha256))}"


def _check_same(pair: list[Contestant]) -> None:
    """Both must tell the same about the same people before either is timed."""
    kith, peer = (_plain(_ask(each)) for each in pair)
    if len(kith) != len(peer) or not kith:
        raise SystemExit(f"{len(kith)} people from Kith, {len(peer)} from the peer")
    if len(kith) == 1 and kith != peer:
        raise SystemExit("the two answers differ")


def _ask(contestant: Contestant) -> Any:
    body = contestant.bodies.read_text("utf-8").partition("\n")[0].encode()
    with urlopen(Request(contestant.url, body, contestant.headers)) as answer:
        return json.load(answer)["data"]


def _plain(data: dict[str, Any]) -> list[Any]:
    """The people of an answer, whether lists of one are written as lists or not."""
    (found,) = data.values()
    return [_flat(each) for each in (found if isinstance(found, list) else [found])]


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _flat(each) for key, each in value.items()}
    if isinstance(value, list):
        flat = [_flat(each) for each in value]
        return flat[0] if len(flat) == 1 else sorted(flat, key=str)
    return value


def _rounds(pair: list[Contestant], asked: argparse.Namespace) -> dict[str, Any]:
    for each in pair:
        _load(each, asked, seconds=asked.warm)
    rounds: dict[str, list[dict[str, float]]] = {each.name: [] for each in pair}
    for _ in range(asked.rounds):
        for each in pair:
            rounds[each.name].append(_load(each, asked, asked.seconds))
    shown = {
        name: {key: median(run[key] for run in runs) for key in runs[0]} for name, runs in rounds.items()
    }
    kith, peer = (shown[each.name]["a_second"] for each in pair)
    return {"servers": shown, "ratio": kith / peer, "rounds": rounds}


def _load(contestant: Contestant, asked: argparse.Namespace, seconds: int) -> dict[str, float]:
    wanted = {
        "url": contestant.url,
        "clients": asked.clients,
        "seconds": seconds,
        "headers": contestant.headers,
        "bodies": str(contestant.bodies.resolve()),
    }
    command = ["node", str(asked.work / "load.mjs"), json.dumps(wanted)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    if found["refused"]:
        raise SystemExit(f"{contestant.name} refused {found['refused']} requests")
    return found


def _install(work: Path) -> None:
    """The peer and the load generator from npm, once; the scripts lie beside them to find them."""
    if not (work / "node_modules").is_dir():
        (work / "package.json").write_text('{"private": true, "type": "module"}', "utf-8")
        subprocess.run(["npm", "i", "--no-audit", "--no-fund", *PACKAGES], cwd=work, check=True)
    for script in ("neo4j_graphql.mjs", "load.mjs"):
        (work / script).write_text((HERE / "peers" / script).read_text("utf-8"), "utf-8")


@contextmanager
def _peer(target: Target, work: Path) -> Iterator[None]:
    environment = {
        **_neo4j(target),
        "PORT": str(PEER_PORT),
        "SECRET": SECRET,
        "NODE_ENV": "production",
    }
    with _running(["node", "neo4j_graphql.mjs"], environment, work, PEER_PORT):
        yield


@contextmanager
def _kith(target: Target, work: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.graphql", str(work.resolve()), "--serve"]
    with _running(command, _neo4j(target), HERE.parent, KITH_PORT):
        yield


def _neo4j(target: Target) -> dict[str, str]:
    return {"NEO4J_URI": target.uri, "NEO4J_USER": target.user, "NEO4J_PASSWORD": target.password}


def _serve(work: Path) -> None:
    """Kith's server as it ships, in a process of its own."""
    target = Target(os.environ["NEO4J_URI"], os.environ["NEO4J_USER"], os.environ["NEO4J_PASSWORD"])
    keys = DevelopmentKey.in_home(work).verifying()
    settings = ServerSettings(target, work / "audit.log", keys, pseudonym_secret(work), allowance=UNBOUNDED)
    serve(settings, port=KITH_PORT)


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path, port: int) -> Iterator[None]:
    path = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment, "PYTHONPATH": path})
    try:
        _await(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"the server for port {port} stopped")
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/graphql", b"{}", method="POST")):
                return
        except URLError as error:
            if hasattr(error, "status") or hasattr(error, "code"):
                return
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def _machine(asked: argparse.Namespace) -> dict[str, Any]:
    peers = {}
    for name in ("@neo4j/graphql", "graphql", "neo4j-driver", "graphql-yoga", "autocannon"):
        declared = json.loads((asked.work / "node_modules" / name / "package.json").read_text("utf-8"))
        peers[name] = declared["version"]
    ours = {
        name: version(name) for name in ("starlette", "uvicorn", "strawberry-graphql", "neo4j", "cedarpy")
    }
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "node": node,
        "versions": {**ours, **peers},
        "people": asked.people,
        "clients": asked.clients,
        "rounds": asked.rounds,
        "seconds": asked.seconds,
        "warm": asked.warm,
    }


def _write(report: dict[str, Any]) -> None:
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    (folder / "graphql.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    text = _page(report)
    (folder / "graphql.md").write_text(text, "utf-8")
    print(text)


def _page(report: dict[str, Any]) -> str:
    machine = report["machine"]
    lines = [
        "# GraphQL beside @neo4j/graphql",
        "",
        f"`python -m bench.graphql WORK` on {machine['date']}: {machine['people']:,} people, "
        f"{machine['clients']} clients, {machine['cores']} cores shared by database, server and load "
        f"(load average {machine['load']} at the end), "
        f"median of {machine['rounds']} alternating rounds of {machine['seconds']} s "
        f"after {machine['warm']} s of warming each. "
        "Kith with its field rules and its audit log; the peer with one rule on its type.",
        "",
        "| question | server | answers a second | p50 ms | p95 ms | bytes |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name, result in report["results"].items():
        for server, run in result["servers"].items():
            lines.append(
                f"| {name} | {server} | {run['a_second']:.0f} | {run['p50_ms']:.1f} | {run['p95_ms']:.1f} "
                f"| {run['bytes']:.0f} |"
            )
        lines.append(f"| {name} | **ratio** | **{result['ratio']:.2f}** | | | |")
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines += ["", f"Python {machine['python']}, node {machine['node']}; {versions}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
