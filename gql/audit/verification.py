"""Reading a log again and checking it against every signed checkpoint.

The first entry that is not as it was written is named exactly where the stored hashes still agree with the
signed root; where somebody changed those too, the checkpoints before and after it say between which it lies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gql.audit.checkpoint import Checkpoint, CheckpointKey
from gql.audit.errors import DamagedLogError
from gql.audit.folder import LogFolder
from gql.audit.merkle import Frontier, Tree, leaf_hash

_AT_ONCE = 65_536


@dataclass(frozen=True)
class Verified:
    """A log that is as it was written.

    Attributes:
        entries: how many entries it has.
        signed: how many of them the last checkpoint covers; those after it are not signed yet.
        checkpoints: how many checkpoints were checked.
        root: the root that speaks for all entries, in hexadecimal.
    """

    entries: int
    signed: int
    checkpoints: int
    root: str


def verify(path: Path, key: CheckpointKey, noted: Iterable[Checkpoint] = ()) -> Verified:
    """Read a log again and check every entry.

    Args:
        path: the folder of the log.
        key: what checkpoints are signed with.
        noted: checkpoints kept elsewhere, of which the log must still be a continuation.

    Raises:
        DamagedLogError: an entry was changed, deleted, added or moved, or the end was cut off.
        CheckpointError: a checkpoint is not signed with the key.
    """
    folder = LogFolder(path)
    signed = folder.signed(key)
    marks = sorted([*signed, *noted], key=lambda mark: mark.size)
    reading = _Reading(folder)
    for mark in marks:
        reading.pass_mark(mark)
    reading.finish()
    frontier = reading.frontier
    return Verified(
        frontier.size, max((mark.size for mark in signed), default=0), len(marks), frontier.root.hex()
    )


class _Reading:
    """A log that is read from its beginning, checkpoint after checkpoint."""

    def __init__(self, folder: LogFolder) -> None:
        self._tree = folder.tree
        self._lines = _Lines(folder)
        self.frontier = Frontier()

    def pass_mark(self, mark: Checkpoint) -> None:
        """Read on to a checkpoint, and see that what was read has its root."""
        start = self.frontier.size
        leaves = [leaf_hash(line) for line in self._lines.take(mark.size - start)]
        self.frontier.extend(leaves)
        if self.frontier.size < mark.size or self.frontier.root != mark.root:
            raise self._damage(start, leaves, mark)
        stored = self._stored(start, mark.size)
        if stored and leaves != stored:
            raise DamagedLogError(
                start + 1, "a stored hash is not as it was written; the entry is", mark.size
            )

    def finish(self) -> None:
        """Read what no checkpoint covers yet."""
        while lines := self._lines.take(_AT_ONCE):
            self.frontier.extend([leaf_hash(line) for line in lines])
        if self._lines.is_broken_off:
            raise DamagedLogError(self.frontier.size + 1, "a segment of the log is missing")

    def _damage(self, start: int, leaves: list[bytes], mark: Checkpoint) -> DamagedLogError:
        """Which entry it is, told by the stored hashes if the signed root speaks for them."""
        stored = self._stored(start, mark.size)
        if not self._is_signed(mark):
            return DamagedLogError(start + 1, "the log does not have the signed root", mark.size)
        pairs = zip(stored, [*leaves, *[b""] * (len(stored) - len(leaves))], strict=True)
        first = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
        if first < len(leaves):
            return DamagedLogError(start + first + 1, "it is not what was written there")
        return DamagedLogError(start + first + 1, "the log ends before it")

    def _is_signed(self, mark: Checkpoint) -> bool:
        try:
            return Tree(self._tree.whole).root(mark.size) == mark.root
        except LookupError:
            return False

    def _stored(self, start: int, end: int) -> list[bytes]:
        try:
            return self._tree.leaves(start, end)
        except LookupError:
            return []


class _Lines:
    """The lines of all segments in order; a line torn at the very end is none."""

    def __init__(self, folder: LogFolder) -> None:
        self._segments = iter(folder.segments())
        self._lines: list[bytes] = []
        self._at = 0
        self._passed = 0
        self.is_broken_off = False

    def take(self, number: int) -> list[bytes]:
        """The next lines, at most so many; fewer at the end, or where a segment is missing."""
        taken: list[bytes] = []
        while len(taken) < number and (self._at < len(self._lines) or self._turn()):
            some = self._lines[self._at : self._at + number - len(taken)]
            self._at += len(some)
            taken += some
        return taken

    def _turn(self) -> bool:
        """Go on to the next segment that has lines, if it begins where the one before it ended."""
        self._passed += len(self._lines)
        self._lines, self._at = [], 0
        segment = None if self.is_broken_off else next(self._segments, None)
        if segment is None:
            return False
        if segment.first != self._passed:
            self.is_broken_off = True
            return False
        self._lines = segment.lines()[0]
        return bool(self._lines) or self._turn()
