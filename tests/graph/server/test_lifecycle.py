"""A real server through its life: found again, killed, started again, stopped.

Only two starts, since each takes seconds.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from graph.errors import ServerError
from graph.server import ServerOptions, down, status, up
from graph.server.process import ServerProcess, find_server
from graph.server.secret import password_path
from graph.store import Store, Target

_STARTER = """
import sys
from pathlib import Path
from graph.server import ServerOptions, up
up(ServerOptions(home=Path(sys.argv[1]), port=int(sys.argv[2]), heap=512, page_cache=128))
"""


@pytest.fixture
def options(tmp_path: Path) -> Iterator[ServerOptions]:
    """A server of this test's own, whose favourite port is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        options = ServerOptions(
            home=tmp_path / "home", port=taken.getsockname()[1], heap=512, page_cache=128, stop_seconds=30
        )
        try:
            yield options
        finally:
            down(options)


def _ask(target: Target, query: str) -> list[dict[str, Any]]:
    async def ask() -> list[dict[str, Any]]:
        async with await Store.connect(target) as store:
            return await store.write(query)

    return asyncio.run(ask())


def _start_and_kill_the_starter(options: ServerOptions) -> ServerProcess:
    """Kill the process that starts the server as soon as the server's own is there."""
    arguments = [sys.executable, "-c", _STARTER, str(options.home), str(options.port)]
    with subprocess.Popen(arguments) as starter:
        try:
            return _await_server(options.home)
        finally:
            starter.kill()


def _await_server(home: Path) -> ServerProcess:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = find_server(home)
        if found is not None:
            return found
    raise AssertionError("no server appeared")


@pytest.mark.neo4j
def test_its_life(options: ServerOptions) -> None:
    orphan = _start_and_kill_the_starter(options)
    with ThreadPoolExecutor(2) as threads:
        target, other = threads.map(up, [options, options])
    assert target == other
    assert find_server(options.home) == orphan
    assert target.uri == f"bolt://127.0.0.1:{orphan.port}"
    assert orphan.port != options.port
    _ask(target, "CREATE (:Team {id: 'kept'})")

    os.kill(orphan.pid, signal.SIGKILL)
    target = up(options)
    assert _ask(target, "MATCH (t:Team) RETURN t.id AS id") == [{"id": "kept"}]
    assert up(options) == target

    found = status(options)
    assert (found.running, found.answering, found.target) == (True, True, target)
    assert (found.version, found.gds_version) == ("2026.08.1", "2.26.0")
    assert target.password not in " ".join(psutil.Process(found.pid).cmdline())
    _check_a_password_that_is_gone(options)

    down(options)
    assert status(options).running is False
    down(options)


def _check_a_password_that_is_gone(options: ServerOptions) -> None:
    kept = options.home / "kept"
    password_path(options.home).rename(kept)
    with pytest.raises(ServerError, match=r"password file .* is gone"):
        up(options)
    kept.rename(password_path(options.home))


def test_nothing_runs_on_an_unknown_home(tmp_path: Path) -> None:
    options = ServerOptions(home=tmp_path / "unknown")
    assert status(options).running is False
    assert status(options).uri is None
    down(options)
    assert not options.home.exists()


def test_a_home_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerError, match="cannot be used"):
        up(ServerOptions(home=tmp_path / "file" / "home"))
