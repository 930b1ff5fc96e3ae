"""Family name: the current one and any earlier one.

Invariant: a name before marriage counts as agreement in its own right; two names that only change
places with the given names are nothing here, because the given-name comparison has said so already.
"""

import numpy as np

from resolver.background import Background
from resolver.compare.given_name import any_alike, are_swapped
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.likeness_of_two import likeness
from resolver.compare.names import Names
from resolver.compare.of_two import Agreement, OfTwo, Shares
from resolver.packed import Places
from resolver.said import Said

_EXACT, _FORMER, _TYPO, _PART, _NEAR, _DIFFERENT = range(1, 7)
_FROM_LIKENESS = np.array([0, _DIFFERENT, _NEAR, _NEAR, _PART, _TYPO, _TYPO, _NEAR, _EXACT], dtype=np.uint8)
_OTHER_WAYS = (
    ("former_name", "family_name"),
    ("family_name", "former_name"),
    ("former_name", "former_name"),
    ("middle_name", "family_name"),
    ("family_name", "middle_name"),
)


class FamilyName:
    """Compares family names."""

    name = "family_name"
    tells_namesakes = True
    changing = (_DIFFERENT,)
    levels = (
        Level("same family name", 0.82, 0.75, Rarity.EXACT),
        Level("the family name of one is a former name of the other", 0.02, 0.01, Rarity.SIMILAR),
        Level("family names that differ by a slip or a spelling", 0.07, 0.03, Rarity.SIMILAR),
        Level("one part of a family name is the same", 0.02, 0.02, Rarity.SIMILAR),
        Level("family names that sound alike", 0.02, 0.02),
        Level("different family names", 0.05, 0.17),
    )

    def __init__(self, names: Names) -> None:
        self._names = names
        self._shares = names.shares("family_name")

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        levels = _FROM_LIKENESS.take(self._names.likeness("family_name", "family_name", left, right))
        sides = left, right
        levels[self._names.rows_alike_in_any(np.flatnonzero(levels > _TYPO), _OTHER_WAYS, sides)] = _FORMER
        levels[self._names.swapped_rows(np.flatnonzero(levels >= _NEAR), sides)] = 0
        codes = self._names.column("family_name").codes
        return Compared(levels, shares_of(self._shares, codes[left], codes[right]))


def family_names_of_two(background: Background) -> OfTwo:
    """What `FamilyName` says, of two records."""
    shares, from_likeness = Shares(background, "family_name"), _FROM_LIKENESS.tolist()

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get("family_name"), other.values.get("family_name")
        level = from_likeness[likeness(mine, theirs)]
        if level > _TYPO and any_alike(_OTHER_WAYS, one, other):
            level = _FORMER
        elif level >= _NEAR and are_swapped(one, other):
            level = 0
        return level, max(shares.of(mine), shares.of(theirs))

    return compare
