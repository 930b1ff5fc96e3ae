"""The index: the numbers of the records in each block, in memory.

Invariant: `sharing` gives every number that was added under a word and no other, whether it stands in the
sorted arrays or among the recent ones. Recent entries are merged into the arrays one rule at a time, so that
no single arrival waits for the whole index to be rebuilt.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from resolver.live.blocks import Blocks
from resolver.packed import Codes, Longs, order

_MOST_RECENT = 8192


class Index:
    """Finds the records that share a block; numbers are never taken out, so ask whether they still stand."""

    def __init__(self, rules: Iterable[Blocks]) -> None:
        self._rules = [_Rule(each) for each in rules]

    def add(self, rules: Sequence[Blocks], first: int) -> None:
        """Enter records under the words of each rule; the number of the record at place 0 is `first`."""
        for rule, blocks in zip(self._rules, rules, strict=True):
            rule.add(blocks, first)
        fullest = max(self._rules, key=_Rule.recent)
        if fullest.recent() > _MOST_RECENT:
            fullest.merge()

    def sharing(self, rules: Sequence[Blocks]) -> tuple[Codes, Codes]:
        """Pairs of a place and the number of a record that shares a word with it, rule after rule."""
        found = [rule.sharing(blocks) for rule, blocks in zip(self._rules, rules, strict=True)]
        places, numbers = zip(*found, strict=True)
        return np.concatenate(places), np.concatenate(numbers)


class _Rule:
    """The blocks of one rule: sorted words with their numbers, and what came since they were sorted."""

    def __init__(self, blocks: Blocks) -> None:
        positions = order(blocks.words)
        self._words, self._numbers = blocks.words[positions], blocks.places[positions]
        self._recent: dict[int, list[int]] = {}

    def recent(self) -> int:
        """How many words came since the arrays were sorted."""
        return len(self._recent)

    def add(self, blocks: Blocks, first: int) -> None:
        for word, place in zip(blocks.words.tolist(), blocks.places.tolist(), strict=True):
            self._recent.setdefault(word, []).append(first + place)

    def merge(self) -> None:
        """Take the recent words into the sorted arrays."""
        words = np.array([word for word, held in self._recent.items() for _ in held], dtype=np.uint64)
        numbers = np.array([number for held in self._recent.values() for number in held], dtype=np.int32)
        positions = order(words)
        at = np.searchsorted(self._words, words[positions])
        self._words = np.insert(self._words, at, words[positions])
        self._numbers = np.insert(self._numbers, at, numbers[positions])
        self._recent = {}

    def sharing(self, blocks: Blocks) -> tuple[Codes, Codes]:
        first = np.searchsorted(self._words, blocks.words, side="left")
        sizes = np.searchsorted(self._words, blocks.words, side="right") - first
        places = [np.repeat(blocks.places, sizes)]
        numbers = [self._numbers[_runs(first, sizes)]]
        if self._recent:
            for word, place in zip(blocks.words.tolist(), blocks.places.tolist(), strict=True):
                held = np.array(self._recent.get(word, ()), dtype=np.int32)
                places.append(np.full(len(held), place, dtype=np.int32))
                numbers.append(held)
        return np.concatenate(places), np.concatenate(numbers)


def _runs(starts: Longs, sizes: Longs) -> Longs:
    """The positions of each run, one run after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(ends - sizes - starts, sizes)
