"""Proofs for a third party: that an entry is in the log, and that nothing was removed between checkpoints.

A proof is plain data. Whoever has it, the public key and nothing else can check it.
"""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from gql.audit.checkpoint import Checkpoint, CheckpointError, CheckpointKey
from gql.audit.folder import LogFolder
from gql.audit.merkle import Tree, is_consistent, is_included, leaf_hash


def prove_entry(path: Path, key: CheckpointKey, entry: int) -> dict[str, Any]:
    """A proof that an entry (counted from 1) is in the log of the last checkpoint.

    Raises:
        CheckpointError: no checkpoint covers such an entry, or the stored hashes do not reach it.
    """
    folder = LogFolder(path)
    note = _last(folder)
    size = key.read(note).size
    if not 1 <= entry <= size:
        raise CheckpointError(f"the last checkpoint covers the entries 1 to {size}")
    return {
        "entry": entry,
        "line": _line(folder, entry - 1).decode(),
        "path": _path(folder, entry - 1, size),
        "checkpoint": note.decode(),
    }


def prove_consistency(
    path: Path, key: CheckpointKey, first: bytes, second: bytes | None = None
) -> dict[str, Any]:
    """A proof that the log of a checkpoint is the beginning of that of a later one (default: the last).

    Raises:
        CheckpointError: a checkpoint is not of this log, or the stored hashes do not reach it.
    """
    folder = LogFolder(path)
    later = _last(folder) if second is None else second
    sizes = key.read(first).size, key.read(later).size
    try:
        proof = Tree(folder.tree.whole).consistency(*sizes)
    except LookupError as error:
        raise CheckpointError("the stored hashes do not reach the checkpoint") from error
    return {"first": first.decode(), "second": later.decode(), "proof": [_text(each) for each in proof]}


def is_proved(proof: dict[str, Any], key: CheckpointKey) -> bool:
    """Whether a proof of either sort shows what it says.

    Raises:
        CheckpointError: it is no proof, or a checkpoint in it is not signed with the key.
    """
    try:
        if "entry" in proof:
            return _is_entry_proved(proof, key.read(proof["checkpoint"].encode()))
        first, second = (key.read(proof[name].encode()) for name in ("first", "second"))
        hashes = [b64decode(each) for each in proof["proof"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError("this is not a proof") from error
    return is_consistent(first.size, first.root, second.size, second.root, hashes)


def _is_entry_proved(proof: dict[str, Any], checkpoint: Checkpoint) -> bool:
    leaf = leaf_hash(proof["line"].encode())
    path = [b64decode(each) for each in proof["path"]]
    return is_included(leaf, proof["entry"] - 1, checkpoint.size, path, checkpoint.root)


def _path(folder: LogFolder, entry: int, size: int) -> list[str]:
    try:
        return [_text(each) for each in Tree(folder.tree.whole).inclusion(entry, size)]
    except LookupError as error:
        raise CheckpointError("the stored hashes do not reach the checkpoint") from error


def _line(folder: LogFolder, entry: int) -> bytes:
    segment = max((each for each in folder.segments() if each.first <= entry), key=lambda each: each.first)
    return segment.lines()[0][entry - segment.first]


def _last(folder: LogFolder) -> bytes:
    found = folder.notes()
    if not found:
        raise CheckpointError("the log has no checkpoint yet")
    return found[-1]


def _text(digest: bytes) -> str:
    return b64encode(digest).decode()
