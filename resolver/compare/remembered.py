"""Remembered: what was judged of pairs of values, so that the next million pairs need not ask again.

Invariant: an entry holds both codes and the outcome in one word, so threads that read and write at once see a
whole entry or none. A later pair may take an earlier one's place: what is forgotten is judged anew, alike.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from resolver.packed import Places, Words, spread

_SLOT_BITS = 20
_CODE, _OUTCOME = np.uint64(28), np.uint64(8)
_MOST_CODES = 1 << 28
_WORTH_IT = 5000

Outcomes = npt.NDArray[np.uint8]
Judge = Callable[[Places, Places], Outcomes]


class Remembered:
    """Outcomes, from 1 to 255, of pairs of unequal codes from 0 up to so many `codes`; 8 MB of them."""

    def __init__(self, codes: int) -> None:
        self._fits = codes <= _MOST_CODES

    @cached_property
    def _entries(self) -> Words:
        return np.zeros(1 << _SLOT_BITS, dtype=np.uint64)

    def judged(self, low: Places, high: Places, judge: Judge) -> Outcomes:
        """What `judge` says of each pair; it is asked only of pairs that are not remembered."""
        if not self._fits or len(low) < _WORTH_IT:
            return judge(low, high)
        outcomes = self.recall(low, high)
        new = np.flatnonzero(outcomes == 0)
        low, high = low[new], high[new]
        outcomes[new] = fresh = judge(low, high)
        self.keep(low, high, fresh)
        return outcomes

    def recall(self, low: Places, high: Places) -> Outcomes:
        """The outcome of each pair, 0 where none is remembered."""
        keys, slots = _placed(low, high)
        entries = self._entries[slots]
        outcomes = entries.astype(np.uint8)
        entries >>= _OUTCOME
        outcomes[entries != keys] = 0
        return outcomes

    def keep(self, low: Places, high: Places, outcomes: Outcomes) -> None:
        """Remember the outcome of each pair."""
        keys, slots = _placed(low, high)
        self._entries[slots] = (keys << _OUTCOME) | outcomes


def _placed(low: Places, high: Places) -> tuple[Words, Words]:
    """The key of each pair and the slot where it would be."""
    keys = low.astype(np.uint64)
    keys <<= _CODE
    keys |= high.astype(np.uint64)
    return keys, spread(keys, _SLOT_BITS)
