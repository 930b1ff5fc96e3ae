"""Whatever moment a writer dies in, what was released is in the log, and the log is whole and goes on."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from gql.audit import AuditLog, LogFolder, entries, verify
from gql.audit.sealing import Sealer
from tests.gql.audit.logs import key_of, write

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def killed(path: Path, released: int, how: str) -> int:
    """Write until so many more entries were released, then die without warning; how many were released."""
    command = [sys.executable, "-m", "tests.gql.audit.crash", str(path), how]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = 0
        for line in process.stdout:
            last = int(line)
            if last >= released:
                break
        process.kill()
        rest = process.stdout.read().splitlines()
    return int(rest[-1]) if rest else last


@pytest.mark.parametrize("how", ["synced", "later"])
def test_what_was_released_outlives_the_writer(path: Path, how: str) -> None:
    total = 0
    for wanted in (60, 333, 1210):
        total = killed(path, wanted, how)
        found = verify(path, key_of(path))
        assert found.entries >= total
        assert [each["number"] for each in entries(path)] == list(range(found.entries))
        AuditLog.open(path).close()
        again = verify(path, key_of(path))
        assert (again.entries, again.signed) == (found.entries, found.entries)
    assert verify(path, key_of(path)).checkpoints > 3
    assert len(LogFolder(path).segments()) > 3


def test_entries_are_sealed_while_the_log_is_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SECONDS_UNSYNCED", 0.0)
    monkeypatch.setattr("gql.audit.sealing._MOST_UNSEALED", 2)

    async def record() -> None:
        log = AuditLog.open(path, is_synced=False)
        try:
            await asyncio.gather(*(log.record({"number": number}) for number in range(3)))
            while not log.folder.notes():
                await asyncio.sleep(0)
            assert verify(path, key_of(path)).signed == 3
        finally:
            log.close()

    asyncio.run(record())


def test_few_entries_are_sealed_after_a_while(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SECONDS_UNSYNCED", 0.0)
    monkeypatch.setattr("gql.audit.sealing._SECONDS_UNSEALED", 0.0)

    async def record() -> None:
        log = AuditLog.open(path, is_synced=False)
        try:
            await log.record({"number": 1})
            while not log.folder.notes():
                await asyncio.sleep(0)
        finally:
            log.close()

    asyncio.run(record())


def test_a_torn_checkpoint_is_taken_off(path: Path) -> None:
    write(path, 1, 2)
    checkpoints = LogFolder(path).checkpoints
    whole = checkpoints.read_bytes()
    checkpoints.write_bytes(whole + whole[: len(whole) // 2])
    write(path, 3)
    assert verify(path, key_of(path)).checkpoints == 2


def test_what_could_not_be_sealed_is_sealed_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(Sealer, "seal", failing)
        write(path, 1, 2)
    assert verify(path, key_of(path)).signed == 0
    write(path, 3)
    assert verify(path, key_of(path)).signed == 3


def test_hashes_that_are_missing_are_made_anew(path: Path) -> None:
    write(path, *range(300))
    for file in (path / "tree").iterdir():
        file.unlink()
    head = write(path, 300)
    assert verify(path, key_of(path)).root == head.root.hex()
    assert len(LogFolder(path).tree.leaves(0, 301)) == 301
