"""A quarantine file: rows with problems, one a line, replaced as a whole or not at all.

An entry leaves the file when its row, as delivered, is met again: either it passes now, or it is
entered anew. Entries of rows that were not met stay. The file is readable by its owner only.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson
from filelock import FileLock, Timeout

from graph.contract import Contract
from graph.errors import QuarantineError
from graph.problem import Quarantined

_DIGEST_BYTES = 16
_SUFFIX = ".jsonl"


class Quarantine:
    """A quarantine file that is being rewritten. Open it with `rewriting`."""

    def __init__(self, path: Path, entered: IO[bytes]) -> None:
        self._path = path
        self._entered = entered
        self._earlier = {row_digest(entry.source, as_json(entry.original)) for entry in read_entries(path)}
        self._met: set[bytes] = set()

    def enter(self, entries: Iterable[Quarantined]) -> None:
        """Add rows that were met."""
        for entry in entries:
            self._entered.write(_line(entry))
            self.meet(entry.source, [as_json(entry.original)])

    def meet(self, source: str, originals: Iterable[bytes]) -> None:
        """Say that rows were met, given as `as_json` writes them; earlier entries of theirs are spent."""
        if self._earlier:
            self._met |= self._earlier.intersection(row_digest(source, original) for original in originals)

    @property
    def is_fresh(self) -> bool:
        """Whether there are no earlier entries, so that nobody needs to be told what was met."""
        return not self._earlier

    def finish(self) -> None:
        """Put the new file in the old one's place: earlier entries that were not met, then the new ones."""
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        new = Path(name)
        with open(descriptor, "wb") as target:  # noqa: PTH123 - a descriptor, not a path
            self._write(target)
        if new.stat().st_size:
            new.replace(self._path)
        else:
            new.unlink()
            self._path.unlink(missing_ok=True)

    def _write(self, target: IO[bytes]) -> None:
        for entry in read_entries(self._path):
            if row_digest(entry.source, as_json(entry.original)) not in self._met:
                target.write(_line(entry))
        self._entered.seek(0)
        shutil.copyfileobj(self._entered, target)
        target.flush()
        os.fsync(target.fileno())


def quarantine_file(place: Path, contract: Contract) -> Path:
    """The quarantine for a contract: `place` itself where it names a `.jsonl` file, or one in that folder."""
    if place.suffix == _SUFFIX:
        return place
    prefix = "".join(filter(str.isalnum, contract.key_prefix or ""))
    return place / f"{'_'.join(filter(None, (contract.source, contract.row.value, prefix)))}{_SUFFIX}"


@contextmanager
def rewriting(path: Path) -> Iterator[Quarantine]:
    """Rewrite the quarantine at `path`; where the block fails, the file stays as it was.

    Raises:
        QuarantineError: another load has it open, or a line of it is not an entry.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise QuarantineError(f"{path.name}: another load is writing this quarantine; wait for it") from None
    try:
        with tempfile.TemporaryFile(dir=path.parent) as entered:
            quarantine = Quarantine(path, entered)
            yield quarantine
            quarantine.finish()
    finally:
        lock.release()


def forget(place: Path, records: Collection[str]) -> int:
    """Remove every row of the records (source, slash, key) from a quarantine; how many there were.

    Raises:
        QuarantineError: a load has the quarantine open, or a line of it is not an entry.
    """
    return sum(_forget(path, records) for path in _files(place))


def is_held(place: Path, record: str) -> bool:
    """Whether a quarantine holds a row of the record (source, slash, key)."""
    entries = (entry for path in _files(place) for entry in read_entries(path))
    return any(f"{entry.source}/{entry.key}" == record for entry in entries)


def _files(place: Path) -> list[Path]:
    paths = [place] if place.suffix == _SUFFIX else sorted(place.glob(f"*{_SUFFIX}"))
    return [path for path in paths if path.exists()]


def _forget(path: Path, records: Collection[str]) -> int:
    found = [entry for entry in read_entries(path) if f"{entry.source}/{entry.key}" in records]
    if found:
        with rewriting(path) as quarantine:
            for entry in found:
                quarantine.meet(entry.source, [as_json(entry.original)])
    return len(found)


def read_entries(path: Path) -> Iterator[Quarantined]:
    """The entries of a quarantine file, oldest first; none where there is no file.

    Raises:
        QuarantineError: a line is not an entry.
    """
    if not path.exists():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield Quarantined.from_dict(json.loads(line))
            except (ValueError, TypeError, KeyError):
                raise QuarantineError(f"{path.name}: line {number} is not a quarantine entry") from None


def as_json(original: dict[str, str]) -> bytes:
    """A row as JSON with its columns sorted; undecoded bytes stay as lone surrogates, escaped."""
    return _dumped(dict(sorted(original.items())))


def _line(entry: Quarantined) -> bytes:
    return _dumped(entry.to_dict()) + b"\n"


def _dumped(content: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return json.dumps(content).encode()


def row_digest(source: str, original: bytes) -> bytes:
    """What names a row of a source, as it was delivered and as `as_json` writes it."""
    return hashlib.blake2b(source.encode() + b"\n" + original, digest_size=_DIGEST_BYTES).digest()
