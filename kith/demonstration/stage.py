"""Stages of a run, each with its seconds and its peak memory, sampled while it runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

_MIB = 1024 * 1024
_INTERVAL = 0.1


@dataclass(frozen=True)
class Stage:
    """One stage: seconds of wall clock, peak resident memory in MiB of Kith and of the database."""

    name: str
    seconds: float
    kith_mib: int
    neo4j_mib: int


@dataclass
class Stopwatch:
    """Measures stages one after the other.

    Attributes:
        database: process id of the database once it runs.
    """

    database: int | None = None
    stages: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the block as one stage."""
        sampler = _Sampler(self)
        started = time.perf_counter()
        sampler.start()
        try:
            yield
        finally:
            sampler.stop()
            seconds = time.perf_counter() - started
            self.stages.append(Stage(name, round(seconds, 1), sampler.kith // _MIB, sampler.neo4j // _MIB))


class _Sampler(threading.Thread):
    """Samples resident memory until it is stopped."""

    def __init__(self, watch: Stopwatch) -> None:
        super().__init__(daemon=True)
        self.kith = 0
        self.neo4j = 0
        self._watch = watch
        self._is_over = threading.Event()

    def run(self) -> None:
        own = psutil.Process()
        while not self._is_over.wait(_INTERVAL):
            self._sample(own)

    def stop(self) -> None:
        self._is_over.set()
        self.join()
        self._sample(psutil.Process())

    def _sample(self, own: psutil.Process) -> None:
        self.kith = max(self.kith, own.memory_info().rss)
        if self._watch.database is not None:
            self.neo4j = max(self.neo4j, _resident(self._watch.database))


def _resident(process: int) -> int:
    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
