"""Slips: whether two values of a field differ by one slip of the hand.

Invariant: one letter more, less or another, or two neighbours that change places; nothing else is a slip.
"""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.compare.letters import Letters
from resolver.packed import Flags, Places
from resolver.parallel import threads_for
from resolver.values import Column


class Slips:
    """Looks for slips between the values of a column."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._letters = Letters(column.values, kinds=16)

    def between(self, left: Places, right: Places) -> Flags:
        """Whether the values of each pair of codes differ by a slip."""
        first, second = self._column.texts[left], self._column.texts[right]
        edits = cpdist(first, second, scorer=OSA.distance, score_cutoff=1, workers=threads_for(len(first)))
        return np.asarray(edits <= 1)

    def possible(self, left: Places, right: Places) -> Flags:
        """Whether they may, by their letters."""
        return self._letters.may_be_edits(left, right, 1)
