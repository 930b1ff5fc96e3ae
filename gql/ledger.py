"""The ledger of statistics: which populations were told, so that no two that differ by few people both are.

A population that differs from one told before by fewer people than the smallest count is told as that one
was. So a count never shows that somebody came, went or was left out, whether a question is put in other
words, is narrowed by a hair, or is put again after the data changed; and it makes no difference whether
those left out are nobody or nine. It holds for everybody together, so that two analysts who compare their
answers learn nothing either. Nothing is told before it is in the ledger.

The file holds fixed-length rows: who asked and when, the size, keyed sketch and told count of a population.
"""

import errno
import fcntl
import hmac
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gql.disclosure import BUCKETS, Disclosure, Population
from gql.errors import AuditUnavailableError, BudgetSpentError, SettingsError

_ROW = np.dtype(
    [
        ("asker", "<u8"),
        ("day", "<u4"),
        ("size", "<u4"),
        ("told", "<u4"),
        ("digest", "<u8", (2,)),
        ("sketch", "u1", (BUCKETS,)),
    ]
)
_Rows = NDArray[np.void]
LEDGER = "statistics.ledger"
"""The name of the ledger's file, in the folder of the audit log."""


@dataclass(frozen=True)
class Asker:
    """Who asks for statistics on which day (UTC), and how many new populations they may be told on it."""

    subject: str
    day: date
    most: int


class Ledger:
    """What was told so far, kept in a file of one writer; without a file it is forgotten at the end."""

    def __init__(self, secret: bytes, handle: int | None = None) -> None:
        self._secret = secret
        self._handle = handle
        self._rows: _Rows = np.zeros(64, _ROW)
        self._count = 0
        self._spent: Counter[tuple[int, int]] = Counter()

    @classmethod
    def open(cls, path: Path, secret: bytes) -> Self:
        """The ledger in a file, made if it is not there; a row torn by a crash, never told, is taken off.

        Raises:
            SettingsError: it cannot be written, or another service writes it.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingsError(f"{path.name} cannot be written by this service: {error.strerror}") from error
        ledger = cls(secret, handle)
        ledger._read()
        return ledger

    def close(self) -> None:
        """Let another writer have the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def told(self, asker: Asker, disclosure: Disclosure, asked: Sequence[Population]) -> list[int | None]:
        """The counts of populations as they may be told to somebody, written down before they are returned.

        Raises:
            BudgetSpentError: the asker would be told of more new populations than a day allows; none is told.
            AuditUnavailableError: what would be told cannot be written down; none is told.
        """
        before, start = self._count, self._spent.copy()
        counts = [self._one(asker, disclosure, each) for each in asked]
        if self._spent[self._asker(asker)] > asker.most:
            self._count, self._spent = before, start
            raise BudgetSpentError(_seconds_left_today())
        try:
            self._write(before)
        except OSError:
            self._count, self._spent = before, start
            raise AuditUnavailableError from None
        return counts

    def _one(self, asker: Asker, disclosure: Disclosure, population: Population) -> int | None:
        if population.size < disclosure.smallest:
            return None
        known = self._like(population, disclosure.smallest)
        if known is not None:
            told = int(self._rows[known]["told"])
            return told if told >= disclosure.smallest else None
        told_now = disclosure.told(population)
        assert told_now is not None
        self._add(asker, population, told_now)
        return told_now

    def _like(self, population: Population, smallest: int) -> int | None:
        """The row of the same population or else of the first that differs by fewer people than allowed."""
        rows = self._rows[: self._count]
        apart = np.abs(rows["size"].astype(np.int64) - population.size)
        near = np.flatnonzero(apart < smallest)
        if not len(near):
            return None
        same = near[(rows["digest"][near] == np.array(population.digest, np.uint64)).all(axis=1)]
        if len(same):
            return int(same[0])
        differences = (rows["sketch"][near] - population.sketch).astype(np.int8).astype(np.int32)
        found = near[np.abs(differences).sum(axis=1) < smallest]
        return int(found[0]) if len(found) else None

    def _add(self, asker: Asker, population: Population, told: int) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros(self._count, _ROW)])
        key = self._asker(asker)
        self._rows[self._count] = (*key, population.size, told, population.digest, population.sketch)
        self._count += 1
        self._spent[key] += 1

    def _asker(self, asker: Asker) -> tuple[int, int]:
        keyed = blake2b(asker.subject.encode(), digest_size=8, key=self._secret[:64], person=b"asker")
        return int.from_bytes(keyed.digest()), asker.day.toordinal()

    def _write(self, since: int) -> None:
        if self._handle is None or self._count == since:
            return
        body = self._rows[since : self._count].tobytes()
        written = os.pwrite(self._handle, body, since * _ROW.itemsize)
        if written < len(body):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(self._handle)

    def _read(self) -> None:
        assert self._handle is not None
        size = os.fstat(self._handle).st_size // _ROW.itemsize * _ROW.itemsize
        os.ftruncate(self._handle, size)
        self._rows = np.frombuffer(_whole(self._handle, size), _ROW).copy()
        self._count = len(self._rows)
        if not self._count:
            self._rows = np.zeros(64, _ROW)
        keys: list[Any] = self._rows[: self._count][["asker", "day"]].tolist()
        self._spent = Counter(map(tuple, keys))


def _whole(handle: int, size: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    chunks = []
    while size > 0 and (chunk := os.read(handle, min(size, 1 << 26))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def statistics_secret(secret: bytes) -> bytes:
    """What populations are hashed and noise is drawn with, from the secret of the pseudonyms."""
    return hmac.digest(secret, b"statistics", "sha256")


def _seconds_left_today() -> int:
    now = datetime.now(UTC)
    return 24 * 3600 - (now.hour * 60 + now.minute) * 60 - now.second


def today() -> date:
    """The day (UTC) that caps are counted on."""
    return datetime.now(UTC).date()
