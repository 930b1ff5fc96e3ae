"""Options follow the environment and the machine."""

from pathlib import Path

import pytest

from graph.server.options import ServerOptions, default_cache


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"KITH_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"}, "/a/b"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/kith"),
        ({"HOME": "/home/d"}, "/home/d/.cache/kith"),
    ],
)
def test_default_cache(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str) -> None:
    for name in ("KITH_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default_cache() == Path(folder)


def test_a_server_leaves_most_of_the_machine_to_others(tmp_path: Path) -> None:
    options = ServerOptions(home=tmp_path)
    assert 512 <= options.heap <= 4096
    assert 128 <= options.page_cache <= 2048


def test_a_mirror_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_MAVEN", raising=False)
    assert ServerOptions(home=tmp_path).repository is None
    monkeypatch.setenv("KITH_MAVEN", "http://mirror.example/maven2")
    assert ServerOptions(home=tmp_path).repository == "http://mirror.example/maven2"
