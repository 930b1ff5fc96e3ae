"""The audit log: one line for every answer and every refusal, written before anything is released.

Each line holds the hash of the one before it, so that an edit, a deletion or a change of order is
found by reading the file again. A line names people by id and fields by name; it never holds a value.
"""

import asyncio
import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import orjson

from gql.errors import AuditUnavailableError, SettingsError

_START = "0" * 64
_SECONDS_UNSYNCED = 1.0


@dataclass(frozen=True)
class Head:
    """The end of a log: how many entries it has and the hash of the last.

    Noted elsewhere, it also shows later whether the end of the log was cut off.
    """

    entries: int
    hash: str


class DamagedLogError(Exception):
    """The log is not as it was written.

    Attributes:
        line: the first line, counted from 1, that is not as it was written.
    """

    exit_code = 1

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


class AuditLog:
    """An append-only log with one writer; entries made at the same time are written together."""

    def __init__(self, handle: int, head: Head, *, is_synced: bool) -> None:
        self._handle = handle
        self._head = head
        self._is_synced = is_synced
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._syncing: asyncio.Task[None] | None = None
        self._is_broken = False

    @classmethod
    def open(cls, path: Path, *, is_synced: bool = True) -> Self:
        """Open a log, or begin one, and continue its chain.

        Args:
            is_synced: whether each group of entries is forced to the disk before its answers are
                released. Otherwise that is done every second, so that a loss of power may lose the
                last second's entries; a crash of the service or the database loses none in either case.

        Raises:
            SettingsError: another process writes it, or it cannot be written.
            DamagedLogError: a line is not as it was written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise SettingsError(f"the audit log {path.name} cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cls(handle, _continue(handle), is_synced=is_synced)
        except BlockingIOError as error:
            os.close(handle)
            raise SettingsError(f"the audit log {path.name} is being written by another process") from error
        except BaseException:
            os.close(handle)
            raise

    @property
    def head(self) -> Head:
        """The end of the log as written so far."""
        return self._head

    async def record(self, entry: dict[str, Any]) -> None:
        """Write an entry, and return once it is written.

        Raises:
            AuditUnavailableError: it could not be written; what it speaks of must not be released.
        """
        if self._is_broken:
            raise AuditUnavailableError
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((orjson.dumps(entry), done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        await done

    def close(self) -> None:
        """Force what was written to the disk, and release the file."""
        if self._syncing is not None:
            self._syncing.cancel()
        with suppress(OSError):
            os.fdatasync(self._handle)
        os.close(self._handle)

    async def _write_waiting(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await self._write(group)
            except OSError:
                _refuse(group)
            else:
                _release(group)
        self._writing = None

    async def _write(self, group: list[tuple[bytes, asyncio.Future[None]]]) -> None:
        head, lines = self._head, []
        for body, _ in group:
            line, head = _chained(body, head)
            lines.append(line)
        self._append(b"".join(lines))
        self._head = head
        if self._is_synced:
            await self._sync()
        elif self._syncing is None:
            self._syncing = asyncio.create_task(self._sync_soon())

    async def _sync(self) -> None:
        """Force the file to the disk; after a failure nobody knows what it holds, and no more is taken."""
        try:
            await asyncio.get_running_loop().run_in_executor(None, os.fdatasync, self._handle)
        except OSError:
            self._is_broken = True
            raise

    async def _sync_soon(self) -> None:
        await asyncio.sleep(_SECONDS_UNSYNCED)
        self._syncing = None
        with suppress(OSError):
            await self._sync()

    def _append(self, block: bytes) -> None:
        """Write a block whole, or leave the file as it was."""
        size = os.fstat(self._handle).st_size
        try:
            written = os.write(self._handle, block)
            if written != len(block):
                raise OSError("not all was written")
        except OSError:
            os.ftruncate(self._handle, size)
            raise


def verify(path: Path, at_least: Head | None = None) -> Head:
    """Read a log again and check every line.

    Args:
        at_least: a head noted earlier, which must still be part of the log.

    Raises:
        DamagedLogError: a line was changed, deleted, added or moved, or the end was cut off.
    """
    head, passed = Head(0, _START), at_least is None or at_least.entries == 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            head = _checked(line, head, number)
            passed = passed or head == at_least
    if not passed:
        raise DamagedLogError(head.entries + 1, "the log no longer holds the head noted earlier")
    return head


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of a log, oldest first, unchecked."""
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line[65:])


def _chained(body: bytes, head: Head) -> tuple[bytes, Head]:
    """A line is its hash, a blank and its entry; the hash covers the hash before it and the entry."""
    digest = sha256(head.hash.encode() + body).hexdigest()
    return digest.encode() + b" " + body + b"\n", Head(head.entries + 1, digest)


def _checked(line: bytes, head: Head, number: int) -> Head:
    if not line.endswith(b"\n") or line[64:65] != b" ":
        raise DamagedLogError(number, "it is not a whole entry")
    expected, following = _chained(line[65:-1], head)
    if line != expected:
        raise DamagedLogError(number, "it does not follow from the line before it")
    return following


def _continue(handle: int) -> Head:
    """The head of an open log; a torn last line, which nothing was released for, is taken off."""
    head, whole = Head(0, _START), 0
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                os.ftruncate(handle, whole)
                break
            head = _checked(line, head, number)
            whole += len(line)
    return head


def _refuse(group: list[tuple[bytes, "asyncio.Future[None]"]]) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(AuditUnavailableError())


def _release(group: list[tuple[bytes, "asyncio.Future[None]"]]) -> None:
    for _, done in group:
        if not done.done():
            done.set_result(None)
