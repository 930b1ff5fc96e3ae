"""Ties: what must hold between the shares that are learned, whatever the pairs seem to say.

Invariant: namesakes agree as strangers do on all that does not tell namesakes; and a level that fades with
time never says more than the level it fades from; and what cannot be is not learned to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Comparison, Rarity

_PERSON, _HOUSEHOLD, _NAMESAKE, _STRANGER = range(4)
_RULED_OUT = 1e-6

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ties:
    """Marks of all levels of all comparisons, end to end.

    Attributes:
        tell_namesakes: the levels that namesakes may learn.
        count_namesakes: the levels at which strangers of one name are counted, so need no class of their own.
        fading: the places of the levels that fade, those of less time passed first.
        fade_from: the places of the levels that they fade from.
        kept: how much of the worth is kept at most.
        most: the largest share of pairs of one person that each level may have.
    """

    tell_namesakes: Flags
    count_namesakes: Flags
    fading: Longs
    fade_from: Longs
    kept: Floats
    most: Floats

    @classmethod
    def of(cls, comparisons: Sequence[Comparison]) -> Self:
        """The ties that the levels of these comparisons declare."""
        sizes = [len(each.levels) for each in comparisons]
        starts = np.repeat(np.cumsum([0, *sizes])[:-1], sizes)
        levels = [level for each in comparisons for level in each.levels]
        fades_from = np.array([level.fades_from for level in levels], dtype=np.int64)
        fading = np.flatnonzero(fades_from)
        return cls(
            np.repeat([each.tells_namesakes for each in comparisons], sizes),
            np.array([level.rarity is Rarity.RATIO for level in levels], dtype=np.bool_),
            fading,
            (starts + fades_from - 1)[fading],
            np.array([level.kept for level in levels])[fading],
            np.array([level.most for level in levels]),
        )

    def hold(self, shares: Floats) -> None:
        """Make the ties hold of shares of shape (4, levels), classes in the order of `Shares`."""
        shares[_PERSON] = np.minimum(shares[_PERSON], self.most)
        shares[_NAMESAKE] = np.where(self.tell_namesakes, shares[_NAMESAKE], shares[_STRANGER])
        shares[_NAMESAKE, self.count_namesakes] = _RULED_OUT
        for kind in (_PERSON, _HOUSEHOLD, _NAMESAKE):
            worth = shares[kind] / shares[_STRANGER]
            faded = self.kept * worth[self.fade_from] + 1 - self.kept
            learned = worth[self.fading]
            worth = np.where(faded < 1, np.clip(learned, faded, 1), np.clip(learned, 1, faded))
            shares[kind, self.fading] = worth * shares[_STRANGER, self.fading]
