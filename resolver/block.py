"""Block: which pairs of records are worth comparing.

Invariant: a pair is proposed once, smaller record index first, in ascending order. A crowded block is split
by further keys, and what is still crowded is paired with near neighbours only, so the number of pairs grows
with the number of records and not with its square. Where the crowded blocks of earlier data are given,
whether a pair is proposed depends on its two records alone; what is crowded to the last proposes nothing.
"""

from typing import NamedTuple

import numpy as np

from resolver.hashing import mixed
from resolver.keys import NO_KEY, Keys
from resolver.packed import Longs, Words, group_sizes, is_among, order, pack, sorted_unique
from resolver.records import Records
from resolver.settings import Settings


class Candidates(NamedTuple):
    """Packed pairs, and the hashes of the blocks that were crowded, both distinct and ascending."""

    pairs: Words
    crowded: Words


def candidate_pairs(records: Records, settings: Settings, crowded: Words | None = None) -> Candidates:
    """All candidate pairs; `crowded` names the blocks to split, None has their size decide.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    keys = Keys(records)
    blocks = _Blocks(keys, settings, crowded)
    found = [blocks.pairs(rule) for rule in settings.blocking]
    return Candidates(sorted_unique(np.concatenate(found)), blocks.crowded())


class _Blocks:
    """Forms the blocks of one rule after another, and remembers which were crowded."""

    def __init__(self, keys: Keys, settings: Settings, crowded: Words | None) -> None:
        self._keys, self._settings, self._known = keys, settings, crowded
        self._found: list[Words] = []

    def crowded(self) -> Words:
        """The crowded blocks: those known before, or those found."""
        if self._known is not None:
            return self._known
        return sorted_unique(np.concatenate([np.empty(0, dtype=np.uint64), *self._found]))

    def pairs(self, rule: tuple[str, ...]) -> Words:
        """The distinct pairs of records that agree on every key of one rule."""
        words = self._keys.rule(rule)
        members = np.flatnonzero(words != NO_KEY)
        one, other = self._within(words[members], members, self._settings.split_by)
        left, right = self._keys.members[one], self._keys.members[other]
        unequal = left != right
        left, right = left[unequal], right[unequal]
        return sorted_unique(pack(np.minimum(left, right), np.maximum(left, right)))

    def _within(self, words: Words, members: Longs, split_by: tuple[str, ...]) -> tuple[Longs, Longs]:
        """Pairs of `members` that share a word; crowded blocks are split by the next key."""
        positions = order(words)
        ordered, ranked = words[positions], members[positions]
        starts, sizes = group_sizes(ordered)
        is_crowded = self._is_crowded(ordered[starts], sizes)
        small = _all_pairs(ranked, starts[~is_crowded], sizes[~is_crowded])
        if not is_crowded.any():
            return small
        in_crowd = np.repeat(is_crowded, sizes)
        rest, rest_words = ranked[in_crowd], ordered[in_crowd]
        if split_by:
            finer = mixed(rest_words, self._keys.words(split_by[0])[rest])
            others = self._within(finer, rest, split_by[1:])
        else:
            others = self._neighbours(rest, rest_words)
        return np.concatenate([small[0], others[0]]), np.concatenate([small[1], others[1]])

    def _is_crowded(self, words: Words, sizes: Longs) -> np.ndarray:
        if self._known is not None:
            return is_among(words, self._known)
        is_crowded = sizes > self._settings.largest_block
        self._found.append(words[is_crowded])
        return is_crowded

    def _neighbours(self, ranked: Longs, words: Words) -> tuple[Longs, Longs]:
        """Pairs a few places apart inside a block; none where records must stand for themselves."""
        window = 0 if self._known is not None else self._settings.neighbours_in_oversize_blocks
        none = np.empty(0, dtype=np.int64)
        steps = [np.flatnonzero(words[step:] == words[:-step]) for step in range(1, window + 1)]
        left = np.concatenate([none, *steps])
        right = np.concatenate([none, *(first + step for step, first in enumerate(steps, start=1))])
        return ranked[left], ranked[right]


def _all_pairs(ranked: Longs, starts: Longs, sizes: Longs) -> tuple[Longs, Longs]:
    """Every pair inside each block, blocks given by their start and size in `ranked`."""
    within = _ranges(sizes)
    followers = np.repeat(sizes, sizes) - within - 1
    first = np.repeat(starts, sizes) + within
    left = np.repeat(first, followers)
    right = left + _ranges(followers) + 1
    return ranked[left], ranked[right]


def _ranges(sizes: Longs) -> Longs:
    """0, 1, … size-1 for each size, one after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(ends - sizes, sizes)
