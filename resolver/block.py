"""Block: which pairs of records are worth comparing.

Invariant: a pair is proposed once, smaller record index first, in ascending order. A crowded block proposes
nothing, so the number of pairs grows with the number of records and not with its square; a rule with a
further key makes smaller blocks of it. Where the crowded blocks of earlier data are given, whether a pair is
proposed depends on its two records alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from resolver.keys import NO_KEY, Keys
from resolver.packed import Codes, Longs, Words, group_sizes, is_among, order, pack, sorted_unique
from resolver.parallel import in_parallel
from resolver.records import Records
from resolver.rules import Rule, rules_of
from resolver.settings import Settings


class Candidates(NamedTuple):
    """Packed pairs, and the hashes of the blocks that were crowded, both distinct and ascending."""

    pairs: Words
    crowded: Words


class Grouped(NamedTuple):
    """Members in the order of their words, and for each block its word, where it starts, and its size."""

    members: Codes
    words: Words
    starts: Longs
    sizes: Longs


def candidate_pairs(records: Records, settings: Settings, crowded: Words | None = None) -> Candidates:
    """All candidate pairs; `crowded` names the crowded blocks, None has their size decide.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    return proposed(Keys(records), rules_of(settings), crowded)


def proposed(keys: Keys, rules: Sequence[Rule], crowded: Words | None = None) -> Candidates:
    """The pairs that share a block of some rule; arguments and errors as in `candidate_pairs`."""
    none = np.empty(0, dtype=np.uint64)
    found = in_parallel(lambda rule: _proposed_by(keys, rule, crowded), rules, keys.records)
    pairs = sorted_unique(np.concatenate([none, *(each.pairs for each in found)]))
    if crowded is None:
        crowded = sorted_unique(np.concatenate([none, *(each.crowded for each in found)]))
    return Candidates(pairs, crowded)


def grouped(words: Words, members: Codes) -> Grouped:
    """Blocks of members that share a word; a word of nothing makes no block, nor does one member alone."""
    known = np.flatnonzero(words != NO_KEY)
    positions = known[order(words[known])]
    ordered = words[positions]
    starts, sizes = group_sizes(ordered)
    shared = sizes > 1
    return Grouped(members[positions], ordered[starts[shared]], starts[shared], sizes[shared])


def _proposed_by(keys: Keys, rule: Rule, crowded: Words | None) -> Candidates:
    """The distinct pairs of records that agree on every key of one rule, and its crowded blocks."""
    blocks = grouped(keys.rule(rule.keys), keys.members)
    closed = blocks.sizes > rule.largest_block if crowded is None else is_among(blocks.words, crowded)
    starts, sizes = blocks.starts[~closed], blocks.sizes[~closed]
    within = ranges(sizes)
    one, other = with_followers(np.repeat(starts, sizes) + within, np.repeat(sizes, sizes) - within - 1)
    return Candidates(packed_unequal(blocks.members[one], blocks.members[other]), blocks.words[closed])


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
