"""What follows from the log is kept in SQLite beside it, catches up with it, and can be made anew.

How far it has come is written in the transaction of what it took in, so that every entry is taken in once,
whichever process does it. Where the last entry that was taken in is no longer what it was, all is made anew.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path

from gql.audit.folder import LogFolder
from gql.audit.places import Place, line_at, lines_after

_AT_ONCE = 20_000
_SECONDS = 30.0
_PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;"
_REACHED = """
CREATE TABLE IF NOT EXISTS reached (
  one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER, segment INTEGER, start INTEGER, length INTEGER,
  digest BLOB
);
"""

Taken = Sequence[tuple[Place, bytes]]
"""The lines of entries with their places, oldest first."""


class Following:
    """Tables in a file that follow from a log.

    Attributes:
        folder: the log.
        connection: the tables; transactions are begun by `catch_up` alone.
    """

    def __init__(self, folder: LogFolder, file: Path, schema: str) -> None:
        self.folder = folder
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        self.connection = sqlite3.connect(
            file, timeout=_SECONDS, isolation_level=None, check_same_thread=False
        )
        self.connection.executescript(f"{_PRAGMAS} {_REACHED} {schema}")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def catch_up(self, take: Callable[[Taken], None], most: int | None = None) -> int:
        """Have `take` take in the entries that it has not, at most so many; how many there were."""
        with self._transaction():
            lines, count = islice(lines_after(self.folder, self._last()), most), 0
            while some := list(islice(lines, _AT_ONCE)):
                take(some)
                self._reach(*some[-1])
                count += len(some)
        return count

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _last(self) -> Place | None:
        """The last entry that was taken in; none where all must be made anew."""
        row = self.connection.execute("SELECT number, segment, start, length, digest FROM reached").fetchone()
        if row is None:
            return None
        place = Place(*row[:4])
        if sha256(line_at(self.folder, place)).digest() == row[4]:
            return place
        self._forget()
        return None

    def _forget(self) -> None:
        tables = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            self.connection.execute(f"DELETE FROM {name}")  # noqa: S608 - the names are those of the schema

    def _reach(self, place: Place, line: bytes) -> None:
        row = (place.number, place.segment, place.start, place.length, sha256(line).digest())
        self.connection.execute("INSERT OR REPLACE INTO reached VALUES (1, ?, ?, ?, ?, ?)", row)
