"""Jars are fetched once, checked against the lock file, and never half."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import DownloadError
from graph.server.download import Patience
from graph.server.jars import Jars, JarSource, provide_jars
from tests.graph.server.maven import Repository, serve

NAMES = ["gds-1.0.jar", "one-1.0.jar", "two-1.0.jar"]


@pytest.fixture
def repository() -> Iterator[Repository]:
    """A repository of three jars."""
    with serve(Repository({name: name.encode() * 1000 for name in NAMES})) as repository:
        yield repository


@pytest.fixture
def source(repository: Repository, tmp_path: Path) -> JarSource:
    """All of them, from there."""
    lock = repository.lock(tmp_path / "lock")
    return JarSource(lock=lock, repository=repository.url, patience=Patience(attempts=3, pause=0.0))


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def _is_complete(jars: Jars) -> bool:
    return (jars.folder / "complete").exists()


def test_each_jar_is_fetched_once(repository: Repository, source: JarSource, tmp_path: Path) -> None:
    told: list[int] = []
    jars = provide_jars(tmp_path, source, lambda _, done: told.append(done))
    assert _names(jars.plugins) == ["org.neo4j.gds.gds-1.0.jar"]
    assert _names(jars.lib) == ["org.example.one-1.0.jar", "org.example.two-1.0.jar"]
    assert jars.class_path.index("plugins") < jars.class_path.index("lib")
    assert told == [1, 2, 3]
    assert provide_jars(tmp_path, source) == jars
    assert [repository.asked[name] for name in NAMES] == [1, 1, 1]


def test_a_repository_that_fails_for_a_while(
    repository: Repository, source: JarSource, tmp_path: Path
) -> None:
    repository.refusals["one-1.0.jar"] = 2
    assert _is_complete(provide_jars(tmp_path, source))
    assert repository.asked["one-1.0.jar"] == 3


@pytest.mark.parametrize("is_cut", [True, False])
def test_what_was_not_whole_is_fetched_again(
    repository: Repository, source: JarSource, tmp_path: Path, is_cut: bool
) -> None:
    right = repository.jars["one-1.0.jar"]
    if is_cut:
        repository.cut.add("one-1.0.jar")
    else:
        repository.jars["one-1.0.jar"] = b"something else"
    with pytest.raises(DownloadError, match=r"one 1\.0 could not be fetched") as failure:
        provide_jars(tmp_path, source)
    for words in ("3 times", "run the same command again", "HTTPS_PROXY", "KITH_MAVEN"):
        assert words in str(failure.value)
    (folder,) = (tmp_path / "neo4j").iterdir()
    assert not (folder / "lib" / "org.example.one-1.0.jar").exists()
    assert not _is_complete(Jars(folder))

    repository.cut.clear()
    repository.jars["one-1.0.jar"] = right
    assert (provide_jars(tmp_path, source).lib / "org.example.one-1.0.jar").read_bytes() == right
    assert repository.asked["gds-1.0.jar"] == 1


def test_a_jar_that_was_removed_is_fetched_again(
    repository: Repository, source: JarSource, tmp_path: Path
) -> None:
    jars = provide_jars(tmp_path, source)
    (jars.lib / "org.example.two-1.0.jar").unlink()
    provide_jars(tmp_path, source)
    assert [repository.asked[name] for name in NAMES] == [1, 1, 2]


def test_two_at_once_fetch_each_jar_once(repository: Repository, source: JarSource, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: provide_jars(tmp_path, source), range(4)))
    assert len(set(found)) == 1
    assert [repository.asked[name] for name in NAMES] == [1, 1, 1]


def test_what_the_repository_lacks(repository: Repository, source: JarSource, tmp_path: Path) -> None:
    del repository.jars["two-1.0.jar"]
    with pytest.raises(DownloadError, match="the repository answered 404"):
        provide_jars(tmp_path, source)


def test_a_repository_that_does_not_answer(source: JarSource, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(DownloadError, match="the repository did not answer"):
            provide_jars(
                tmp_path, JarSource(lock=source.lock, repository=nowhere, patience=Patience(attempts=1))
            )
