"""Given name: the first name, the middle names and the name a person is called by, in any order.

Invariant: the closest of the ways the two records could mean one name counts; a name that sits in the
family-name column on the other side, and the other way about, is a swap and not a difference.
"""

import numpy as np

from resolver.compare.level import Compared, Level, Rarity
from resolver.compare.names import Likeness, NameBook
from resolver.packed import Codes
from resolver.records import Records
from resolver.values import Column, same_dictionary

_EXACT, _KNOWN_AS, _TYPO, _PART, _INITIAL, _NEAR, _SWAPPED, _DIFFERENT = range(1, 9)
_FROM_LIKENESS = np.array([0, _DIFFERENT, _NEAR, _INITIAL, _PART, _TYPO, _KNOWN_AS, _EXACT], dtype=np.uint8)


class GivenName:
    """Compares given names."""

    name = "given_name"
    fields = ("given_name",)
    levels = (
        Level("same given name", 0.72, 0.02, Rarity.EXACT),
        Level("a short form, or a name the person is also called by", 0.08, 0.01, Rarity.SIMILAR),
        Level("given names that differ by a slip", 0.08, 0.01, Rarity.SIMILAR),
        Level("one of several given names is the same", 0.03, 0.01, Rarity.SIMILAR),
        Level("an initial of the given name", 0.03, 0.03),
        Level("given names that sound alike", 0.02, 0.02),
        Level("given and family names change places", 0.01, 0.0005),
        Level("different given names", 0.03, 0.8995),
    )

    def __init__(self, records: Records) -> None:
        fields = ("given_name", "family_name", "known_as", "middle_name")
        (self._given, self._family, self._known_as, self._middle), names = same_dictionary(
            *(records.column(field) for field in fields)
        )
        self._book = NameBook(names)
        self._shares = self._given.shares()

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        given_left, given_right = self._given.codes[left], self._given.codes[right]
        levels = _FROM_LIKENESS[self._book.likeness(given_left, given_right)]
        self._try_other_names(levels, left, right)
        self._try_swap(levels, left, right)
        shares = np.maximum(self._shares[given_left], self._shares[given_right])
        return Compared(levels, shares)

    def _try_other_names(self, levels: np.ndarray, left: Codes, right: Codes) -> None:
        """Raise the level of pairs that agree through a name other than the first."""
        for mine, theirs in (
            (self._known_as, self._given),
            (self._given, self._known_as),
            (self._known_as, self._known_as),
            (self._middle, self._given),
            (self._given, self._middle),
        ):
            self._try(levels, mine, theirs, left, right)

    def _try(self, levels: np.ndarray, mine: Column, theirs: Column, left: Codes, right: Codes) -> None:
        rows = np.flatnonzero((levels > _TYPO) & (mine.codes[left] >= 0) & (theirs.codes[right] >= 0))
        if len(rows):
            likeness = self._book.likeness(mine.codes[left[rows]], theirs.codes[right[rows]])
            levels[rows[likeness >= Likeness.TYPO]] = _KNOWN_AS

    def _try_swap(self, levels: np.ndarray, left: Codes, right: Codes) -> None:
        rows = np.flatnonzero(levels >= _NEAR)
        one, other = left[rows], right[rows]
        crossed = self._given.codes[one] == self._family.codes[other]
        crossed &= self._family.codes[one] == self._given.codes[other]
        crossed &= self._given.codes[one] >= 0
        levels[rows[crossed]] = _SWAPPED
