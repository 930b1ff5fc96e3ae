"""Starting, stopping and asking after the local server.

One lock file for each home makes starts and stops take turns, and the process table says what
runs; so a second `up` finds the first, and a crash at any moment leaves nothing to clean by hand.
"""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from graph.errors import ServerError
from graph.server.configuration import HOST, configuration, write_configuration
from graph.server.failure import PortTakenError, start_failure
from graph.server.jars import Jars, JarSource, Progress, provide_jars
from graph.server.options import ServerOptions
from graph.server.port import free_port
from graph.server.probe import is_answering, read_versions
from graph.server.process import ServerProcess, console_log, find_server, run_admin, start_server
from graph.server.room import require_disk, require_memory
from graph.server.secret import USER, ensure_password, password_path, read_password, write_private
from graph.store import Target

_HOME_BYTES = 300_000_000
_STARTS = 3


@dataclass(frozen=True)
class ServerStatus:
    """What is known of a local server.

    Attributes:
        home: its folder.
        running: whether its process runs.
        answering: whether it answers over Bolt.
        pid: its process id, while it runs.
        port: its Bolt port, while it runs.
        target: how to reach it, while it runs.
        version: Neo4j's version, while it answers.
        gds_version: the version of Graph Data Science, while it answers.
    """

    home: Path
    running: bool = False
    answering: bool = False
    pid: int | None = None
    port: int | None = None
    target: Target | None = None
    version: str | None = None
    gds_version: str | None = None

    @property
    def uri(self) -> str | None:
        """Its Bolt address, while it runs."""
        return None if self.target is None else self.target.uri


def up(options: ServerOptions, progress: Progress | None = None) -> Target:
    """Start the local server, or find the one that runs already.

    Raises:
        DownloadError: its jars could not be fetched.
        NotEnoughRoomError: disk or memory is too small.
        ServerError: it did not start.
    """
    _make_home(options.home)
    with _turn(options.home):
        found = find_server(options.home)
        target = None if found is None else _await_answer(options, found)
        return _start(options, progress) if target is None else target


def down(options: ServerOptions) -> None:
    """Stop the local server: gracefully, and by force where it does not obey; nothing where none runs."""
    if not options.home.exists():
        return
    with _turn(options.home):
        found = find_server(options.home)
        if found is not None:
            found.stop(options.stop_seconds)


def status(options: ServerOptions) -> ServerStatus:
    """What runs on this home now.

    Raises:
        ServerError: it runs, and its password is gone or refused.
    """
    found = find_server(options.home)
    if found is None:
        return ServerStatus(options.home)
    target = _target(options.home, found.port)
    versions = read_versions(target) if found.is_listening() else None
    known = ServerStatus(options.home, running=True, pid=found.pid, port=found.port, target=target)
    if versions is None:
        return known
    return replace(known, answering=True, version=versions.neo4j, gds_version=versions.gds)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(
            f"The folder {home} cannot be used: {error.strerror}. Choose another with KITH_HOME."
        ) from None


def _turn(home: Path) -> FileLock:
    return FileLock(home / "turn.lock")


def _target(home: Path, port: int) -> Target:
    password = read_password(home)
    if password is None:
        raise ServerError(
            f"The password file {password_path(home)} is gone. Put it back, "
            f"or stop the server and move {home} away to start with an empty database."
        )
    return Target(f"bolt://{HOST}:{port}", USER, password)


def _start(options: ServerOptions, progress: Progress | None) -> Target:
    jars = provide_jars(options.cache, JarSource(repository=options.repository), progress)
    require_disk(options.home, _HOME_BYTES, "The files of the database")
    require_memory(options.heap, options.page_cache)
    _prepare(options, jars)
    for _ in range(_STARTS - 1):
        with suppress(PortTakenError):
            return _start_once(options, jars)
    return _start_once(options, jars)


def _prepare(options: ServerOptions, jars: Jars) -> None:
    """Set the password of a database that was never started."""
    if (options.home / "data" / "databases" / "system").exists():
        _target(options.home, 0)
        return
    password = ensure_password(options.home)
    conf = write_configuration(options.home, configuration(options, jars, options.port))
    # By a file, since every user of the machine can read a command line.
    arguments = options.home / "arguments"
    write_private(arguments, f"set-initial-password\n{password}\n")
    try:
        run_admin(options, jars, conf, ["dbms", f"@{arguments.resolve()}"])
    except subprocess.CalledProcessError as error:
        raise ServerError(
            f"Neo4j's admin tool could not set the first password{_said(error)}. Run the same command again."
        ) from None
    finally:
        arguments.unlink()


def _said(error: subprocess.CalledProcessError) -> str:
    """The last line that a failed tool printed, for a message; its exit code where it printed nothing."""
    lines = (error.stderr or error.stdout or b"").decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), f"exit code {error.returncode}")
    return f" ({said})"


def _start_once(options: ServerOptions, jars: Jars) -> Target:
    port = free_port(options.port)
    conf = write_configuration(options.home, configuration(options, jars, port))
    started = start_server(options, jars, conf, port)
    target = _await_answer(options, started)
    if target is None:
        raise start_failure(options.home)
    return target


def _await_answer(options: ServerOptions, server: ServerProcess) -> Target | None:
    """Where the server answers, once it does; None where it ends instead."""
    target = _target(options.home, server.port)
    deadline = time.monotonic() + options.start_seconds
    while time.monotonic() < deadline:
        if server.is_listening() and is_answering(target):
            return target
        if not server.is_running():
            return None
        time.sleep(0.1)
    raise ServerError(
        f"Neo4j did not answer within {options.start_seconds:.0f} seconds. It goes on starting: "
        f"wait and run the same command again, or read {console_log(options.home)}."
    )
