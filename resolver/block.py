"""Block: which pairs of records are worth comparing.

Invariant: a pair is proposed once, smaller record index first, in ascending order. A crowded block proposes
nothing, so the number of pairs grows with the number of records and not with its square; a rule with a
further key makes smaller blocks of it. Where the crowded blocks of earlier data are given, whether a pair is
proposed depends on its two records alone.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from resolver.keys import NO_KEY, Keys
from resolver.packed import (
    Codes,
    Flags,
    Longs,
    Words,
    group_sizes,
    is_among,
    pack,
    ranked,
    sorted_unique,
)
from resolver.parallel import in_parallel
from resolver.records import Records
from resolver.rules import Rule, rules_of
from resolver.settings import Settings

_PORTION = 100_000
_STRETCHES = 8
_NO_WORDS: Words = np.empty(0, dtype=np.uint64)


class Candidates(NamedTuple):
    """Packed pairs, and the hashes of the blocks that were crowded, both distinct and ascending."""

    pairs: Words
    crowded: Words


class _Proposed(NamedTuple):
    """What one rule proposes, its crowded blocks, and which members it made no pairs of."""

    pairs: Words
    crowded: Words
    closed: Flags


class Grouped(NamedTuple):
    """Members in the order of their words, and for each block its word, where it starts, and its size.

    Attributes:
        positions: the place of each member among those given.
    """

    members: Codes
    positions: Longs
    words: Words
    starts: Longs
    sizes: Longs

    def only(self, kept: Flags) -> "Grouped":
        """The blocks that are marked."""
        starts, sizes = self.starts[kept], self.sizes[kept]
        places = np.repeat(starts, sizes) + ranges(sizes)
        ends = np.cumsum(sizes)
        return Grouped(self.members[places], self.positions[places], self.words[kept], ends - sizes, sizes)

    def of_first(self, count: int) -> "Grouped":
        """The blocks without the members that are not among the first so many given."""
        kept = self.positions < count
        if kept.all():
            return self
        before = np.append(0, np.cumsum(kept))
        starts, ends = before[self.starts], before[self.starts + self.sizes]
        return Grouped(self.members[kept], self.positions[kept], self.words, starts, ends - starts)


def candidate_pairs(records: Records, settings: Settings, crowded: Words | None = None) -> Candidates:
    """All candidate pairs; `crowded` names the crowded blocks, None has their size decide.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    return proposed(Keys(records), rules_of(settings), crowded)


def proposed(keys: Keys, rules: Sequence[Rule], crowded: Words | None = None) -> Candidates:
    """The pairs that share a block of some rule; arguments and errors as in `candidate_pairs`."""
    made: list[_Proposed] = []
    closed: dict[frozenset[str], Flags] = {}

    def propose(rule: Rule) -> _Proposed:
        return _proposed_by(keys, rule, crowded, closed)

    for wave in _waves([rule for rule in rules if keys.has(rule.keys)]):
        of_wave = in_parallel(propose, wave, keys.records)
        closed.update({frozenset(rule.keys): each.closed for rule, each in zip(wave, of_wave, strict=True)})
        made += of_wave
    if crowded is None:
        crowded = sorted_unique(np.concatenate([_NO_WORDS, *(each.crowded for each in made)]))
    parts = [_NO_WORDS, *(each.pairs for each in made)]
    made.clear()
    return Candidates(_merged(parts), crowded)


def _merged(parts: list[Words]) -> Words:
    """The distinct words of all parts, ascending, as the words of each part are; the parts are let go.

    The lowest come first, then the next, two stretches at a time, so that never all are held twice.
    """
    longest = max(parts, key=len)
    if not len(longest):
        return longest
    cuts = longest[len(longest) * np.arange(1, _STRETCHES) // _STRETCHES]
    ends = [[0, *np.searchsorted(part, cuts).tolist(), len(part)] for part in parts]

    def merge(stretch: int) -> Words:
        of_each = (part[end[stretch] : end[stretch + 1]] for part, end in zip(parts, ends, strict=True))
        return sorted_unique(np.concatenate(list(of_each)))

    merged = in_parallel(merge, range(_STRETCHES), len(longest))
    parts.clear()
    return np.concatenate(merged)


def _waves(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules after all those with fewer of their keys: what these propose, they need not propose again.

    Of one wave those with the largest blocks come first, since they take longest.
    """
    depth: dict[Rule, int] = {}
    for rule in sorted(rules, key=lambda each: len(set(each.keys))):
        wider = [depth[other] for other in depth if set(other.keys) < set(rule.keys)]
        depth[rule] = max(wider, default=-1) + 1
    by_size = sorted(depth, key=lambda each: -each.largest_block)
    return [[rule for rule in by_size if depth[rule] == wave] for wave in sorted(set(depth.values()))]


def grouped(words: Words, members: Codes) -> Grouped:
    """Blocks of members that share a word; a word of nothing makes no block, nor does one member alone."""
    known = np.flatnonzero(words != NO_KEY)
    ordered, places = ranked(words[known])
    positions = known[places]
    starts, sizes = group_sizes(ordered)
    shared = sizes > 1
    return Grouped(members[positions], positions, ordered[starts[shared]], starts[shared], sizes[shared])


def _proposed_by(
    keys: Keys, rule: Rule, crowded: Words | None, closed: Mapping[frozenset[str], Flags]
) -> _Proposed:
    """The distinct pairs of records that agree on every key of one rule, but for those proposed already.

    Args:
        closed: by the keys of rules that were used, which members are in no block, or in a crowded one.
            Where a rule with fewer keys has made pairs of a member, this one would make some of them again.
    """
    words = keys.rule(rule.keys)
    for known, left_over in closed.items():
        if known < frozenset(rule.keys):
            words[~left_over] = NO_KEY
    blocks = grouped(words, keys.members)
    is_closed = blocks.sizes > rule.largest_block if crowded is None else is_among(blocks.words, crowded)
    opened = blocks.only(~is_closed)
    left_over = np.ones(len(words), dtype=np.bool_)
    left_over[opened.positions] = False
    once = opened.of_first(keys.distinct(rule.keys))
    pairs = sorted_unique(_pairs_within(once.members, once.starts, once.sizes))
    return _Proposed(pairs, blocks.words[is_closed], left_over)


def _pairs_within(members: Codes, starts: Longs, sizes: Longs) -> Words:
    """Every pair of different records in each block, a portion of blocks at a time."""
    portions = np.cumsum(sizes * (sizes - 1) // 2) // _PORTION
    cuts = np.flatnonzero(np.diff(portions)) + 1
    return np.concatenate(
        [
            _pairs_of(members, *each)
            for each in zip(np.split(starts, cuts), np.split(sizes, cuts), strict=True)
        ]
    )


def _pairs_of(members: Codes, starts: Longs, sizes: Longs) -> Words:
    within = ranges(sizes)
    places = np.repeat(starts, sizes) + within
    one, other = with_followers(places, np.repeat(sizes, sizes) - within - 1)
    return packed_unequal(members[one], members[other])


def with_followers(places: Longs, followers: Longs) -> tuple[Longs, Longs]:
    """Each place with each of so many places that follow it."""
    first = np.repeat(places, followers)
    return first, first + ranges(followers) + 1


def packed_unequal(one: Codes, other: Codes) -> Words:
    """Pairs of different records, smaller index first; a record paired with itself is left out."""
    unequal = one != other
    one, other = one[unequal], other[unequal]
    return pack(np.minimum(one, other), np.maximum(one, other))


def ranges(sizes: Longs) -> Longs:
    """0, 1, … size-1 for each size, one after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(ends - sizes, sizes)
