"""Run a command as a process of its own and measure it: wall seconds and peak memory."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """What a process took, its start included, and the end of what it printed.

    Seconds of the processors, all cores together, depend less on what else the machine has to do.
    """

    seconds: float
    megabytes: float
    printed: str
    processor_seconds: float


def compiled(python: Path, module: str) -> None:
    """Import a module once, so that its code and that of all it loads is compiled and kept."""
    subprocess.run([python, "-c", f"import {module}"], check=True, env=_environment())


def _environment() -> dict[str, str]:
    """The environment of a process that is measured: what Python compiles is kept."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure(command: Sequence[str | Path], folder: Path) -> Measured:
    """Run a command to its end; what it prints goes through files in `folder`.

    Raises:
        RuntimeError: it failed; the message is what it complained of.
    """
    output, complaints = folder / "stdout", folder / "stderr"
    started = time.perf_counter()
    with output.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(complaints.read_text("utf-8")[-2000:])
    worked = usage.ru_utime + usage.ru_stime
    return Measured(seconds, usage.ru_maxrss / 1024, output.read_text("utf-8"), worked)
