"""Relation worth: how many bits it is worth that the companions of two records match.

Invariant: never negative and never more than `MOST_BITS`, whatever the data say. Expectation-maximisation of
one share in two kinds of pairs: those of one home, be it one person or two, and strangers.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import LevelCodes
from resolver.score import Odds

MOST_BITS = 6.0
_ROUNDS = 8
_PRIOR_PAIRS = 50.0


class _Shares(NamedTuple):
    """How often companions match: of pairs of one home, and of strangers."""

    one_home: float
    strangers: float

    def bits(self) -> float:
        """How much likelier it is in one home than among strangers."""
        return float(np.clip(np.log2(self.one_home / self.strangers), 0.0, MOST_BITS))


_PRIOR = _Shares(0.7, 0.05)


def learned_worth(odds: Odds, levels: LevelCodes) -> float:
    """Bits that matching companions add, learned from pairs of records that both have companions.

    Args:
        odds: the odds of each pair from the two records alone.
        levels: 1 for the pairs whose companions match.
    """
    matching = levels > 0
    known, others = np.logaddexp2(odds.same_person, odds.household), np.logaddexp2(0.0, odds.namesake)
    against = (others - known).astype(np.float64)
    shares = _PRIOR
    for _ in range(_ROUNDS):
        one_home = 1.0 / (1.0 + np.exp2(against - np.where(matching, shares.bits(), 0.0)))
        shares = _Shares(
            _share(one_home, matching, _PRIOR.one_home), _share(1.0 - one_home, matching, _PRIOR.strangers)
        )
    return shares.bits()


def _share(weights: npt.NDArray[np.float64], matching: npt.NDArray[np.bool_], prior: float) -> float:
    return float((weights[matching].sum() + prior * _PRIOR_PAIRS) / (weights.sum() + _PRIOR_PAIRS))
