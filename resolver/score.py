"""Score: from levels of agreement to weights, looked up once for each distinct pattern of levels.

Invariant: weight = prior + the evidence of each comparison - the chance of another household member -
the chance of a namesake, all in bits; the parts that `explain` shows add up to it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from resolver.kin import as_kin, kin_rules
from resolver.model import Bits, Model
from resolver.observe import Observed, levels_of
from resolver.packed import group
from resolver.parallel import in_parallel

_PART = 250_000


class Scored(NamedTuple):
    """One entry a pair, in bits: log2 of the odds of one person against all else, and against some of it.

    `against_known` is against those others whom the records would know apart: another person of the
    household, or a namesake.
    """

    weight: Bits
    against_strangers: Bits
    against_known: Bits


class Odds(NamedTuple):
    """One entry a pair: log2 of the odds of each rare class against other strangers."""

    same_person: Bits
    household: Bits
    namesake: Bits


def score(model: Model, observed: Observed) -> Scored:
    """The odds of each observed pair."""
    return Scored(*_in_parts(lambda part: weighed(_odds_of(model, part)), observed, len(Scored._fields)))


def odds_of(model: Model, observed: Observed) -> Odds:
    """The odds of each class for each observed pair."""
    return Odds(*_in_parts(lambda part: _odds_of(model, part), observed, len(Odds._fields)))


def _in_parts(work: Callable[[Observed], Iterable[Bits]], observed: Observed, columns: int) -> list[Bits]:
    """The columns that `work` makes of what was observed, a part at a time, several parts side by side."""
    count = len(observed.words)
    made = [np.empty(count, dtype=np.float32) for _ in range(columns)]

    def work_from(start: int) -> None:
        part = slice(start, start + _PART)
        for whole, each in zip(
            made, work(Observed(observed.words[part], observed.rarity[part])), strict=True
        ):
            whole[part] = each

    in_parallel(work_from, range(0, count, _PART), count)
    return made


def _odds_of(model: Model, observed: Observed) -> Odds:
    distinct, inverse = group(observed.words)
    levels = levels_of([len(each.levels) for each in model.comparisons], distinct)
    odds = [np.full(len(distinct), each, dtype=np.float32) for each in model.prior()]
    for position, comparison in enumerate(model.comparisons):
        codes = levels[:, position]
        odds = [total + bits[codes] for total, bits in zip(odds, comparison.bits(), strict=True)]
    odds[1] = as_kin(kin_rules(model, levels), odds[0], odds[1])
    person, household, namesake = (each[inverse] for each in odds)
    return Odds(person - observed.rarity, household - observed.rarity, namesake)


def weighed(odds: Odds) -> Scored:
    """The weight that the odds of all classes make together."""
    person, household, namesake = odds
    others = household_cost(household)
    cost = others + _further_cost(others, namesake)
    return Scored(person - cost, person, person - np.logaddexp2(household, namesake))


def household_cost(household: Bits) -> Bits:
    """What the chance of another household member takes from the weight: log2(1 + 2^household)."""
    return np.asarray(np.logaddexp2(np.float32(0), household), dtype=np.float32)


def namesake_cost(household: Bits, namesake: Bits) -> Bits:
    """What the chance of a namesake takes from the weight, the household's chance taken already."""
    return _further_cost(household_cost(household), namesake)


def _further_cost(taken: Bits, odds: Bits) -> Bits:
    """What the chance of one class more takes, where so much is taken already."""
    return np.asarray(np.logaddexp2(taken, odds) - taken, dtype=np.float32)


def probability(weight: Bits) -> Bits:
    """Probability of a match from its weight in bits."""
    return (1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))).astype(np.float32)


def bits_of(probability: float) -> float:
    """The weight in bits at which a match has this probability."""
    return float(np.log2(probability / (1.0 - probability)))
