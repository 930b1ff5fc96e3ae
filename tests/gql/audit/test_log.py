"""The audit log is written before release, by one writer, and cannot be changed unnoticed."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.audit import AuditLog, DamagedLogError, Head, entries, verify
from gql.errors import AuditUnavailableError, SettingsError


def write(path: Path, *numbers: int, is_synced: bool = False) -> Head:
    async def record() -> Head:
        log = AuditLog.open(path, is_synced=is_synced)
        try:
            await asyncio.gather(*(log.record({"number": number}) for number in numbers))
            return log.head
        finally:
            log.close()

    return asyncio.run(record())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "audit.jsonl"


def test_entries_stand_in_the_order_written(path: Path) -> None:
    head = write(path, *range(50))
    assert [entry["number"] for entry in entries(path)] == list(range(50))
    assert verify(path) == head


@pytest.mark.parametrize("is_synced", [False, True])
def test_a_log_goes_on_where_it_ended(path: Path, is_synced: bool) -> None:
    first = write(path, 1, 2, is_synced=is_synced)
    second = write(path, 3, is_synced=is_synced)
    assert second.entries == 3
    assert verify(path, at_least=first) == second


def test_an_empty_log_is_whole(path: Path) -> None:
    assert write(path) == verify(path)


def test_only_the_owner_may_read_it(path: Path) -> None:
    write(path, 1)
    assert path.stat().st_mode & 0o077 == 0


def changed(lines: list[bytes], how: str, at: int) -> list[bytes]:
    others = lines[:at] + lines[at + 1 :]
    return {
        "edit": [*lines[:at], lines[at].replace(b'"number":', b'"Number":'), *lines[at + 1 :]],
        "delete": others,
        "move": [*others, lines[at]] if at < len(lines) - 1 else [lines[at], *others],
        "double": [*lines[: at + 1], *lines[at:]],
        "cut": [*lines[:at], lines[at][:-2] + b"\n", *lines[at + 1 :]],
        "insert": [*lines[:at], b"0" * 64 + b' {"number":9}\n', *lines[at:]],
    }[how]


@pytest.mark.parametrize("how", ["edit", "delete", "move", "double", "cut", "insert"])
@pytest.mark.parametrize("at", [0, 2, 4])
def test_every_change_is_found_and_its_line_named(path: Path, how: str, at: int) -> None:
    head = write(path, *range(5))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(changed(lines, how, at)))
    with pytest.raises(DamagedLogError) as found:
        verify(path, at_least=head)
    expected = {"double": at + 2, "move": at + 1 if at < 4 else 1, "delete": at + 1}.get(how, at + 1)
    assert found.value.line == expected


def test_a_cut_off_end_is_found_with_a_head_noted_earlier(path: Path) -> None:
    head = write(path, *range(5))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))
    assert verify(path).entries == 3
    with pytest.raises(DamagedLogError, match="head"):
        verify(path, at_least=head)


def test_a_log_written_anew_is_found_with_a_head_noted_earlier(path: Path) -> None:
    head = write(path, 1, 2)
    path.unlink()
    write(path, 1, 3, 4)
    with pytest.raises(DamagedLogError):
        verify(path, at_least=head)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(position=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_single_changed_bit_is_found(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("bit") / "audit.jsonl"
    head = write(path, 1, 2, 3)
    body = bytearray(path.read_bytes())
    body[position % len(body)] ^= 1 << bit
    path.write_bytes(body)
    with pytest.raises(DamagedLogError):
        verify(path, at_least=head)


def test_a_torn_last_line_is_taken_off(path: Path) -> None:
    first = write(path, 1, 2)
    with path.open("ab") as file:
        file.write(b"0" * 64 + b' {"num')
    assert write(path, 3).entries == 3
    assert verify(path, at_least=first).entries == 3


def test_a_damaged_log_is_not_continued(path: Path) -> None:
    write(path, 1, 2)
    path.write_bytes(path.read_bytes().replace(b":2", b":7"))
    with pytest.raises(DamagedLogError, match="line 2"):
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
    with pytest.raises(SettingsError, match="cannot be opened"):
        AuditLog.open(tmp_path)


@pytest.mark.parametrize("how", ["full", "partial"])
def test_what_cannot_be_written_is_not_released_and_leaves_no_trace(
    path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    real = os.write

    def failing(handle: int, block: Any) -> int:
        if how == "full":
            raise OSError(errno.ENOSPC, "no space left")
        return real(handle, block[: len(block) // 2])

    async def record() -> Head:
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
    assert verify(path) == head
    assert [entry["number"] for entry in entries(path)] == [1, 3]


def test_entries_are_forced_to_the_disk_soon(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit._SECONDS_UNSYNCED", 0.0)
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
    assert len(forced) == 2


@pytest.mark.parametrize("is_synced", [True, False])
def test_a_disk_that_failed_is_not_trusted_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_synced: bool
) -> None:
    monkeypatch.setattr("gql.audit._SECONDS_UNSYNCED", 0.0)

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
