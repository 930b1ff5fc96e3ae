"""The file that entries are appended to: a block is written whole or leaves no trace."""

import os
from pathlib import Path
from typing import Self


class SegmentFile:
    """An open segment.

    Attributes:
        size: its length in bytes.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.size = os.fstat(handle).st_size

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a segment, or begin one; a last line torn by a crash, which nothing was released for, goes.

        Raises:
            OSError: it cannot be opened.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        whole = path.read_bytes().rfind(b"\n") + 1
        if whole != os.fstat(handle).st_size:
            os.ftruncate(handle, whole)
        return cls(handle)

    def append(self, block: bytes) -> None:
        """Write a block whole, or leave the file as it was.

        Raises:
            OSError: it was not written.
        """
        try:
            written = os.write(self._handle, block)
            if written != len(block):
                raise OSError("not all was written")
        except OSError:
            os.ftruncate(self._handle, self.size)
            raise
        self.size += written

    def sync(self) -> None:
        """Force what was written to the disk."""
        os.fdatasync(self._handle)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)
