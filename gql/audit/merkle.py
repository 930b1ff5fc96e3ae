"""The Merkle tree of RFC 6962: one hash speaks for all entries, and short proofs show that it does.

An entry's hash and that of an inner node begin with different bytes, so that neither can pass for the other.
Trees only grow to the right: what a root promised of the first entries stays provable for ever.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without entries."""

Whole = Callable[[int, int], bytes]
"""The root of a whole subtree, by its level (of 2^level leaves) and its number on that level."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, section 2.1)."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees."""
    return sha256(b"\1" + left + right).digest()


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root of a whole subtree, from 2^n hashes of one level."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


class Frontier:
    """The end of a growing tree: the roots of the whole subtrees that it consists of, largest first.

    Attributes:
        size: how many leaves the tree has.
    """

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    @classmethod
    def at(cls, size: int, whole: Whole) -> "Frontier":
        """The end of a tree that is kept elsewhere."""
        made = cls()
        made.size = size
        levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
        made._roots = [whole(level, (size >> level) - 1) for level in levels]
        return made

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add the hashes of further entries, level by level."""
        level, size, kept = list(leaves), self.size, []
        self.size += len(leaves)
        while level or size:
            if size & 1:
                level.insert(0, self._roots.pop())
            if len(level) & 1:
                kept.append(level.pop())
            pairs = zip(level[::2], level[1::2], strict=True)
            level = [sha256(b"\1" + left + right).digest() for left, right in pairs]
            size >>= 1
        self._roots = kept[::-1]

    @property
    def root(self) -> bytes:
        """The hash that speaks for all entries so far."""
        if not self._roots:
            return EMPTY
        *others, root = self._roots
        for left in reversed(others):
            root = node_hash(left, root)
        return root


class Tree:
    """Roots and proofs of a tree, for any number of its first entries."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole

    def root(self, end: int, start: int = 0) -> bytes:
        """The root of the entries from `start` up to `end`, as the tree parts them."""
        width = end - start
        if width == 0:
            return EMPTY
        if width & (width - 1) == 0:
            return self._whole(width.bit_length() - 1, start // width)
        split = start + _split(width)
        return node_hash(self.root(split, start), self.root(end, split))

    def inclusion(self, entry: int, end: int, start: int = 0) -> list[bytes]:
        """The audit path of an entry (its index, from 0) in the tree of the first `end` entries."""
        if end - start <= 1:
            return []
        split = start + _split(end - start)
        if entry < split:
            return [*self.inclusion(entry, split, start), self.root(end, split)]
        return [*self.inclusion(entry, end, split), self.root(split, start)]

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the first `first` entries are the same in the tree of `second` entries."""
        return self._consistency(first, second, 0, is_known=True) if 0 < first < second else []

    def _consistency(self, first: int, end: int, start: int, *, is_known: bool) -> list[bytes]:
        if first == end:
            return [] if is_known else [self.root(end, start)]
        split = start + _split(end - start)
        if first <= split:
            return [*self._consistency(first, split, start, is_known=is_known), self.root(end, split)]
        return [*self._consistency(first, end, split, is_known=False), self.root(split, start)]


def is_included(leaf: bytes, entry: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether an audit path shows that the entry is in the tree of the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= entry < size:
        return False
    number, last, found = entry, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(each, found)
            number, last = _risen(number, last)
        else:
            found = node_hash(found, each)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, old: bytes, second: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a tree only grew from one root to another (RFC 9162, section 2.1.4.2)."""
    if first in {0, second}:
        return not proof and (first == 0 or old == new) and first <= second
    if first > second:
        return False
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    return bool(path) and _grows(path, number, last) == (old, new)


def _grows(path: Sequence[bytes], number: int, last: int) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency proof leads to; none where it is too long or too short."""
    before = after = path[0]
    for each in path[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            before, after = node_hash(each, before), node_hash(each, after)
            number, last = _risen(number, last)
        else:
            after = node_hash(after, each)
        number, last = number >> 1, last >> 1
    return (before, after) if last == 0 else None


def _risen(number: int, last: int) -> tuple[int, int]:
    """Up to the level at which a node is a right child."""
    while number and not number & 1:
        number, last = number >> 1, last >> 1
    return number, last


def _split(width: int) -> int:
    """The largest power of two below a width."""
    return 1 << (width - 1).bit_length() - 1
