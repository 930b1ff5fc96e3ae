"""Score: from levels of agreement to weights, looked up once for each distinct pattern of levels.

Invariant: weight = prior + the evidence of each comparison - the chance of another household member,
all in bits; the parts that `explain` shows add up to it.
"""

import numpy as np

from resolver.model import Bits, Model
from resolver.observe import Observed, levels_of
from resolver.packed import group


def score(model: Model, observed: Observed) -> Bits:
    """The weight of each observed pair: log2 of the odds that it is one person."""
    distinct, inverse = group(observed.words)
    levels = levels_of([len(each.levels) for each in model.comparisons], distinct)
    same_person = np.full(len(distinct), model.prior_bits, dtype=np.float32)
    household = np.full(len(distinct), model.household_bits, dtype=np.float32)
    for position, comparison in enumerate(model.comparisons):
        evidence = comparison.bits()
        same_person += evidence.same_person[levels[:, position]]
        household += evidence.household[levels[:, position]]
    cost = household_cost(household[inverse] - observed.rarity)
    return same_person[inverse] - observed.rarity - cost


def household_cost(household: Bits) -> Bits:
    """What the chance of another household member takes from the weight: log2(1 + 2^household)."""
    return np.logaddexp2(np.float32(0), household).astype(np.float32)


def probability(weight: Bits) -> Bits:
    """Probability of a match from its weight in bits."""
    return (1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))).astype(np.float32)


def bits_of(probability: float) -> float:
    """The weight in bits at which a match has this probability."""
    return float(np.log2(probability / (1.0 - probability)))
