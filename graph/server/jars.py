"""The jars of Neo4j and Graph Data Science, fetched once into the cache.

A jar is in its place only after its SHA-256 was found equal to the one in `neo4j.lock`, and the
folder counts as complete only when all are: a download cut short is never mistaken for one done.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from filelock import FileLock
from jgo.env import LockedDependency, LockFile

from graph.server.download import Downloader, Patience, file_name, open_session
from graph.server.room import require_disk

Progress = Callable[[str, int], None]

_THREADS = 16
_DOWNLOAD_BYTES = 400_000_000
_PLUGIN_GROUP = "org.neo4j.gds"


def lock_path() -> Path:
    """The lock file: each jar's coordinates and SHA-256."""
    return Path(str(files("graph.server").joinpath("neo4j.lock")))


@dataclass(frozen=True)
class JarSource:
    """Which jars, where from, and how patiently.

    Attributes:
        lock: the lock file that names them.
        repository: URL of a Maven repository; None for Maven Central.
        patience: how long to go on trying.
    """

    lock: Path = field(default_factory=lock_path)
    repository: str | None = None
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True)
class Jars:
    """The folders that hold every jar, in the order in which Java must see them."""

    folder: Path

    @property
    def plugins(self) -> Path:
        """Graph Data Science: scanned for procedures, and first on the class path for its extensions."""
        return self.folder / "plugins"

    @property
    def lib(self) -> Path:
        """Neo4j and what both need."""
        return self.folder / "lib"

    @property
    def class_path(self) -> str:
        """Java's class path."""
        return os.pathsep.join([f"{self.plugins}/*", f"{self.lib}/*"])


def provide_jars(cache: Path, source: JarSource, progress: Progress | None = None) -> Jars:
    """The jars, fetched where they are missing; one process fetches while others wait for it.

    Args:
        cache: the folder to keep them in.
        source: which jars, and where from.
        progress: told how many are there, after each.

    Raises:
        DownloadError: a jar could not be fetched, or is not the one that the lock file names.
        NotEnoughRoomError: the disk is too full.
    """
    jars = Jars(cache.absolute() / "neo4j" / hashlib.sha256(source.lock.read_bytes()).hexdigest()[:16])
    wanted = LockFile.load(source.lock).dependencies
    if _are_complete(jars, wanted):
        return jars
    require_disk(cache, _DOWNLOAD_BYTES, "The jars of Neo4j")
    jars.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(jars.folder / "download.lock"):
        if not _are_complete(jars, wanted):
            _fetch_missing(jars, wanted, source, progress)
    return jars


def _are_complete(jars: Jars, wanted: list[LockedDependency]) -> bool:
    return (jars.folder / "complete").exists() and all(_place(jars, each).exists() for each in wanted)


def _place(jars: Jars, wanted: LockedDependency) -> Path:
    folder = jars.plugins if wanted.groupId == _PLUGIN_GROUP else jars.lib
    # The group is part of the name: two groups may use one artifact name.
    return folder / f"{wanted.groupId}.{file_name(wanted)}"


def _fetch_missing(
    jars: Jars, wanted: list[LockedDependency], source: JarSource, progress: Progress | None
) -> None:
    aside = jars.folder / "partial"
    for folder in (jars.plugins, jars.lib, aside):
        folder.mkdir(exist_ok=True)
    with open_session(_THREADS) as session:
        downloader = Downloader(session, source.repository, aside, source.patience)
        _fetch_all(jars, wanted, downloader, progress)
    shutil.rmtree(aside)
    (jars.folder / "complete").touch()


def _fetch_all(
    jars: Jars, wanted: list[LockedDependency], downloader: Downloader, progress: Progress | None
) -> None:
    missing = [each for each in wanted if not _place(jars, each).exists()]
    with ThreadPoolExecutor(_THREADS) as threads:
        fetches = [threads.submit(downloader.fetch, each, _place(jars, each)) for each in missing]
        try:
            for done, fetch in enumerate(fetches, start=len(wanted) - len(missing) + 1):
                fetch.result()
                if progress is not None:
                    progress("download", done)
        except BaseException:
            threads.shutdown(wait=True, cancel_futures=True)
            raise
