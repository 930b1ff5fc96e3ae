"""Remembered: what was judged of pairs of values, so that the next million pairs need not ask again.

Invariant: an entry holds both codes and the outcome in one word, so threads that read and write at once see a
whole entry or none. A later pair may take an earlier one's place: what is forgotten is judged anew, alike.
"""

from collections.abc import Sized
from functools import cached_property

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes, Words, spread

_SLOT_BITS = 20
_CODE, _OUTCOME = np.uint64(28), np.uint64(8)
_MOST_CODES = 1 << 28
_WORTH_IT = 5000

Outcomes = npt.NDArray[np.uint8]


class Remembered:
    """Outcomes, from 1 to 255, of pairs of unequal codes from 0 up to so many `codes`; 8 MB of them."""

    def __init__(self, codes: int) -> None:
        self._fits = codes <= _MOST_CODES

    @cached_property
    def _entries(self) -> Words:
        return np.zeros(1 << _SLOT_BITS, dtype=np.uint64)

    def is_worth(self, pairs: Sized) -> bool:
        """Whether so many pairs are worth looking up."""
        return self._fits and len(pairs) >= _WORTH_IT

    def recall(self, low: Codes, high: Codes) -> Outcomes:
        """The outcome of each pair, 0 where none is remembered."""
        keys, slots = _placed(low, high)
        entries = self._entries[slots]
        outcomes = entries.astype(np.uint8)
        entries >>= _OUTCOME
        outcomes[entries != keys] = 0
        return outcomes

    def keep(self, low: Codes, high: Codes, outcomes: Outcomes) -> None:
        """Remember the outcome of each pair."""
        keys, slots = _placed(low, high)
        self._entries[slots] = (keys << _OUTCOME) | outcomes


def _placed(low: Codes, high: Codes) -> tuple[Words, Words]:
    """The key of each pair and the slot where it would be."""
    keys = low.astype(np.uint64)
    keys <<= _CODE
    keys |= high.astype(np.uint64)
    return keys, spread(keys, _SLOT_BITS)
