"""Sorting, grouping and de-duplicating integer codes by the million.

Invariant: a value and its position share one unsigned 64-bit word, so that one plain sort (which
numpy does with vector instructions) also tells where each value came from.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Places = Codes | Longs
"""Places in a table. NumPy looks up many of the longer kind, or by `take`, in half the time."""

_WORD = 64
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_MANY = 5000
_SIEVE_BITS = 22
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""An odd factor that carries near words far apart."""
NEAR = 1 << 15
"""So many words at a time stay near the processor."""


class Grouped(NamedTuple):
    """Distinct words in ascending order, and for each input its position among them."""

    distinct: Words
    inverse: Codes


def pack(left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> Words:
    """Two codes of up to 32 bits in one word, `left` above `right`."""
    return (left.astype(np.uint64) << _HALF) | right.astype(np.uint64)


def unpack(words: Words) -> tuple[Codes, Codes]:
    """The two codes of each word, as `pack` laid them."""
    return (words >> _HALF).astype(np.int32), (words & _LOW).astype(np.int32)


def sorted_unique(words: Words) -> Words:
    """The distinct words in ascending order."""
    if not len(words):
        return words
    ordered = np.sort(words)
    return ordered[is_first(ordered)]


def is_first(ordered: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """For each position of a sorted array: whether its value is not that of the position before."""
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


class Ranked(NamedTuple):
    """Words in ascending order, and the position that each had; equal words keep their order."""

    words: Words
    positions: Longs


def order(codes: npt.NDArray[np.integer]) -> Longs:
    """Positions that sort non-negative `codes`; equal codes keep their order."""
    return ranked(codes.astype(np.uint64)).positions


def ranked(words: Words) -> Ranked:
    """The words in order, and where each came from."""
    bits = max(1, len(words) - 1).bit_length()
    if len(words) and int(words.max()).bit_length() + bits > _WORD:
        positions = np.argsort(words, kind="stable").astype(np.int64)
        return Ranked(words[positions], positions)
    shift = np.uint64(bits)
    both = words << shift
    both |= np.arange(len(words), dtype=np.uint64)
    both.sort()
    positions = (both & np.uint64((1 << bits) - 1)).view(np.int64)
    both >>= shift
    return Ranked(both, positions)


def group(words: Words) -> Grouped:
    """Each distinct word once, and which one each input is."""
    ordered, positions = ranked(words)
    first = is_first(ordered)
    inverse = np.empty(len(words), dtype=np.int32)
    inverse[positions] = np.cumsum(first, dtype=np.int32) - 1
    return Grouped(ordered[first], inverse)


class GroupedPairs(NamedTuple):
    """Distinct pairs of codes in ascending order, and for each input its position among them."""

    left: Codes
    right: Codes
    inverse: Codes


def group_pairs(left: Places, right: Places) -> GroupedPairs:
    """Each distinct pair of non-negative codes once, packed as tightly as the codes allow."""
    width = np.uint64(int(right.max(initial=0)) + 1)
    distinct, inverse = group(left.astype(np.uint64) * width + right.astype(np.uint64))
    first, second = np.divmod(distinct, width)
    return GroupedPairs(first.astype(np.int32), second.astype(np.int32), inverse)


def group_sizes(ordered: npt.NDArray[np.generic]) -> tuple[Longs, Longs]:
    """Start and size of each run of equal values in a sorted array."""
    starts = np.flatnonzero(is_first(ordered)).astype(np.int64)
    return starts, np.diff(np.append(starts, len(ordered)))


def dense(codes: npt.NDArray[np.integer]) -> Codes:
    """The codes renumbered 0, 1, … in their own order; negative codes become -1."""
    renumbered = np.full(len(codes), -1, dtype=np.int32)
    known = codes >= 0
    renumbered[known] = group(codes[known].astype(np.uint64)).inverse
    return renumbered


def may_be_among(words: Words, known: Words) -> npt.NDArray[np.bool_]:
    """For each word whether it may be one of `known`: never a wrong no, and of many words few wrong yeses."""
    if len(words) < _MANY:
        return np.ones(len(words), dtype=np.bool_)
    is_marked = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
    is_marked[spread(known, _SIEVE_BITS)] = True
    return np.asarray(is_marked.take(spread(words, _SIEVE_BITS).view(np.int64)))


def spread(words: Words, bits: int) -> Words:
    """A place for each word among 2 to the power of `bits`, those of near words far apart."""
    return np.asarray(words * SPREAD >> np.uint64(_WORD - bits))


def is_among(words: Words, ordered: Words) -> npt.NDArray[np.bool_]:
    """For each word, in an array of any shape, whether it is one of the ascending words `ordered`."""
    if not len(ordered):
        return np.zeros(words.shape, dtype=np.bool_)
    if words.size < _MANY:
        return _are_among(words, ordered)
    flat = words.reshape(-1)
    found = np.zeros(len(flat), dtype=np.bool_)
    rows = np.flatnonzero(may_be_among(flat, ordered))
    found[rows] = _are_among(flat[rows], ordered)
    return found.reshape(words.shape)


def _are_among(words: Words, ordered: Words) -> npt.NDArray[np.bool_]:
    places = np.minimum(np.searchsorted(ordered, words), len(ordered) - 1)
    return np.asarray(ordered[places] == words)
