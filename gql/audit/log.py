"""The audit log: one line for every answer and every refusal, written before anything is released.

Entries are lines of JSON, each a leaf of a Merkle tree whose root is signed again and again; so an edit, a
deletion, a change of order or a cut-off end is found by reading the log again. An entry names people by id
and fields by name; it never holds a value.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson

from gql.audit.carrying import carry_over
from gql.audit.checkpoint import Checkpoint, Signer
from gql.audit.errors import BusyLogError
from gql.audit.folder import LogFolder
from gql.audit.merkle import leaf_hash
from gql.audit.resuming import resume
from gql.audit.sealing import Sealer, repair
from gql.audit.segment_file import SegmentFile
from gql.errors import AuditUnavailableError, SettingsError

_SECONDS_UNSYNCED = 1.0
_SECONDS_UNTOLD = 0.2
_SEGMENT_BYTES = 64 << 20

Listener = Callable[[int, dict[str, Any]], None]
"""Hears the number (from 1) of an entry that was written, and the entry."""


@dataclass
class _Entry:
    """An entry on its way, and who waits for it."""

    body: dict[str, Any]
    line: bytes
    done: "asyncio.Future[None]"


@dataclass
class _State:
    """What changes while a log is open."""

    waiting: list[_Entry] = field(default_factory=list)
    writing: "asyncio.Task[None] | None" = None
    tending: "asyncio.Task[None] | None" = None
    is_broken: bool = False
    is_unsynced: bool = False
    syncing: asyncio.Lock = field(default_factory=asyncio.Lock)


class AuditLog:
    """An append-only log with one writer; entries made at the same time are written together.

    Attributes:
        listeners: whoever is told of entries, a moment after their answers were released.
    """

    def __init__(self, folder: LogFolder, lock: int, sealer: Sealer, *, is_synced: bool) -> None:
        self._folder = folder
        self._lock = lock
        self._sealer = sealer
        self._segment = _last_segment(folder, sealer.size)
        self._is_synced = is_synced
        self._state = _State()
        self.listeners: list[Listener] = []

    @classmethod
    def open(cls, path: Path, *, keys: Path | None = None, is_synced: bool = True) -> Self:
        """Open the log in a folder, or begin one, and continue it.

        Args:
            keys: the folder of the key that checkpoints are signed with; None: `keys` beside the log.
            is_synced: whether each group of entries is forced to the disk before its answers are
                released. Otherwise that is done every second, so that a loss of power may lose the
                last second's entries; a crash of the service or the database loses none in either case.

        Raises:
            SettingsError: another process writes it, or it cannot be written.
            DamagedLogError: an entry is not as it was written.
        """
        folder = LogFolder(path)
        signer = Signer.in_folder(path.parent / "keys" if keys is None else keys)
        lock = _locked(folder)
        try:
            carry_over(folder)
            repair(folder)
            sealer = Sealer(folder, signer, *resume(folder, signer.key))
            return cls(folder, lock, sealer, is_synced=is_synced)
        except BaseException:
            os.close(lock)
            raise

    @property
    def head(self) -> Checkpoint:
        """How many entries there are, and the root that speaks for them."""
        return self._sealer.checkpoint

    @property
    def folder(self) -> LogFolder:
        """Where the log lies."""
        return self._folder

    async def record(self, entry: dict[str, Any]) -> None:
        """Write an entry, and return once it is written.

        Raises:
            AuditUnavailableError: it could not be written; what it speaks of must not be released.
        """
        state = self._state
        if state.is_broken:
            raise AuditUnavailableError
        done = asyncio.get_running_loop().create_future()
        state.waiting.append(_Entry(entry, orjson.dumps(entry), done))
        if state.writing is None:
            state.writing = asyncio.create_task(self._write_waiting())
        await done

    def close(self) -> None:
        """Force what was written to the disk, seal it, and release the log."""
        if self._state.tending is not None:
            self._state.tending.cancel()
        with suppress(OSError):
            self._segment.sync()
            if self._sealer.is_waiting and not self._state.is_broken:
                self._sealer.seal(self._sealer.unsealed())
        self._segment.close()
        os.close(self._lock)

    async def _write_waiting(self) -> None:
        state = self._state
        while state.waiting:
            group, state.waiting = state.waiting, []
            try:
                first = await self._write(group)
            except OSError:
                _refuse(group)
            else:
                _release(group)
                self._tell_soon(first, group)
        state.writing = None

    async def _write(self, group: list[_Entry]) -> int:
        """Write a group; the number of its first entry."""
        if self._segment.size > _SEGMENT_BYTES:
            await self._turn()
        self._segment.append(b"".join(entry.line + b"\n" for entry in group))
        self._sealer.add([leaf_hash(entry.line) for entry in group])
        first = self._sealer.size - len(group) + 1
        self._state.is_unsynced = True
        if self._is_synced:
            await self._sync()
        if self._state.tending is None:
            self._state.tending = asyncio.create_task(self._tend())
        return first

    async def _turn(self) -> None:
        """Begin the next segment; nobody else is forcing the full one to the disk when it is closed."""
        async with self._state.syncing:
            await self._in_thread(self._segment.sync)
            full, self._segment = self._segment, _last_segment(self._folder, self._sealer.size, is_new=True)
            full.close()

    async def _tend(self) -> None:
        """Force entries to the disk every second and seal them now and then, until all are."""
        try:
            while self._sealer.is_waiting and not self._state.is_broken:
                await asyncio.sleep(_SECONDS_UNSYNCED)
                with suppress(OSError):
                    await self._sync()
                    await self._seal()
        finally:
            self._state.tending = None

    async def _sync(self) -> None:
        """Force the file to the disk; after a failure nobody knows what it holds, and no more is taken."""
        async with self._state.syncing:
            if self._state.is_unsynced:
                self._state.is_unsynced = False
                await self._in_thread(self._segment.sync)

    async def _in_thread(self, sync: Callable[[], None]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(None, sync)
        except OSError:
            self._state.is_broken = True
            raise

    async def _seal(self) -> None:
        if self._sealer.is_due:
            unsealed = self._sealer.unsealed()
            self._state.is_unsynced = True
            await self._sync()
            await asyncio.get_running_loop().run_in_executor(None, self._sealer.seal, unsealed)
            self._sealer.forget(unsealed)

    def _tell_soon(self, first: int, group: list[_Entry]) -> None:
        if self.listeners:
            asyncio.get_running_loop().call_later(_SECONDS_UNTOLD, self._tell, first, group)

    def _tell(self, first: int, group: list[_Entry]) -> None:
        for number, entry in enumerate(group, first):
            for listener in self.listeners:
                listener(number, entry.body)


def _locked(folder: LogFolder) -> int:
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingsError(f"the audit log {folder.path.name} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise BusyLogError(f"the audit log {folder.path.name} is being written by another process") from error
    return handle


def _last_segment(folder: LogFolder, size: int, *, is_new: bool = False) -> SegmentFile:
    """The segment that the next entry goes to.

    Raises:
        SettingsError: it cannot be opened.
    """
    segments = folder.segments()
    path = folder.segment(size) if is_new or not segments else segments[-1].path
    try:
        return SegmentFile.open(path)
    except OSError as error:
        raise SettingsError(f"the audit log's {path.name} cannot be opened: {error.strerror}") from error


def _refuse(group: list[_Entry]) -> None:
    for entry in group:
        if not entry.done.done():
            entry.done.set_exception(AuditUnavailableError())


def _release(group: list[_Entry]) -> None:
    for entry in group:
        if not entry.done.done():
            entry.done.set_result(None)
