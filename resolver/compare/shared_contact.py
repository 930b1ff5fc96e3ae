"""Shared contact: a telephone number or an email address.

Invariant: a value held by many different people (a parent's, a hostel desk's, a case worker's) is a hub
and says nothing; it is demoted before it makes candidate pairs and before it weighs.
"""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.compare.distinct import threads
from resolver.compare.level import Level, Rarity
from resolver.compare.one_field import EXACT, OneField

_SLIP, _DIFFERENT = EXACT + 1, EXACT + 2
_SHORTEST = 8


class SharedContact(OneField):
    """Compares telephone numbers or email addresses."""

    levels = (
        Level("same", 0.6, 0.35, Rarity.EXACT),
        Level("differs by a slip", 0.05, 0.01, Rarity.SIMILAR),
        Level("different", 0.35, 0.64),
    )

    def judge(self, first: list[str], second: list[str]) -> np.ndarray:
        """Level codes of pairs of different values."""
        edits = cpdist(first, second, scorer=OSA.distance, score_cutoff=1, workers=threads(first))
        is_long = np.array([len(text) >= _SHORTEST for text in first])
        return np.where((edits <= 1) & is_long, _SLIP, _DIFFERENT).astype(np.uint8)
