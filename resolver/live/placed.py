"""Placed: the blocks that each record is in, by its number.

Invariant: a record's blocks are those under which the index has it, so whether two records are a candidate
pair is known without working out their blocks again.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from resolver.live.block_words import Word
from resolver.live.blocks import Blocks
from resolver.live.growing import Growing
from resolver.packed import Words, order

_HASH_BITS = np.uint64(40)


class Placed:
    """One word a record and block, in which the number of the rule stands above the hash."""

    def __init__(self, rules: Sequence[Blocks], records: int) -> None:
        tagged = [each.words | (np.uint64(rule) << _HASH_BITS) for rule, each in enumerate(rules)]
        places = np.concatenate([each.places for each in rules])
        self._words = Growing(np.concatenate(tagged)[order(places)])
        ends = np.cumsum(np.bincount(places, minlength=records), dtype=np.int64)
        self._ends = Growing(ends)

    def add(self, blocks: Iterable[Sequence[Word]]) -> None:
        """Let the next numbers be in these blocks."""
        for words in blocks:
            self._words.extend(np.array([tag(word) for word in words], dtype=np.uint64))
            self._ends.extend(np.array([len(self._words)], dtype=np.int64))

    def of(self, number: int) -> Words:
        """The tagged words of the record of a number."""
        first = int(self._ends.at(number - 1)) if number else 0
        return self._words.between(first, int(self._ends.at(number)))


def tag(word: Word) -> int:
    """One number for a rule and a hash."""
    return word[0] << int(_HASH_BITS) | word[1]
