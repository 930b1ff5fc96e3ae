"""Sample: pairs of records taken at random, which show how often strangers agree by chance.

Invariant: the same number of records, size and seed always give the same pairs.
"""

import numpy as np

from resolver.packed import Words, pack


def random_pairs(records: int, size: int, seed: int) -> Words:
    """About `size` packed pairs of different records; each pair of them once where there are fewer."""
    if records * (records - 1) // 2 <= size:
        return pack(*(each.astype(np.int32) for each in np.triu_indices(records, 1)))
    generator = np.random.default_rng(seed)
    one = generator.integers(0, records, size, dtype=np.int32)
    other = generator.integers(0, records, size, dtype=np.int32)
    unequal = one != other
    return pack(np.minimum(one, other)[unequal], np.maximum(one, other)[unequal])
