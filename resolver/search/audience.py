"""Audience: which people a search may know of.

Invariant: whoever is not allowed is left out before anything is counted, so that neither the order of the
others nor how rare a value seems depends on them. Everyone is asked about once, and again when their records
change.
"""

from collections.abc import Callable

import numpy as np

from resolver.search.likelihood import Flags
from resolver.search.roll import Roll

Allowed = Callable[[str], bool]


class Audience:
    """Remembers whom a rule allows; for one index. Make a new one when the rule itself changes."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._roll: Roll | None = None
        self._seen = 0
        self._mask: Flags = np.zeros(0, dtype=np.bool_)

    def mask(self, roll: Roll) -> Flags:
        """For each person of the roll whether a search may know of them."""
        if roll is not self._roll:
            self._roll, self._seen, self._mask = roll, -1, np.zeros(0, dtype=np.bool_)
        grown = np.zeros(len(roll.persons), dtype=np.bool_)
        grown[: len(self._mask)] = self._mask
        new = roll.changed_since(self._seen)
        grown[new] = [self._allowed(person) for person in roll.persons.at(new)]
        self._mask, self._seen = grown, roll.changes
        return grown
