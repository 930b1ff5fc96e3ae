"""Sealing: hashes of new entries go into the stored tree, and a signed checkpoint says that they are there.

A checkpoint is written only after the entries that it covers were forced to the disk.
"""

import os
import time
from dataclasses import dataclass
from threading import Lock

from gql.audit.checkpoint import Checkpoint, Signer
from gql.audit.folder import LogFolder
from gql.audit.merkle import Frontier

_MOST_UNSEALED = 1000
_SECONDS_UNSEALED = 60.0


@dataclass(frozen=True)
class Unsealed:
    """Entries at one moment that no checkpoint covered, and the checkpoint that will."""

    start: int
    leaves: list[bytes]
    checkpoint: Checkpoint


class Sealer:
    """Knows the tree of a log and writes its checkpoints."""

    def __init__(self, folder: LogFolder, signer: Signer, frontier: Frontier, leaves: list[bytes]) -> None:
        self._folder = folder
        self._signer = signer
        self._frontier = frontier
        self._leaves = leaves
        self._since = time.monotonic()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._frontier.size

    @property
    def checkpoint(self) -> Checkpoint:
        """What a checkpoint would say of all entries so far."""
        return Checkpoint(self._frontier.size, self._frontier.root)

    @property
    def is_waiting(self) -> bool:
        """Whether there are entries that no checkpoint covers."""
        return bool(self._leaves)

    @property
    def is_due(self) -> bool:
        """Whether they are many, or have waited long."""
        is_late = time.monotonic() - self._since > _SECONDS_UNSEALED
        return len(self._leaves) >= _MOST_UNSEALED or (self.is_waiting and is_late)

    def add(self, leaves: list[bytes]) -> None:
        """Take the hashes of entries that were written."""
        if not self._leaves:
            self._since = time.monotonic()
        self._leaves += leaves
        self._frontier.extend(leaves)

    def unsealed(self) -> Unsealed:
        """What is to be sealed now."""
        checkpoint = self.checkpoint
        return Unsealed(checkpoint.size - len(self._leaves), self._leaves.copy(), checkpoint)

    def seal(self, unsealed: Unsealed) -> None:
        """Write hashes and checkpoint; may run in a thread of its own.

        Raises:
            OSError: they cannot be written; the same may be sealed again.
        """
        with self._lock:
            self._folder.tree.append(unsealed.start, unsealed.leaves)
            self._folder.tree.sync()
            _append(self._folder, self._signer.sign(unsealed.checkpoint) + b"\n")

    def forget(self, unsealed: Unsealed) -> None:
        """Those entries are sealed."""
        del self._leaves[: len(unsealed.leaves)]
        self._since = time.monotonic()


def _append(folder: LogFolder, note: bytes) -> None:
    """Add a note to the checkpoints, whole and on the disk, or not at all."""
    handle = os.open(folder.checkpoints, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        if os.write(handle, note) != len(note):
            os.ftruncate(handle, size)
            raise OSError("not all was written")
        os.fdatasync(handle)
    finally:
        os.close(handle)


def repair(folder: LogFolder) -> None:
    """Take off a checkpoint that was torn by a crash.

    Raises:
        CheckpointError: something that is none is among the checkpoints.
    """
    whole = sum(len(note) for note in folder.notes())
    if folder.checkpoints.exists() and folder.checkpoints.stat().st_size != whole:
        os.truncate(folder.checkpoints, whole)
