"""Stable hashes of texts, computed for whole dictionaries at once.

Invariant: the hash of a text depends on nothing but the text, so that a key made today and a key made from
another table next year are the same. Hashes have 40 bits, so that a hash and a position share one word;
0 is kept for nothing.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from resolver.packed import Words

_BITS = np.uint64(40)
_TOP = np.uint64(64) - _BITS
_BASE = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_FEW = 128
_REMEMBERED = 100_000
_MASK = (1 << 64) - 1
_BASE_NUMBER, _FIRST_NUMBER, _SECOND_NUMBER, _TOP_NUMBER = map(int, (_BASE, _FIRST, _SECOND, _TOP))


def hashes(texts: Sequence[str]) -> Words:
    """The hash of each text: a polynomial over its bytes, mixed; 0 for the empty text."""
    if len(texts) < _FEW:
        return np.array([hash_of(text) for text in texts], dtype=np.uint64)
    encoded = [text.encode() for text in texts]
    sizes = np.array([len(each) for each in encoded], dtype=np.int64)
    hashed = np.zeros(len(texts), dtype=np.uint64)
    some = np.flatnonzero(sizes)
    if not len(some):
        return hashed
    letters = np.frombuffer(b"".join(encoded), dtype=np.uint8).astype(np.uint64) + np.uint64(1)
    starts = np.cumsum(sizes[some]) - sizes[some]
    places = np.arange(len(letters)) - np.repeat(starts, sizes[some])
    powers = np.cumprod(np.full(int(sizes.max()), _BASE, dtype=np.uint64), dtype=np.uint64)
    hashed[some] = _shortened(np.add.reduceat(letters * powers[places], starts))
    return hashed


@lru_cache(_REMEMBERED)
def hash_of(text: str) -> int:
    """The hash of one text, in Python: of few texts, calling NumPy takes longer than the work."""
    hashed = 0
    for byte in reversed(text.encode()):
        hashed = (hashed + byte + 1) * _BASE_NUMBER & _MASK
    return _shortened_one(hashed) if text else 0


def _shortened_one(word: int) -> int:
    """What `_shortened` makes of one word."""
    word = (word ^ word >> 30) * _FIRST_NUMBER & _MASK
    word = (word ^ word >> 27) * _SECOND_NUMBER & _MASK
    return max(1, (word ^ word >> 31) >> _TOP_NUMBER)


def mixed_one(one: int, other: int) -> int:
    """What `mixed` gives, of one hash and another."""
    return _shortened_one((one * _BASE_NUMBER + other + 1) & _MASK)


def mixed(one: Words, other: Words | np.uint64) -> Words:
    """One hash of two, of which the order counts."""
    return _shortened(one * _BASE + other + np.uint64(1))


def _shortened(words: Words) -> Words:
    """The words stirred (Steele, Lea and Flood, 2014, “SplitMix”) and cut to 40 bits, never 0."""
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    words = (words ^ (words >> np.uint64(31))) >> _TOP
    return np.maximum(words, np.uint64(1))


def symmetric(one: Words, other: Words) -> npt.NDArray[np.uint64]:
    """One hash of two, of which the order does not count."""
    return mixed(np.minimum(one, other), np.maximum(one, other))
