"""The index: the numbers of the records in each block, in memory.

Invariant: `sharing` gives every number that was added under a word and no other, whether it stands in the
sorted arrays or among the recent ones. Recent entries are merged into the arrays one rule at a time, so that
no single arrival waits for the whole index to be rebuilt.
"""

from collections.abc import Iterable

import numpy as np

from resolver.live.block_words import Word
from resolver.live.blocks import Blocks
from resolver.packed import order

_MOST_RECENT = 8192


class Index:
    """Finds the records that share a block; numbers are never taken out, so ask whether they still stand."""

    def __init__(self, rules: Iterable[Blocks]) -> None:
        self._rules = [_Rule(each) for each in rules]

    def enter(self, number: int, words: Iterable[Word]) -> None:
        """Enter a record under its words."""
        for rule, word in words:
            self._rules[rule].enter(word, number)
        fullest = max(self._rules, key=_Rule.recent)
        if fullest.recent() > _MOST_RECENT:
            fullest.merge()

    def sharing(self, words: Iterable[Word]) -> set[int]:
        """The numbers of the records that share one of these words."""
        found: set[int] = set()
        for rule, word in words:
            found.update(self._rules[rule].sharing(word))
        return found


class _Rule:
    """The blocks of one rule: sorted words with their numbers, and what came since they were sorted."""

    def __init__(self, blocks: Blocks) -> None:
        positions = order(blocks.words)
        self._words, self._numbers = blocks.words[positions], blocks.places[positions]
        self._recent: dict[int, list[int]] = {}

    def recent(self) -> int:
        """How many words came since the arrays were sorted."""
        return len(self._recent)

    def enter(self, word: int, number: int) -> None:
        self._recent.setdefault(word, []).append(number)

    def merge(self) -> None:
        """Take the recent words into the sorted arrays."""
        words = np.array([word for word, held in self._recent.items() for _ in held], dtype=np.uint64)
        numbers = np.array([number for held in self._recent.values() for number in held], dtype=np.int32)
        positions = order(words)
        at = np.searchsorted(self._words, words[positions])
        self._words = np.insert(self._words, at, words[positions])
        self._numbers = np.insert(self._numbers, at, numbers[positions])
        self._recent = {}

    def sharing(self, word: int) -> list[int]:
        sought = np.uint64(word)
        first = self._words.searchsorted(sought, "left")
        last = self._words.searchsorted(sought, "right")
        found: list[int] = self._numbers[first:last].tolist()
        return found + self._recent.get(word, [])
