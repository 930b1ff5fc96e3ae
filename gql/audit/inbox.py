"""Entries of other programs: written by whoever writes the log, or handed to it through a folder.

A log has one writer. A command that must record something while the service runs leaves its entry, forced
to the disk, in the inbox, and goes on only once the service has taken it in.
"""

import asyncio
import logging
import os
import time
from pathlib import Path
from typing import Any

import orjson

from gql.audit.errors import BusyLogError
from gql.audit.folder import LogFolder
from gql.audit.log import AuditLog
from gql.errors import AuditUnavailableError

_LOOKED_EVERY = 0.05
_PATIENCE = 10.0
_log = logging.getLogger(__name__)


def submit(
    path: Path, entry: dict[str, Any], *, keys: Path | None = None, seconds: float = _PATIENCE
) -> None:
    """Have an entry written to the log in a folder, and return once it is.

    Args:
        keys: the folder of the log's key, as for `AuditLog.open`.
        seconds: how long to wait for another process that writes the log.

    Raises:
        AuditUnavailableError: it was not written; what it speaks of must not be done.
        SettingsError, DamagedLogError: the log cannot be opened.
    """
    try:
        log = AuditLog.open(path, keys=keys)
    except BusyLogError:
        _hand_over(LogFolder(path), entry, seconds)
        return
    try:
        asyncio.run(_record(log, entry))
    finally:
        log.close()


async def take_in(log: AuditLog) -> int:
    """Write what lies in a log's inbox; how many entries it was.

    Raises:
        AuditUnavailableError: an entry could not be written; it stays there.
    """
    inbox, count = log.folder.inbox, 0
    for path in sorted(inbox.glob("*.json")) if inbox.exists() else ():
        try:
            entry = orjson.loads(path.read_bytes())
        except orjson.JSONDecodeError:
            _log.warning("Something that is no entry lies in the audit log's inbox")
            path.rename(path.with_suffix(".bad"))
            continue
        await log.record(entry)
        path.unlink()
        count += 1
    return count


async def _record(log: AuditLog, entry: dict[str, Any]) -> None:
    await take_in(log)
    await log.record(entry)


def _hand_over(folder: LogFolder, entry: dict[str, Any], seconds: float) -> None:
    folder.inbox.mkdir(mode=0o700, exist_ok=True)
    path = folder.inbox / f"{time.time_ns():020}-{os.getpid()}.json"
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(orjson.dumps(entry))
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    _wait_until_gone(path, time.monotonic() + seconds)


def _wait_until_gone(path: Path, deadline: float) -> None:
    while path.exists():
        if time.monotonic() > deadline:
            try:
                path.unlink()
            except FileNotFoundError:
                return
            raise AuditUnavailableError
        time.sleep(_LOOKED_EVERY)
