"""Letters: from the letters of two texts alone, whether it is worth looking at them closer.

Invariant: never too strict. A text is one word of bits, in which a letter that occurs n times sets up to n of
its bits; the bits in which two texts differ are never more than the letters in which they differ.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, Flags, Words

_BITS = 64
_ONE = np.uint64(1)
_OF_A_SLIP = 2
_START_COUNTS = 0.699

Floats = npt.NDArray[np.float32]


class Letters:
    """The letters of the values of a field.

    `kinds` is how many kinds of letters are told apart: 16 serve digits, 32 a Latin alphabet.
    """

    def __init__(self, values: Sequence[str], kinds: int) -> None:
        self._sizes = np.array([len(value) for value in values], dtype=np.int32)
        self._first = np.array([ord(value[0]) for value in values], dtype=np.int32)
        self._words = _words("".join(values), self._sizes, kinds)

    def may_be_edits(self, left: Codes, right: Codes, edits: int) -> Flags:
        """Whether so many letters more, less, changed or in each other's place may make one of the other."""
        return np.asarray(self._apart(left, right) <= _OF_A_SLIP * edits)

    def highest_ratio(self, left: Codes, right: Codes) -> Floats:
        """The highest share of the letters of both texts that may be common to them (an InDel ratio)."""
        both = (self._sizes[left] + self._sizes[right]).astype(np.float32)
        return np.asarray(1 - self._apart(left, right) / np.maximum(both, 1))

    def highest_jaro_winkler(self, left: Codes, right: Codes) -> Floats:
        """The highest Jaro-Winkler similarity that two texts may have."""
        one, other = self._sizes[left].astype(np.float32), self._sizes[right].astype(np.float32)
        common = (one + other - self._apart(left, right)) / 2
        jaro = np.minimum((common / np.maximum(one, 1) + common / np.maximum(other, 1) + 1) / 3, 1)
        same_start = (self._first[left] == self._first[right]) & (jaro > _START_COUNTS)
        return np.asarray(np.where(same_start, jaro + 0.4 * (1 - jaro), jaro))

    def _apart(self, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
        return np.asarray(np.bitwise_count(self._words[left] ^ self._words[right]))


def _words(text: str, sizes: Codes, kinds: int) -> Words:
    """One word a text: for each kind of letter as many of its bits as it has of them, from the lowest on."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) % np.uint32(kinds)
    cells = np.repeat(np.arange(len(sizes), dtype=np.int64) * kinds, sizes) + letters
    counts = np.bincount(cells, minlength=len(sizes) * kinds).reshape(-1, kinds)
    each = _BITS // kinds
    bits = np.minimum(counts, each, out=counts).view(np.uint64)
    np.left_shift(_ONE, bits, out=bits)
    bits -= _ONE
    bits <<= np.arange(kinds, dtype=np.uint64) * np.uint64(each)
    return np.asarray(np.bitwise_or.reduce(bits, axis=1))
