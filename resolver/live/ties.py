"""Ties: which records speak for being of one person, as neighbours in memory.

Invariant: ties go both ways. A component of tied records is judged as a whole and by itself, because nothing
outside it has a say in how it is clustered.
"""

from collections.abc import Collection, Iterable

import numpy as np

from resolver.packed import Codes


class Ties:
    """The neighbours of each record's number."""

    def __init__(self, left: Codes, right: Codes, count: int) -> None:
        ends, others = np.concatenate([left, right]), np.concatenate([right, left])
        by_end = np.argsort(ends, kind="stable")
        self._others = others[by_end].astype(np.int32)
        self._starts = np.searchsorted(ends[by_end], np.arange(count + 1))
        self._changed: dict[int, set[int]] = {}

    def of(self, number: int) -> Collection[int]:
        """The numbers tied to this one."""
        changed = self._changed.get(number)
        if changed is not None:
            return changed
        if number + 1 >= len(self._starts):
            return ()
        found: list[int] = self._others[self._starts[number] : self._starts[number + 1]].tolist()
        return found

    def replace(self, numbers: Collection[int], pairs: Iterable[tuple[int, int]]) -> None:
        """Let these numbers have the ties of `pairs`, of each of which an end is among them, and no other."""
        for number in numbers:
            for other in self.of(number):
                self._own(other).discard(number)
            self._changed[number] = set()
        for left, right in pairs:
            self._own(left).add(right)
            self._own(right).add(left)

    def _own(self, number: int) -> set[int]:
        if number not in self._changed:
            self._changed[number] = set(self.of(number))
        return self._changed[number]
