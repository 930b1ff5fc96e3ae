"""Revocation: from a moment on, tokens issued before it are valid no more, of one caller or of everybody.

The moments lie in one small file beside the keys, so that every service of a home knows them within a
second, and a running service cannot miss one by not having been told. Where the file cannot be read nobody
is let in: a list that is lost must not let those in again who are on it.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from gql.beside import beside
from gql.caller import Caller
from gql.errors import RevocationsUnreadableError, SettingsError, UnauthenticatedError
from gql.token import LEEWAY, LONGEST_LIFE

FILE = "revoked.json"
_SECONDS = 0.5
_EMPTY: dict[str, Any] = {"everybody": 0, "subjects": {}}


@dataclass(frozen=True)
class Epochs:
    """Seconds since 1970 (UTC) before which tokens must not have been issued."""

    everybody: int = 0
    subjects: Mapping[str, int] = field(default_factory=dict)

    def refuses(self, caller: Caller) -> bool:
        """Whether the token that speaks of the caller is revoked."""
        return caller.issued < self.everybody or caller.issued < self.subjects.get(caller.subject, 0)


def revoke(path: Path, subject: str | None, now: float) -> int:
    """Revoke every token of a caller, or of everybody, that was issued until now.

    A token may be dated a little ahead of this machine's clock, so that the moment is that much later.

    Args:
        path: the file; made if it is not there.
        subject: whose; None for everybody's.

    Returns:
        Seconds since 1970 (UTC) from which on tokens are valid again.

    Raises:
        SettingsError: the file cannot be read or written.
    """
    epoch = int(now) + LEEWAY + 1
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        known = read_epochs(path) if path.exists() else Epochs()
        live = {name: each for name, each in known.subjects.items() if each > now - 2 * LONGEST_LIFE}
        live |= {} if subject is None else {subject: epoch}
        known = Epochs(epoch if subject is None else known.everybody, live)
        _write(path, {"everybody": known.everybody, "subjects": dict(known.subjects)})
    return epoch


def read_epochs(path: Path) -> Epochs:
    """What a file says.

    Raises:
        SettingsError: it cannot be read, or is not what `revoke` writes.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        everybody, subjects = found["everybody"], found["subjects"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path.name} cannot be read; tokens are refused until it can be") from error
    if not isinstance(subjects, dict) or not all(map(_is_time, [everybody, *subjects.values()])):
        raise SettingsError(f"{path.name} does not hold the times from which tokens are valid")
    return Epochs(everybody, subjects)


def revocation_entry(subject: str | None, by: str) -> dict[str, Any]:
    """What the audit log holds of a revocation."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    asked = [] if subject is None else [subject]
    return {"at": at, "event": "tokens_revoked", "who": by, "asked": asked, "people": []}


class Revocations:
    """The epochs as a service knows them, looked at twice a second."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._seen: tuple[int, ...] = ()
        self._epochs: Epochs | None = Epochs()
        self._changed = asyncio.Event()

    def check(self, caller: Caller) -> None:
        """That the caller's token is not revoked.

        Raises:
            UnauthenticatedError: it is.
            RevocationsUnreadableError: it cannot be told whether it is.
        """
        if self._epochs is None:
            raise RevocationsUnreadableError
        if self._epochs.refuses(caller):
            raise UnauthenticatedError

    async def wait(self, seconds: float) -> None:
        """Wait until something is revoked, and so long at most."""
        changed = self._changed
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await changed.wait()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Revocations"]:
        """Notice what is revoked, by whichever process, for as long as the block lasts."""
        if self._path is not None and not self._path.exists():
            _write(self._path, _EMPTY)
        self.look()
        async with beside(self._work()):
            yield self

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            self.look()

    def look(self) -> None:
        """Read the file if it is not as it was."""
        if self._path is None:
            return
        try:
            stat = self._path.stat()
            seen: tuple[int, ...] = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            if seen == self._seen and self._epochs is not None:
                return
            found: Epochs | None = read_epochs(self._path)
        except (OSError, SettingsError):
            seen, found = (), None
        is_new = found != self._epochs
        self._seen, self._epochs = seen, found
        if is_new:
            self._changed.set()
            self._changed = asyncio.Event()


def _is_time(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _write(path: Path, body: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(body, file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be written: {error.strerror}") from error
