"""Middle name: further given names, where both records have them.

Invariant: an initial agrees with every name that begins with it.
"""

import numpy as np

from resolver.background import Background
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.likeness_of_two import likeness
from resolver.compare.names import Names
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares
from resolver.packed import Places
from resolver.said import Said

_EXACT, _ALIKE, _INITIAL, _DIFFERENT = range(1, 5)
_FROM_LIKENESS = np.array(
    [0, _DIFFERENT, _ALIKE, _INITIAL, _ALIKE, _ALIKE, _ALIKE, _ALIKE, _EXACT], dtype=np.uint8
)


class MiddleName:
    """Compares middle names."""

    name = "middle_name"
    tells_namesakes = True
    levels = (
        Level("same middle name", 0.8, 0.03, Rarity.EXACT),
        Level("much the same middle name", 0.07, 0.02, Rarity.SIMILAR),
        Level("an initial of the middle name", 0.06, 0.05),
        Level("different middle names", 0.07, 0.9),
    )

    def __init__(self, names: Names) -> None:
        self._names = names
        self._shares = names.shares("middle_name")

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        levels = _FROM_LIKENESS.take(self._names.likeness("middle_name", "middle_name", left, right))
        codes = self._names.column("middle_name").codes
        return Compared(levels, shares_of(self._shares, codes[left], codes[right]))


def middle_names_of_two(background: Background) -> OfTwo:
    """What `MiddleName` says, of two records."""
    shares, from_likeness = Shares(background, "middle_name"), _FROM_LIKENESS.tolist()

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get("middle_name"), other.values.get("middle_name")
        if mine is None or theirs is None:
            return NOTHING
        return from_likeness[likeness(mine, theirs)], max(shares.of(mine), shares.of(theirs))

    return compare
