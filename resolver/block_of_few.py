"""Blocks of few records: the same candidate pairs, found in all blocks of all rules at once.

Invariant: pairs are those that `resolver.block.proposed` gives where what is crowded is known.
"""

from collections.abc import Sequence

import numpy as np

from resolver.block import packed_unequal, ranges, with_followers
from resolver.keys import NO_KEY, Keys
from resolver.packed import Words, group_sizes, is_among, sorted_unique
from resolver.rules import Rule

_HASH_BITS = np.uint64(40)

FEW = 2000
"""Up to so many records this is quicker than rule after rule."""


def block_words(keys: Keys, rules: Sequence[Rule], crowded: Words) -> Words:
    """The word of each member's block, shape (rules, members); 0 where it is in none, or in a crowded one."""
    words = keys.rules(tuple(rule.keys for rule in rules))
    words[is_among(words, crowded)] = NO_KEY
    return words


def pairs_of_few(keys: Keys, rules: Sequence[Rule], crowded: Words) -> Words:
    """The packed pairs of records that share a block of some rule, ascending.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    words = block_words(keys, rules, crowded)
    rule, member = np.nonzero(words)
    tagged = words[rule, member] | (rule.astype(np.uint64) << _HASH_BITS)
    positions = np.argsort(tagged, kind="stable")
    members = keys.members[member[positions]]
    starts, sizes = group_sizes(tagged[positions])
    within = ranges(sizes)
    one, other = with_followers(np.repeat(starts, sizes) + within, np.repeat(sizes, sizes) - within - 1)
    return sorted_unique(packed_unequal(members[one], members[other]))
