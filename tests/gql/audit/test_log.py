"""The audit log is written before release, by one writer, whole or not at all."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from gql.audit import AuditLog, Checkpoint, DamagedLogError, LogFolder, entries, verify
from gql.errors import AuditUnavailableError, SettingsError
from tests.gql.audit.logs import key_of, put_lines, read_lines, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def test_entries_stand_in_the_order_written(path: Path) -> None:
    head = write(path, *range(50))
    assert [entry["number"] for entry in entries(path)] == list(range(50))
    found = verify(path, key_of(path))
    assert (found.entries, found.signed, found.root) == (50, 50, head.root.hex())


@pytest.mark.parametrize("is_synced", [False, True])
def test_a_log_goes_on_where_it_ended(path: Path, is_synced: bool) -> None:
    first = write(path, 1, 2, is_synced=is_synced)
    second = write(path, 3, is_synced=is_synced)
    assert second.size == 3
    assert verify(path, key_of(path), [first]).root == second.root.hex()


def test_an_empty_log_is_whole(path: Path) -> None:
    head = write(path)
    assert verify(path, key_of(path)).root == head.root.hex()


def test_only_the_owner_may_read_it(path: Path) -> None:
    write(path, 1)
    files = [each for each in path.rglob("*") if each.is_file()]
    assert len(files) >= 4
    assert not [each.name for each in files if each.stat().st_mode & 0o077]


def test_a_torn_last_line_is_taken_off(path: Path) -> None:
    first = write(path, 1, 2)
    (segment,) = LogFolder(path).segments()
    with segment.path.open("ab") as file:
        file.write(b'{"num')
    assert write(path, 3).size == 3
    assert verify(path, key_of(path), [first]).entries == 3


def test_a_damaged_log_is_not_continued(path: Path) -> None:
    write(path, 1, 2)
    put_lines(path, [line.replace(b":2", b":7") for line in read_lines(path)])
    with pytest.raises(DamagedLogError, match="entry 2"):
        AuditLog.open(path)


def test_there_is_one_writer(path: Path) -> None:
    log = AuditLog.open(path)
    try:
        with pytest.raises(SettingsError, match="another process"):
            AuditLog.open(path)
    finally:
        log.close()
    AuditLog.open(path).close()


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("no folder")
    with pytest.raises(SettingsError, match="audit cannot be opened"):
        AuditLog.open(tmp_path / "audit")


def test_a_full_segment_is_followed_by_the_next(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SEGMENT_BYTES", 40)

    async def record() -> Checkpoint:
        log = AuditLog.open(path, is_synced=False)
        try:
            for number in range(20):
                await log.record({"number": number})
            return log.head
        finally:
            log.close()

    head = asyncio.run(record())
    firsts = [each.first for each in LogFolder(path).segments()]
    assert len(firsts) > 3
    assert firsts == sorted(firsts)
    assert [entry["number"] for entry in entries(path)] == list(range(20))
    assert verify(path, key_of(path)).root == head.root.hex()
    assert write(path, 20).size == 21


@pytest.mark.parametrize("how", ["full", "partial"])
def test_what_cannot_be_written_is_not_released_and_leaves_no_trace(
    path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    real = os.write

    def failing(handle: int, block: Any) -> int:
        if how == "full":
            raise OSError(errno.ENOSPC, "no space left")
        return real(handle, block[: len(block) // 2])

    async def record() -> Checkpoint:
        log = AuditLog.open(path, is_synced=False)
        try:
            await log.record({"number": 1})
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", failing)
                with pytest.raises(AuditUnavailableError):
                    await log.record({"number": 2})
            await log.record({"number": 3})
            return log.head
        finally:
            log.close()

    head = asyncio.run(record())
    assert verify(path, key_of(path)).root == head.root.hex()
    assert [entry["number"] for entry in entries(path)] == [1, 3]


def test_entries_are_forced_to_the_disk_soon(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SECONDS_UNSYNCED", 0.0)
    forced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", forced.append)

    async def record() -> None:
        log = AuditLog.open(path, is_synced=False)
        try:
            await log.record({"number": 1})
            assert not forced
            while not forced:
                await asyncio.sleep(0)
        finally:
            log.close()

    asyncio.run(record())


@pytest.mark.parametrize("is_synced", [True, False])
def test_a_disk_that_failed_is_not_trusted_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_synced: bool
) -> None:
    monkeypatch.setattr("gql.audit.log._SECONDS_UNSYNCED", 0.0)

    def failing(_: int) -> None:
        raise OSError(errno.EIO, "the disk failed")

    async def record() -> int:
        log = AuditLog.open(path, is_synced=is_synced)
        released = 0
        try:
            with monkeypatch.context() as patched:
                patched.setattr(os, "fdatasync", failing)
                while True:
                    await log.record({"number": released})
                    released += 1
                    await asyncio.sleep(0)
        except AuditUnavailableError:
            with pytest.raises(AuditUnavailableError):
                await log.record({"number": -1})
            return released
        finally:
            log.close()

    released = asyncio.run(record())
    assert (released == 0) == is_synced


def test_listeners_hear_of_entries_by_number_after_their_release(path: Path) -> None:
    write(path, 7)

    async def record() -> list[tuple[int, int]]:
        log = AuditLog.open(path, is_synced=False)
        heard: list[tuple[int, int]] = []
        is_told = asyncio.Event()

        def hear(number: int, entry: dict[str, Any]) -> None:
            heard.append((number, entry["number"]))
            if len(heard) == 2:
                is_told.set()

        log.listeners.append(hear)
        try:
            await asyncio.gather(log.record({"number": 8}), log.record({"number": 9}))
            assert not heard
            async with asyncio.timeout(1):
                await is_told.wait()
            return heard
        finally:
            log.close()

    assert asyncio.run(record()) == [(2, 8), (3, 9)]
