"""Kith's service as it ships, in a process of its own over a local Neo4j, for benchmarks of the service.

    python -m bench.serving WORK PORT

WORK is a folder for the database, the keys and the audit log; it may be used again.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil

from bench.graphql import _fill
from gql.allowance import UNBOUNDED
from gql.keys import DevelopmentKey, pseudonym_secret
from gql.roles import Purpose, Role
from gql.server import serve
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.server import ServerOptions, down, up
from graph.store import Target

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Serving:
    """A running service: where it is, its process, and tokens for it."""

    port: int
    process: psutil.Process
    work: Path

    @property
    def url(self) -> str:
        """Where questions go."""
        return f"http://127.0.0.1:{self.port}/graphql"

    def headers(
        self, role: Role = Role.SAFEGUARDING_LEAD, purpose: Purpose = Purpose.SAFEGUARDING
    ) -> dict[str, str]:
        """What an honest request of an hour carries."""
        claims = Claims("bench", frozenset({role}), frozenset({purpose}), "Team 1")
        token = issue(DevelopmentKey.in_home(self.work), claims, minutes=60)
        return {
            "Accept": "application/graphql-response+json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Kith-Purpose": purpose.value,
        }

    def memory(self) -> float:
        """MiB of memory that the service's process holds."""
        return round(self.process.memory_info().rss / 2**20, 1)


@contextmanager
def serving(work: Path, people: int) -> Iterator[Serving]:
    """A service over a database with so many people, until the block ends."""
    options = ServerOptions(home=work / "neo4j", heap=1024, page_cache=512)
    try:
        target = up(options)
        asyncio.run(_fill(target, people))
        with _service(target, work) as running:
            yield running
    finally:
        down(options)


@contextmanager
def _service(target: Target, work: Path) -> Iterator[Serving]:
    port = _free_port()
    shutil.rmtree(work / "audit", ignore_errors=True)
    neo4j = {"NEO4J_URI": target.uri, "NEO4J_USER": target.user, "NEO4J_PASSWORD": target.password}
    command = [sys.executable, "-m", "bench.serving", str(work.resolve()), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **neo4j})
    try:
        _await(port, process)
        yield Serving(port, psutil.Process(process.pid), work)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("the service stopped")
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/readyz")):
                return
        except (HTTPError, URLError):
            time.sleep(0.1)
    raise SystemExit("the service does not answer")


def main() -> None:
    """Serve, in the process that this is."""
    work, port = Path(sys.argv[1]), int(sys.argv[2])
    target = Target(os.environ["NEO4J_URI"], os.environ["NEO4J_USER"], os.environ["NEO4J_PASSWORD"])
    keys = DevelopmentKey.in_home(work).verifying()
    log, secret = work / "audit" / "log", pseudonym_secret(work)
    serve(ServerSettings(target, log, keys, secret, allowance=UNBOUNDED), port=port)


if __name__ == "__main__":
    main()
