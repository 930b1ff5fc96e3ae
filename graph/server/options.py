"""Options of the local server: where it lives, and how much of the machine it may use."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from graph.server.room import machine_memory


def default_cache() -> Path:
    """The folder for what can be downloaded again: `KITH_CACHE`, or `kith` in the user's cache folder."""
    named = os.environ.get("KITH_CACHE")
    if named:
        return Path(named).expanduser()
    shared = os.environ.get("XDG_CACHE_HOME")
    return (Path(shared) if shared else Path.home() / ".cache") / "kith"


def default_repository() -> str | None:
    """The Maven repository that `KITH_MAVEN` names; None stands for Maven Central."""
    return os.environ.get("KITH_MAVEN") or None


def default_heap() -> int:
    """An eighth of the machine's memory in MiB, between 512 MiB and 4 GiB."""
    return min(max(machine_memory() // 8, 512), 4096)


def default_page_cache() -> int:
    """A sixteenth of the machine's memory in MiB, between 128 MiB and 2 GiB."""
    return min(max(machine_memory() // 16, 128), 2048)


@dataclass(frozen=True)
class ServerOptions:
    """What a local server is started with.

    Attributes:
        home: its own folder: data, configuration, logs and password.
        cache: folder shared between servers, for the jars.
        port: the Bolt port to try first; a free one is chosen where it is taken.
        heap: the most Java heap, in MiB.
        page_cache: memory for pages of the store, in MiB.
        repository: URL of a Maven repository to fetch from; None for Maven Central.
        start_seconds: how long a start may take before it counts as failed.
        stop_seconds: how long a stop may take before the server is killed.
    """

    home: Path
    cache: Path = field(default_factory=default_cache)
    port: int = 7687
    heap: int = field(default_factory=default_heap)
    page_cache: int = field(default_factory=default_page_cache)
    repository: str | None = field(default_factory=default_repository)
    start_seconds: float = 180.0
    stop_seconds: float = 60.0
