"""Free text: a place of birth, an occupation.

Invariant: texts that share their words in another order, or of which one holds the other, are alike.
"""

from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from resolver.background import Background
from resolver.compare.level import Level, Rarity
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, in_order, single
from resolver.compare.one_field import EXACT, OneField
from resolver.packed import Places
from resolver.parallel import threads_for
from resolver.said import Said

_ALIKE, _DIFFERENT = EXACT + 1, EXACT + 2
_NEAR = 0.9
_TOKENS = 95.0


class FreeText(OneField):
    """Compares short free texts."""

    levels = (
        Level("same", 0.7, 0.5, Rarity.EXACT),
        Level("much the same", 0.1, 0.05, Rarity.SIMILAR),
        Level("different", 0.2, 0.45),
    )

    def judge(self, left: Places, right: Places) -> np.ndarray:
        """Level codes of pairs of different values."""
        first, second = self._column.texts[left], self._column.texts[right]
        near = cpdist(first, second, scorer=JaroWinkler.similarity, workers=threads_for(len(first))) >= _NEAR
        words = cpdist(first, second, scorer=fuzz.token_set_ratio, workers=threads_for(len(first))) >= _TOKENS
        return np.where(near | words, _ALIKE, _DIFFERENT).astype(np.uint8)


def texts_of_two(background: Background, field: str) -> OfTwo:
    """What `FreeText` says, of two records."""
    shares = Shares(background, field)

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get(field), other.values.get(field)
        if mine is None or theirs is None:
            return NOTHING
        level = EXACT if mine == theirs else _level_of_two(*in_order(mine, theirs))
        return level, max(shares.of(mine), shares.of(theirs))

    return compare


@lru_cache(1 << 16)
def _level_of_two(mine: str, theirs: str) -> int:
    near = single(JaroWinkler.similarity(mine, theirs)) >= single(_NEAR)
    return _ALIKE if near or fuzz.token_set_ratio(mine, theirs) >= _TOKENS else _DIFFERENT
