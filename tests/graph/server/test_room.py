"""Room is asked for before it is needed, and the message says how much is missing."""

from pathlib import Path

import pytest

from graph.errors import NotEnoughRoomError
from graph.server import room


def test_a_disk_that_is_large_enough(tmp_path: Path) -> None:
    room.require_disk(tmp_path / "not" / "yet" / "there", 1, "Things")


def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughRoomError, match=r"Things need 953674316 MiB of disk, and \d+ MiB are free"):
        room.require_disk(tmp_path, 10**15, "Things")


def test_memory_that_is_too_small() -> None:
    with pytest.raises(NotEnoughRoomError, match="less than 100000000 MiB of heap and 128 MiB of page cache"):
        room.require_memory(100_000_000, 128)


@pytest.mark.parametrize(
    ("limit", "use", "total", "free"),
    [("1048576000", "524288000", 1000, 500), ("1048576000", "1048576000", 1000, 0)],
)
def test_a_container_with_less_than_its_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, use: str, total: int, free: int
) -> None:
    (tmp_path / "max").write_text(limit + "\n")
    (tmp_path / "current").write_text(use + "\n")
    monkeypatch.setattr(room, "_CONTAINER_LIMIT", tmp_path / "max")
    monkeypatch.setattr(room, "_CONTAINER_USE", tmp_path / "current")
    assert (room.machine_memory(), room.free_memory()) == (total, free)


@pytest.mark.parametrize("limit", ["max\n", None])
def test_a_container_without_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str | None
) -> None:
    if limit is not None:
        (tmp_path / "max").write_text(limit)
    monkeypatch.setattr(room, "_CONTAINER_LIMIT", tmp_path / "max")
    assert room.machine_memory() > 0
    assert 0 < room.free_memory() <= room.machine_memory()
