"""Where an audit log lies: entries as lines of JSON in segments, and beside them what is derived or signed.

A segment is named by the number of its first entry (from 0), so that none can be taken away unnoticed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from gql.audit.checkpoint import Checkpoint, CheckpointKey, notes
from gql.audit.stored_tree import StoredTree


@dataclass(frozen=True)
class Segment:
    """A file of entries, one a line."""

    first: int
    path: Path

    def lines(self) -> tuple[list[bytes], bytes]:
        """The whole lines, and what follows the last of them: a line torn by a crash, or nothing."""
        *whole, rest = self.path.read_bytes().split(b"\n")
        return whole, rest


@dataclass(frozen=True)
class LogFolder:
    """The files of one log."""

    path: Path

    @property
    def lock(self) -> Path:
        """Locked by the one writer."""
        return self.path / "lock"

    @property
    def tree(self) -> StoredTree:
        """The hashes of the entries that the last checkpoint covers."""
        return StoredTree(self.path / "tree")

    @property
    def checkpoints(self) -> Path:
        """All signed checkpoints, one after another."""
        return self.path / "checkpoints"

    @property
    def index(self) -> Path:
        """What questions are answered from; made from the entries at any time."""
        return self.path / "index.sqlite"

    @property
    def alerts(self) -> Path:
        """The alerts that follow from the entries; made from them at any time."""
        return self.path / "alerts.sqlite"

    @property
    def inbox(self) -> Path:
        """Where other processes leave entries for the one writer."""
        return self.path / "inbox"

    @property
    def exists(self) -> bool:
        """Whether a log was begun here."""
        return self.lock.exists()

    def segment(self, first: int) -> Path:
        """The file of the segment that begins with an entry."""
        return self.path / "entries" / f"{first:012}.jsonl"

    def segments(self) -> list[Segment]:
        """The segments in order."""
        return [Segment(int(path.stem), path) for path in sorted((self.path / "entries").glob("*.jsonl"))]

    def signed(self, key: CheckpointKey) -> list[Checkpoint]:
        """The checkpoints in order.

        Raises:
            CheckpointError: one is not signed with the key, or is none.
        """
        return [key.read(note) for note in self.notes()]

    def notes(self) -> list[bytes]:
        """The checkpoints as they were signed.

        Raises:
            CheckpointError: something that is none is among them.
        """
        body = self.checkpoints.read_bytes() if self.checkpoints.exists() else b""
        return list(notes(body))


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of the log in a folder, oldest first, unchecked."""
    for segment in LogFolder(path).segments():
        for line in segment.lines()[0]:
            yield orjson.loads(line)
