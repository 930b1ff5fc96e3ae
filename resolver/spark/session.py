"""Session: Spark on this machine, with no Java to install. On a cluster, use the session that is there.

Invariant: nothing listens but on loopback, and nothing is left behind when the block ends.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from resolver.spark.java import gateway

_QUIET = "ERROR"


@contextmanager
def local_session(cores: int, memory: str = "1g") -> Iterator[SparkSession]:
    """A session on so many cores of this machine.

    Raises:
        EngineError: the JVM does not start.
    """
    settings = {
        "spark.master": f"local[{cores}]",
        "spark.app.name": "kith",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(cores),
        "spark.default.parallelism": str(cores),
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
    }
    with gateway(memory) as java:
        context = SparkContext(conf=_configured(java, settings), gateway=java)
        context.setLogLevel(_QUIET)
        context.pythonExec = sys.executable
        session = SparkSession(context)
        try:
            yield session
        finally:
            session.stop()
            java.shutdown()
            SparkContext._gateway = SparkContext._jvm = None


def _configured(java: Any, settings: dict[str, str]) -> SparkConf:
    return SparkConf(loadDefaults=False, _jvm=java.jvm).setAll(list(settings.items()))
