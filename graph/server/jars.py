"""The jars of Neo4j and Graph Data Science, fetched once into the cache.

A jar is in its place only after its SHA-256 was found equal to the one in `neo4j.lock`, and the
folder counts as complete only when all are: a download cut short is never mistaken for one done.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import requests
from filelock import FileLock
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import LockedDependency, LockFile
from jgo.maven import MavenContext

from graph.errors import DownloadError
from graph.server.room import require_disk

Progress = Callable[[str, int], None]

_THREADS = 16
_DOWNLOAD_BYTES = 500_000_000
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
        attempts: how often each download is tried.
        pause: seconds before the second try, doubled for each next.
    """

    lock: Path = field(default_factory=lock_path)
    repository: str | None = None
    attempts: int = 5
    pause: float = 0.5


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
    jars = Jars(cache / "neo4j" / hashlib.sha256(source.lock.read_bytes()).hexdigest()[:16])
    wanted = LockFile.load(source.lock).dependencies
    if _are_complete(jars, wanted):
        return jars
    jars.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(jars.folder / "download.lock"):
        if not _are_complete(jars, wanted):
            require_disk(cache, _DOWNLOAD_BYTES, "The jars of Neo4j")
            _fetch_all(jars, wanted, _Fetcher(jars.folder / "partial", source), progress)
    return jars


def _are_complete(jars: Jars, wanted: list[LockedDependency]) -> bool:
    return (jars.folder / "complete").exists() and all(_place(jars, each).exists() for each in wanted)


def _place(jars: Jars, dependency: LockedDependency) -> Path:
    folder = jars.plugins if dependency.groupId == _PLUGIN_GROUP else jars.lib
    classifier = f"-{dependency.classifier}" if dependency.classifier else ""
    # The group is part of the name: two groups may use one artifact name.
    return folder / f"{dependency.groupId}.{dependency.artifactId}-{dependency.version}{classifier}.jar"


def _fetch_all(
    jars: Jars, wanted: list[LockedDependency], fetcher: "_Fetcher", progress: Progress | None
) -> None:
    shutil.rmtree(fetcher.folder, ignore_errors=True)
    for folder in (jars.plugins, jars.lib):
        folder.mkdir(exist_ok=True)
    missing = [each for each in wanted if not _place(jars, each).exists()]
    with ThreadPoolExecutor(_THREADS) as threads:
        fetches = [threads.submit(fetcher.fetch, each, _place(jars, each)) for each in missing]
        try:
            for done, fetch in enumerate(fetches, start=len(wanted) - len(missing) + 1):
                fetch.result()
                if progress is not None:
                    progress("download", done)
        except BaseException:
            threads.shutdown(wait=True, cancel_futures=True)
            raise
    shutil.rmtree(fetcher.folder, ignore_errors=True)
    (jars.folder / "complete").touch()


class _Fetcher:
    """Fetches one jar at a time to a folder of its own, and moves it only when it is the right one."""

    def __init__(self, folder: Path, source: JarSource) -> None:
        self.folder = folder
        self._source = source
        repositories = {"maven": source.repository or MAVEN_CENTRAL_URL}
        self._maven = MavenContext(repo_cache=folder, remote_repos=repositories, timeout=60)

    def fetch(self, dependency: LockedDependency, place: Path) -> None:
        for attempt in range(self._source.attempts):
            if attempt > 0:
                time.sleep(self._source.pause * 2 ** (attempt - 1))
            problem = self._try(dependency, place)
            if problem is None:
                return
        raise DownloadError(
            f"{dependency.artifactId} {dependency.version} could not be fetched: {problem}, "
            f"{self._source.attempts} times. What was fetched is kept: run the same command again. "
            "Behind a proxy set HTTPS_PROXY; for a mirror of Maven Central set KITH_MAVEN to its URL."
        )

    def _try(self, dependency: LockedDependency, place: Path) -> str | None:
        """Fetch once; what went wrong, or None."""
        artifact = (
            self._maven.project(dependency.groupId, dependency.artifactId)
            .at_version(dependency.version)
            .artifact(dependency.classifier or "", dependency.packaging)
        )
        partial = artifact.cached_path
        assert partial is not None
        partial.unlink(missing_ok=True)
        try:
            artifact.resolve()
        except (requests.RequestException, RuntimeError, OSError) as error:
            return _reason(error)
        if _sha256(partial) != dependency.sha256:
            return "its SHA-256 is not the one in the lock file"
        partial.replace(place)
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        return f"the file could not be written ({error.strerror})"
    if isinstance(error, RuntimeError):
        return "the repository does not offer it"
    return f"the repository did not answer ({type(error).__name__})"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
