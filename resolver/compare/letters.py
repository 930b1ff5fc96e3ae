"""Letters: from the letters of two texts alone, whether it is worth looking at them closer.

Invariant: never too strict. A text is one word of bits, in which a letter that occurs n times sets up to n of
its bits; the bits in which two texts differ are never more than the letters in which they differ.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.bulk import listed
from resolver.packed import Codes, Flags, Places, Words
from resolver.values import as_array

_BITS = 64
_ONE = np.uint64(1)
_OF_A_SLIP = 2
_START_COUNTS = 0.699
_ROUNDING = 1e-3
_LONG = 63
_PORTION = 1 << 12

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]


class Letters:
    """The letters of the values of a field.

    `kinds` is how many kinds of letters are told apart: 16 serve digits, 32 a Latin alphabet.
    """

    def __init__(self, values: Sequence[str], kinds: int) -> None:
        array = as_array(values)
        portions = [array.slice(start, _PORTION) for start in range(0, len(array), _PORTION)]
        parts = [_lettered(portion, kinds) for portion in portions]
        sizes, first, words = ([each[part] for each in parts] for part in range(3))
        self._sizes: Bytes = np.concatenate([np.empty(0, dtype=np.uint8), *sizes])
        self._first: Codes = np.concatenate([np.empty(0, dtype=np.int32), *first])
        self._words: Words = np.concatenate([np.empty(0, dtype=np.uint64), *words])

    def may_be_edits(self, left: Places, right: Places, edits: int) -> Flags:
        """Whether so many letters more, less, changed or in each other's place may make one of the other."""
        return np.asarray(self._apart(left, right) <= _OF_A_SLIP * edits)

    def may_have_ratio(self, left: Places, right: Places, least: float) -> Flags:
        """Whether so large a share of the letters of both texts may be common to them (an InDel ratio)."""
        most = _most_apart_of_ratio(least)[self._both_sizes(left, right)]
        return np.asarray(self._apart(left, right) <= most)

    def may_be_similar(self, left: Places, right: Places, least: float, edits: int) -> Flags:
        """Whether two texts may have this Jaro-Winkler similarity, or be so few edits apart."""
        one, other = _most_apart_of_similarity(least, _OF_A_SLIP * edits)
        sizes = self._both_sizes(left, right)
        same_start = self._first[left] == self._first[right]
        return np.asarray(self._apart(left, right) <= np.where(same_start, one[sizes], other[sizes]))

    def _both_sizes(self, left: Places, right: Places) -> npt.NDArray[np.uint16]:
        return self._sizes[left].astype(np.uint16) * np.uint16(_LONG + 1) + self._sizes[right]

    def _apart(self, left: Places, right: Places) -> Bytes:
        return np.asarray(np.bitwise_count(self._words[left] ^ self._words[right]))


@cache
def _most_apart_of_ratio(least: float) -> Bytes:
    return _most_apart(lambda one, other, apart: 1 - apart / (one + other) >= least - _ROUNDING)


@cache
def _most_apart_of_similarity(least: float, anyway: int) -> tuple[Bytes, Bytes]:
    """For texts that start alike, and for others; so many letters may differ `anyway`."""
    alike = _most_apart(lambda *each: _with_start(_highest_jaro(*each)) >= least - _ROUNDING)
    others = _most_apart(lambda *each: _highest_jaro(*each) >= least - _ROUNDING)
    return np.maximum(alike, anyway).astype(np.uint8), np.maximum(others, anyway).astype(np.uint8)


def _highest_jaro(one: Floats, other: Floats, apart: Floats) -> Floats:
    common = (one + other - apart) / 2
    return np.minimum((common / one + common / other + 1) / 3, 1)


def _with_start(jaro: Floats) -> Floats:
    return np.where(jaro > _START_COUNTS, jaro + 0.4 * (1 - jaro), jaro)


def _most_apart(holds: Callable[[Floats, Floats, Floats], Flags]) -> Bytes:
    """For each two sizes how many letters may differ so that something may still hold; all of a long text.

    One entry for each two sizes, the first times `_LONG` + 1 plus the second.
    """
    sizes = np.maximum(np.arange(_LONG + 1, dtype=np.float64), 1)
    apart = np.arange(2 * _BITS, dtype=np.float64)
    held = holds(sizes[:, None, None], sizes[None, :, None], apart[None, None, :])
    most = held.sum(axis=2).astype(np.int64) - 1
    most[_LONG, :] = most[:, _LONG] = 2 * _BITS
    return np.asarray(np.maximum(most, 0).astype(np.uint8).ravel())


def _lettered(texts: pa.StringArray, kinds: int) -> tuple[Bytes, Codes, Words]:
    """The size of each text, at most `_LONG`, its first letter, and its word."""
    sizes = pc.utf8_length(texts).to_numpy().astype(np.int64)
    letters = np.frombuffer("".join(listed(texts)).encode("utf-32-le"), dtype=np.uint32)
    starts = np.cumsum(sizes) - sizes
    first = letters[starts].astype(np.int32)
    return np.minimum(sizes, _LONG).astype(np.uint8), first, _words(letters, sizes, kinds)


def _words(letters: npt.NDArray[np.uint32], sizes: npt.NDArray[np.int64], kinds: int) -> Words:
    """One word a text: for each kind of letter as many of its bits as it has of them, from the lowest on."""
    cells = np.repeat(np.arange(len(sizes), dtype=np.int64) * kinds, sizes) + letters % np.uint32(kinds)
    counts = np.bincount(cells, minlength=len(sizes) * kinds).reshape(-1, kinds)
    each = _BITS // kinds
    bits = np.minimum(counts, each, out=counts).view(np.uint64)
    np.left_shift(_ONE, bits, out=bits)
    bits -= _ONE
    bits <<= np.arange(kinds, dtype=np.uint64) * np.uint64(each)
    return np.asarray(np.bitwise_or.reduce(bits, axis=1))
