"""Downloading from a Maven repository: a file is in its place whole and right, or not at all."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import requests
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import LockedDependency
from requests.adapters import HTTPAdapter

from graph.errors import DownloadError

_CHUNK = 1 << 16
_TIMEOUT = 60.0


class _RefusedError(Exception):
    """The repository answered with another status than 200."""


@dataclass(frozen=True)
class Patience:
    """How often a download is tried, and the seconds before the second try, doubled for each next."""

    attempts: int = 5
    pause: float = 0.5


def open_session(connections: int) -> requests.Session:
    """A session that keeps its connections: most of the jars are small, and a handshake is not.

    Proxies and certificate authorities come from the environment.
    """
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=connections))
    return session


@dataclass(frozen=True)
class Downloader:
    """Fetches files of one repository.

    Attributes:
        session: the connections to use.
        repository: the repository's URL; None for Maven Central.
        aside: the folder for files that are not whole yet.
        patience: how long to go on trying.
    """

    session: requests.Session
    repository: str | None
    aside: Path
    patience: Patience

    def fetch(self, wanted: LockedDependency, place: Path) -> None:
        """Fetch a file, check its SHA-256, and move it to its place.

        Raises:
            DownloadError: every try failed.
        """
        for attempt in range(self.patience.attempts):
            if attempt > 0:
                time.sleep(self.patience.pause * 2 ** (attempt - 1))
            problem = self._try(wanted, place)
            if problem is None:
                return
        raise DownloadError(
            f"{wanted.artifactId} {wanted.version} could not be fetched: {problem} "
            f"(tried {self.patience.attempts} times). What was fetched is kept: run the same command again. "
            "Behind a proxy set HTTPS_PROXY; for a mirror of Maven Central set KITH_MAVEN to its URL."
        )

    def _try(self, wanted: LockedDependency, place: Path) -> str | None:
        """Fetch once; what went wrong, or None."""
        partial = self.aside / place.name
        try:
            digest = self._download(self._url(wanted), partial)
        except _RefusedError as error:
            return f"the repository answered {error}"
        except requests.RequestException as error:
            return f"the repository did not answer to the end ({type(error).__name__})"
        except OSError as error:
            return f"the file could not be written ({error.strerror})"
        if digest != wanted.sha256:
            return "its SHA-256 is not the one in the lock file"
        partial.replace(place)
        return None

    def _url(self, wanted: LockedDependency) -> str:
        base = (self.repository or MAVEN_CENTRAL_URL).rstrip("/")
        group = wanted.groupId.replace(".", "/")
        return f"{base}/{group}/{wanted.artifactId}/{wanted.version}/{file_name(wanted)}"

    def _download(self, url: str, place: Path) -> str:
        digest = hashlib.sha256()
        with self.session.get(url, stream=True, timeout=_TIMEOUT) as response, place.open("wb") as file:
            if response.status_code != requests.codes.ok:
                raise _RefusedError(str(response.status_code))
            for chunk in response.iter_content(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()


def file_name(wanted: LockedDependency) -> str:
    """The name of a jar in its repository."""
    classifier = f"-{wanted.classifier}" if wanted.classifier else ""
    return f"{wanted.artifactId}-{wanted.version}{classifier}.{wanted.packaging}"
