"""Family name: the current one and any earlier one.

Invariant: a name before marriage counts as agreement in its own right; two names that only change
places with the given names are nothing here, because the given-name comparison has said so already.
"""

import numpy as np

from resolver.compare.level import Compared, Level, Rarity
from resolver.compare.names import Likeness, NameBook
from resolver.packed import Codes
from resolver.records import Records
from resolver.values import same_dictionary

_EXACT, _FORMER, _TYPO, _PART, _NEAR, _DIFFERENT = range(1, 7)
_FROM_LIKENESS = np.array([0, _DIFFERENT, _NEAR, _NEAR, _PART, _TYPO, _DIFFERENT, _EXACT], dtype=np.uint8)


class FamilyName:
    """Compares family names."""

    name = "family_name"
    fields = ("family_name",)
    levels = (
        Level("same family name", 0.82, 0.75, Rarity.EXACT),
        Level("the family name of one is a former name of the other", 0.02, 0.01, Rarity.SIMILAR),
        Level("family names that differ by a slip", 0.07, 0.03, Rarity.SIMILAR),
        Level("one part of a family name is the same", 0.02, 0.02, Rarity.SIMILAR),
        Level("family names that sound alike", 0.02, 0.02),
        Level("different family names", 0.05, 0.17),
    )

    def __init__(self, records: Records) -> None:
        (self._family, self._former, self._given), names = same_dictionary(
            *(records.column(field) for field in ("family_name", "former_name", "given_name"))
        )
        self._book = NameBook(names)
        self._shares = self._family.shares()

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        mine, theirs = self._family.codes[left], self._family.codes[right]
        levels = _FROM_LIKENESS[self._book.likeness(mine, theirs)]
        self._try_former(levels, left, right)
        self._leave_swaps(levels, left, right)
        return Compared(levels, np.maximum(self._shares[mine], self._shares[theirs]))

    def _try_former(self, levels: np.ndarray, left: Codes, right: Codes) -> None:
        for mine, theirs in (
            (self._former, self._family),
            (self._family, self._former),
            (self._former, self._former),
        ):
            rows = np.flatnonzero((levels > _TYPO) & (mine.codes[left] >= 0) & (theirs.codes[right] >= 0))
            likeness = self._book.likeness(mine.codes[left[rows]], theirs.codes[right[rows]])
            levels[rows[likeness >= Likeness.TYPO]] = _FORMER

    def _leave_swaps(self, levels: np.ndarray, left: Codes, right: Codes) -> None:
        swapped = self._given.codes[left] == self._family.codes[right]
        swapped &= self._family.codes[left] == self._given.codes[right]
        levels[swapped & (levels > _EXACT)] = 0
