"""Block: which pairs of records are worth comparing.

Invariant: a pair is proposed once, smaller record index first, in ascending order; a block above the
cap is split by further keys, and what is still too large is paired with near neighbours only, so the
number of pairs grows with the number of records and not with its square.
"""

import numpy as np

from resolver.keys import Keys
from resolver.packed import Codes, Longs, Words, dense, group_sizes, order, pack, sorted_unique
from resolver.records import Records
from resolver.settings import Settings


def candidate_pairs(records: Records, settings: Settings) -> Words:
    """All candidate pairs as packed words, distinct and ascending.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    keys = Keys(records)
    found = [pairs_of_rule(keys, rule, settings) for rule in settings.blocking]
    return sorted_unique(np.concatenate(found))


def pairs_of_rule(keys: Keys, rule: tuple[str, ...], settings: Settings) -> Words:
    """The distinct pairs of records that agree on every key of one rule."""
    codes = keys.joined(rule)
    members = np.flatnonzero(codes >= 0)
    one, other = _pairs(codes[members], members, settings.split_by, keys, settings)
    left, right = keys.members[one], keys.members[other]
    unequal = left != right
    left, right = left[unequal], right[unequal]
    return sorted_unique(pack(np.minimum(left, right), np.maximum(left, right)))


def _pairs(
    codes: Codes, members: Longs, split_by: tuple[str, ...], keys: Keys, settings: Settings
) -> tuple[Longs, Longs]:
    """Pairs of `members` that share a code; large blocks are split by the next key."""
    positions = order(codes)
    ordered, ranked = codes[positions], members[positions]
    starts, sizes = group_sizes(ordered)
    is_large = sizes > settings.largest_block
    small = _all_pairs(ranked, starts[~is_large], sizes[~is_large])
    if not is_large.any():
        return small
    in_large = np.repeat(is_large, sizes)
    rest, rest_codes = ranked[in_large], ordered[in_large]
    if split_by:
        finer = _split(rest_codes, keys.codes(split_by[0])[rest])
        others = _pairs(finer, rest, split_by[1:], keys, settings)
    else:
        others = _neighbours(ranked=rest, codes=rest_codes, window=settings.neighbours_in_oversize_blocks)
    return np.concatenate([small[0], others[0]]), np.concatenate([small[1], others[1]])


def _split(codes: Codes, further: Codes) -> Codes:
    """Codes that also tell the further key apart; records without it stay together."""
    order_of_both = codes.astype(np.int64) * (int(further.max(initial=0)) + 2) + further + 1
    return dense(order_of_both)


def _all_pairs(ranked: Longs, starts: Longs, sizes: Longs) -> tuple[Longs, Longs]:
    """Every pair inside each block, blocks given by their start and size in `ranked`."""
    within = _ranges(sizes)
    followers = np.repeat(sizes, sizes) - within - 1
    first = np.repeat(starts, sizes) + within
    left = np.repeat(first, followers)
    right = left + _ranges(followers) + 1
    return ranked[left], ranked[right]


def _neighbours(ranked: Longs, codes: Codes, window: int) -> tuple[Longs, Longs]:
    """Pairs at most `window` places apart inside a block."""
    steps = [np.flatnonzero(codes[step:] == codes[:-step]) for step in range(1, window + 1)]
    left = np.concatenate(steps)
    right = np.concatenate([first + step for step, first in enumerate(steps, start=1)])
    return ranked[left], ranked[right]


def _ranges(sizes: Longs) -> Longs:
    """0, 1, … size-1 for each size, one after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(ends - sizes, sizes)
