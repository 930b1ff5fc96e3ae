"""Small logs to test with."""

import asyncio
from pathlib import Path
from typing import Any

from gql.audit import AuditLog, Checkpoint, CheckpointKey, LogFolder, Signer


def write_entries(path: Path, *entries: dict[str, Any], is_synced: bool = False) -> Checkpoint:
    """Write entries, all of one moment, and close the log."""

    async def record() -> Checkpoint:
        log = AuditLog.open(path, is_synced=is_synced)
        try:
            await asyncio.gather(*(log.record(entry) for entry in entries))
            return log.head
        finally:
            log.close()

    return asyncio.run(record())


def write(path: Path, *numbers: int, is_synced: bool = False) -> Checkpoint:
    """Write entries that hold a number each, and close the log."""
    return write_entries(path, *({"number": number} for number in numbers), is_synced=is_synced)


def key_of(path: Path) -> CheckpointKey:
    """The public key of the log in a folder."""
    return Signer.in_folder(path.parent / "keys").key


def read_lines(path: Path) -> list[bytes]:
    """All lines of a log of one segment, with their ends."""
    (segment,) = LogFolder(path).segments()
    return segment.path.read_bytes().splitlines(keepends=True)


def put_lines(path: Path, lines: list[bytes]) -> None:
    """Write the only segment of a log anew, behind its back."""
    (segment,) = LogFolder(path).segments()
    segment.path.write_bytes(b"".join(lines))
