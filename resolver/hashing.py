"""Stable hashes of texts, computed for whole dictionaries at once.

Invariant: the hash of a text depends on nothing but the text, so that a key made today and a key made from
another table next year are the same. Hashes have 40 bits, so that a hash and a position share one word;
0 is kept for nothing.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.packed import NEAR, SPREAD, Words
from resolver.signs import Laid
from resolver.values import as_array

_BITS = np.uint64(40)
_TOP = np.uint64(64) - _BITS
_BASE = SPREAD
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_STIRRING = ((np.uint64(30), _FIRST), (np.uint64(27), _SECOND))
_FEW = 128
_PORTION = 1 << 13
_REMEMBERED = 100_000
_MASK = (1 << 64) - 1
_BASE_NUMBER, _FIRST_NUMBER, _SECOND_NUMBER, _TOP_NUMBER = map(int, (_BASE, _FIRST, _SECOND, _TOP))


def hashes(texts: Sequence[str]) -> Words:
    """The hash of each text: a polynomial over its bytes, mixed; 0 for the empty text."""
    if len(texts) < _FEW:
        return np.array([hash_of(text) for text in texts], dtype=np.uint64)
    array = as_array(texts)
    portions = [array.slice(start, _PORTION) for start in range(0, len(array), _PORTION)]
    return np.concatenate([_hashed(portion) for portion in portions])


def _hashed(texts: pa.StringArray) -> Words:
    """The hashes of texts few enough for what is worked out of each letter to stay near the processor."""
    signs, bounds = Laid.of(texts)
    hashed = np.zeros(len(texts), dtype=np.uint64)
    sizes = np.diff(bounds)
    some = np.flatnonzero(sizes)
    if not len(some):
        return hashed
    numbers, starts = signs.astype(np.uint64), bounds[some]
    places = np.arange(len(numbers), dtype=np.int32) - np.repeat(starts, sizes[some])
    powers = np.cumprod(np.full(int(sizes.max()), _BASE, dtype=np.uint64), dtype=np.uint64)
    numbers += np.uint64(1)
    numbers *= powers[places]
    hashed[some] = _shortened(np.add.reduceat(numbers, starts))
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
    words = one * _BASE + other
    words += np.uint64(1)
    return _shortened(words)


def _shortened(words: Words) -> Words:
    """The words stirred (Steele, Lea and Flood, 2014, “SplitMix”) and cut to 40 bits, never 0; in place.

    So many at a time that they stay near the processor.
    """
    flat = words.reshape(-1)
    for start in range(0, len(flat), NEAR):
        part = flat[start : start + NEAR]
        for shift, factor in _STIRRING:
            part ^= part >> shift
            part *= factor
        part ^= part >> np.uint64(31)
        part >>= _TOP
        np.maximum(part, np.uint64(1), out=part)
    return words


def symmetric(one: Words, other: Words) -> npt.NDArray[np.uint64]:
    """One hash of two, of which the order does not count."""
    return mixed(np.minimum(one, other), np.maximum(one, other))
