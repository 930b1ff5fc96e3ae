"""Going on with a log: what its last checkpoint covers must still be there before anything is added."""

from gql.audit.checkpoint import Checkpoint, CheckpointKey
from gql.audit.errors import DamagedLogError
from gql.audit.folder import LogFolder, Segment
from gql.audit.merkle import EMPTY, Frontier, Tree, leaf_hash
from gql.audit.stored_tree import StoredTree
from gql.audit.verification import verify


def resume(folder: LogFolder, key: CheckpointKey) -> tuple[Frontier, list[bytes]]:
    """The end of a log, and the hashes of the entries that no checkpoint covers yet.

    The segment that the checkpoint ends in is read again; those before it are checked by their stored roots.
    Stored hashes that are missing are made anew.

    Raises:
        DamagedLogError: the log is not as it was written.
        CheckpointError: a checkpoint is not signed with the key.
    """
    signed = folder.signed(key)
    mark = signed[-1] if signed else Checkpoint(0, EMPTY)
    is_short = not _reaches(folder.tree, mark.size)
    segments = _since(folder.segments(), 0 if is_short else mark.size)
    first = segments[0].first if segments else 0
    leaves = [leaf_hash(line) for segment in segments for line in segment.lines()[0]]
    frontier = Frontier.at(first, folder.tree.whole)
    covered = leaves[: mark.size - first]
    frontier.extend(covered)
    if frontier.size != mark.size or frontier.root != mark.root:
        verify(folder.path, key)
        raise DamagedLogError(
            1, "the stored hashes are not as written; take the folder 'tree' away", mark.size
        )
    if is_short:
        folder.tree.append(0, covered)
    rest = leaves[len(covered) :]
    frontier.extend(rest)
    return frontier, rest


def _reaches(tree: StoredTree, size: int) -> bool:
    """Whether the stored hashes cover so many entries."""
    try:
        Tree(tree.whole).root(size)
    except LookupError:
        return False
    return True


def _since(segments: list[Segment], size: int) -> list[Segment]:
    """The segments from that on in which the first `size` entries end."""
    later = [each for each in segments if each.first > size]
    before = [each for each in segments if each.first <= size]
    return [*before[-1:], *later]
