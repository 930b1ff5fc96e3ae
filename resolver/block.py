"""Block: which pairs of records are worth comparing.

Invariant: a pair is proposed once, smaller record index first, in ascending order; a block above the
cap is split by further keys, and what is still too large is paired with near neighbours only, so the
number of pairs grows with the number of records and not with its square.
"""

import numpy as np

from resolver.keys import Keys
from resolver.packed import Codes, Longs, Words, group_sizes, order, pack, sorted_unique
from resolver.records import Records
from resolver.settings import Settings


def candidate_pairs(records: Records, settings: Settings) -> Words:
    """All candidate pairs as packed words, distinct and ascending."""
    views = [Keys(records)]
    if views[0].has_other_names():
        views.append(Keys(records, other_names=True))
    found = [_pairs_of_rule(views, rule, settings) for rule in settings.blocking]
    return sorted_unique(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)


def _pairs_of_rule(views: list[Keys], rule: tuple[str, ...], settings: Settings) -> Words:
    """The distinct pairs that agree on every key of one rule."""
    codes = views[0].joined(rule)
    members = np.flatnonzero(codes >= 0)
    return sorted_unique(_pairs(codes[members], members, list(settings.split_by), views[0], settings))


def _pairs(codes: Codes, members: Longs, split_by: list[str], keys: Keys, settings: Settings) -> Words:
    """Pairs of `members` that share a code; large blocks are split by the next key."""
    positions = order(codes)
    ordered, ranked = codes[positions], members[positions]
    starts, sizes = group_sizes(ordered) if len(ordered) else (np.empty(0, np.int64),) * 2
    is_large = sizes > settings.largest_block
    small = _all_pairs(ranked, starts[~is_large], sizes[~is_large])
    if not is_large.any():
        return small
    in_large = np.repeat(is_large, sizes)
    rest, rest_codes = ranked[in_large], ordered[in_large]
    if not split_by:
        near = _neighbours(rest, rest_codes, settings.neighbours_in_oversize_blocks)
        return np.concatenate([small, near])
    further = keys.codes(split_by[0])[rest].astype(np.int64)
    joined = rest_codes.astype(np.int64) * (further.max(initial=0) + 2) + further + 1
    return np.concatenate([small, _pairs(joined, rest, split_by[1:], keys, settings)])


def _all_pairs(ranked: Longs, starts: Longs, sizes: Longs) -> Words:
    """Every pair inside each block, blocks given by their start and size in `ranked`."""
    within = _ranges(sizes)
    followers = np.repeat(sizes, sizes) - within - 1
    first = np.repeat(starts, sizes) + within
    left = np.repeat(first, followers)
    right = left + _ranges(followers) + 1
    return _packed(ranked[left], ranked[right])


def _neighbours(ranked: Longs, codes: Codes, window: int) -> Words:
    """Pairs at most `window` places apart inside a block."""
    found = [
        _packed(ranked[:-step][same], ranked[step:][same])
        for step in range(1, min(window, len(ranked) - 1) + 1)
        for same in (codes[step:] == codes[:-step],)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)


def _ranges(sizes: Longs) -> Longs:
    """0, 1, … size-1 for each size, one after another."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) - np.repeat(ends - sizes, sizes)


def _packed(one: Longs, other: Longs) -> Words:
    return pack(np.minimum(one, other), np.maximum(one, other))
