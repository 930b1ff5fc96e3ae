"""The tree in files: the hash of every entry, and the roots of every 256, 65,536 and so on.

File n holds, one after another, the roots of the whole subtrees of 256^n entries; each 8,192 bytes of it
are one tile of C2SP's tlog-tiles. They are derived from the entries, and believed as far as a signed
root agrees.
"""

import os
from pathlib import Path

from gql.audit.merkle import folded

_HASH = 32
_TILE = 256
_TIERS = 6


class StoredTree:
    """The files of a tree in a folder; only the one writer of the log appends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def whole(self, level: int, number: int) -> bytes:
        """The root of a whole subtree of 2^level entries, its number counted on that level.

        Raises:
            LookupError: the files do not reach so far.
        """
        tier, rest = divmod(level, 8)
        return folded(self._read(tier, number << rest, 1 << rest))

    def leaves(self, start: int, end: int) -> list[bytes]:
        """The hashes of the entries from `start` up to `end`.

        Raises:
            LookupError: the files do not reach so far.
        """
        return self._read(0, start, end - start)

    def append(self, start: int, leaves: list[bytes]) -> None:
        """Add the hashes of the entries from `start` on; what was there from `start` on is taken off.

        Raises:
            OSError: it cannot be written; the same call may be made again.
        """
        self._folder.mkdir(exist_ok=True)
        new = leaves
        for tier in range(_TIERS):
            first = start // _TILE**tier
            self._write(tier, first, new)
            if not new:
                continue
            tiles = range(first // _TILE, (first + len(new)) // _TILE)
            new = [folded(self._read(tier, tile * _TILE, _TILE)) for tile in tiles]

    def sync(self) -> None:
        """Force what was written to the disk."""
        for tier in range(_TIERS):
            if self._path(tier).exists():
                _sync(self._path(tier))

    def _write(self, tier: int, first: int, hashes: list[bytes]) -> None:
        path = self._path(tier)
        if not hashes and not path.exists():
            return
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.truncate(first * _HASH)
            file.seek(first * _HASH)
            file.write(b"".join(hashes))

    def _read(self, tier: int, first: int, number: int) -> list[bytes]:
        if first + number > self._length(tier):
            raise LookupError
        with self._path(tier).open("rb") as file:
            file.seek(first * _HASH)
            body = file.read(number * _HASH)
        return [body[at : at + _HASH] for at in range(0, len(body), _HASH)]

    def _length(self, tier: int) -> int:
        path = self._path(tier)
        return path.stat().st_size // _HASH if path.exists() else 0

    def _path(self, tier: int) -> Path:
        return self._folder / str(tier)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fdatasync(handle)
    finally:
        os.close(handle)
