"""A log of the form before this one, whose lines were chained by hashes, is carried over entry by entry.

The first entry of the new log says so, with the number of entries and the hash that the old one ended with.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import orjson

from gql.audit.errors import DamagedLogError
from gql.audit.folder import LogFolder

_OLD = "audit.jsonl"
_KEPT = "chained.jsonl"
_START = "0" * 64


def carry_over(folder: LogFolder) -> None:
    """Begin a log with the entries of an old one, if one lies in its folder; safe to run again after a crash.

    Raises:
        DamagedLogError: the old log is not as it was written.
    """
    old, segment = folder.path / _OLD, folder.segment(0)
    if not old.exists():
        return
    if not segment.exists():
        lines = list(_checked(old))
        segment.parent.mkdir(exist_ok=True)
        part = segment.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.writelines(line + b"\n" for line in [_note(lines), *(entry for _, entry in lines)])
            file.flush()
            os.fdatasync(file.fileno())
        part.rename(segment)
    old.rename(folder.path / _KEPT)


def _note(lines: list[tuple[str, bytes]]) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    head = lines[-1][0] if lines else _START
    return orjson.dumps({"at": at, "event": "carried_over", "entries": len(lines), "head": head})


def _checked(old: Path) -> Iterator[tuple[str, bytes]]:
    """Each entry of the old log with its hash, which covers the hash before it."""
    before = _START
    with old.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            before, expected = line[:64].decode("ascii", "replace"), before
            entry = line[65:-1]
            if line[64:65] != b" " or sha256(expected.encode() + entry).hexdigest() != before:
                raise DamagedLogError(number, f"{_OLD}, of an earlier form, is not as it was written")
            yield before, entry
