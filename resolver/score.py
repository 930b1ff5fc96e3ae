"""Score: from levels of agreement to weights, three numbers a pair and one lookup a comparison.

Invariant: weight = prior + the evidence of each comparison - the chance of another household member,
all in bits; the parts that `explain` shows add up to it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from resolver.compare.level import Compared
from resolver.model import Bits, Model


class Scored(NamedTuple):
    """One entry a pair, in bits: the weight, and the two log odds against strangers that make it."""

    weight: Bits
    same_person: Bits
    household: Bits


def score(model: Model, compared: Sequence[Compared]) -> Scored:
    """Weights of pairs from what each comparison, in the model's order, says of them."""
    count = len(compared[0].levels)
    same_person = np.full(count, model.prior_bits, dtype=np.float32)
    household = np.full(count, model.household_bits, dtype=np.float32)
    for comparison, each in zip(model.comparisons, compared, strict=True):
        match_bits, household_bits = comparison.bits()
        rarity = comparison.rarity_bits(each.levels, each.shares)
        same_person += match_bits[each.levels] - rarity
        household += household_bits[each.levels] - rarity
    return Scored(same_person - household_cost(household), same_person, household)


def household_cost(household: Bits) -> Bits:
    """What the chance of another household member takes from the weight: log2(1 + 2^household)."""
    return np.logaddexp2(np.float32(0), household).astype(np.float32)


def probability(weight: Bits) -> Bits:
    """Probability of a match from its weight in bits."""
    return (1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))).astype(np.float32)


def bits_of(probability: float) -> float:
    """The weight in bits at which a match has this probability."""
    return float(np.log2(probability / (1.0 - probability)))
