"""Whoever must record something while another process writes the log hands it over, and waits."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gql.attendant import Attendant
from gql.audit import AuditLog, LogFolder, entries, submit
from gql.audit.inbox import take_in
from gql.errors import AuditUnavailableError

ENTRY = {"at": "2026-11-24T09:00:00.000+00:00", "who": "ann", "event": "looked"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def test_where_nobody_writes_it_is_written_at_once(path: Path) -> None:
    submit(path, ENTRY)
    assert list(entries(path)) == [ENTRY]


def test_where_another_process_writes_it_takes_it_in(path: Path) -> None:
    async def attended() -> None:
        log = AuditLog.open(path)
        try:
            async with Attendant(log).at_work():
                await asyncio.get_running_loop().run_in_executor(None, submit, path, ENTRY)
                assert list(entries(path)) == [ENTRY]
        finally:
            log.close()

    asyncio.run(attended())
    assert list(LogFolder(path).inbox.iterdir()) == []


def test_where_nobody_takes_it_in_that_is_told_and_it_is_not_written(path: Path) -> None:
    log = AuditLog.open(path)
    try:
        with pytest.raises(AuditUnavailableError):
            submit(path, ENTRY, seconds=0.0)
    finally:
        log.close()
    assert list(LogFolder(path).inbox.iterdir()) == []
    assert list(entries(path)) == []


def test_what_is_no_entry_is_put_aside(path: Path) -> None:
    async def taken() -> int:
        log = AuditLog.open(path)
        try:
            log.folder.inbox.mkdir()
            (log.folder.inbox / "1.json").write_text("{")
            (log.folder.inbox / "2.json").write_text('{"number":1}')
            return await take_in(log)
        finally:
            log.close()

    assert asyncio.run(taken()) == 1
    assert [each.name for each in LogFolder(path).inbox.iterdir()] == ["1.bad"]
    assert list(entries(path)) == [{"number": 1}]


def test_many_at_once_are_all_written(path: Path) -> None:
    async def attended() -> None:
        log = AuditLog.open(path)
        try:
            async with Attendant(log).at_work():
                loop = asyncio.get_running_loop()
                with ThreadPoolExecutor(8) as others:
                    handed = [loop.run_in_executor(others, submit, path, ENTRY) for _ in range(8)]
                    await asyncio.gather(*handed)
        finally:
            log.close()

    asyncio.run(attended())
    assert list(entries(path)) == [ENTRY] * 8
