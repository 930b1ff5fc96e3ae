"""Caveats: why a pair is not judged by its weight alone.

Invariant: every pair that clustering kept apart against its weight has one; it is part of the explanation and
weighs nothing, so that the lines still add up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resolver.constraints import Constraints
from resolver.gate import Held
from resolver.packed import Codes, Words, is_among, pack, unpack

CAVEAT = "caveat"
BRIDGE, WEAK, NUMBERS_DIFFER, ONE_A_PERSON, REISSUED = range(1, 6)
CAVEATS = (
    "one pair alone would join two groups of several records",
    "too little lies between two groups of several records to join them",
    "their verified numbers differ",
    "both are of a source that keeps one record a person",
    "their verified numbers differ, but all else agrees: a number may have been issued anew",
)

CaveatCodes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Settled:
    """What settles a pair whatever it weighs, and whoever is of one cluster.

    Attributes:
        constraints: what is settled before any weighing.
        reissued: packed pairs of which a verified number may have been issued anew, ascending.
    """

    constraints: Constraints
    reissued: Words

    def covers(self, words: Words) -> npt.NDArray[np.bool_]:
        """For each packed pair whether it is settled."""
        judged = is_among(words, self.constraints.must_link) | is_among(words, self.constraints.cannot_link)
        return judged | is_among(words, self.reissued)


@dataclass(frozen=True)
class Standing:
    """What besides its weight decides on a pair.

    Attributes:
        settled: what is settled whatever it weighs.
        labels: the cluster of each record.
        held: the merges that were not made.
    """

    settled: Settled
    labels: Codes
    held: Held

    def caveats(self, words: Words) -> CaveatCodes:
        """The caveat of each packed pair, 0 for none; who somebody has judged needs none."""
        left, right = unpack(words)
        constraints = self.settled.constraints
        found = self._held_back(left, right)
        found[constraints.are_both_single(left, right)] = ONE_A_PERSON
        found[constraints.conflicts(left, right)] = NUMBERS_DIFFER
        found[is_among(words, self.settled.reissued)] = REISSUED
        for judged in (constraints.must_link, constraints.cannot_link):
            found[is_among(words, judged)] = 0
        return found

    def _held_back(self, left: Codes, right: Codes) -> CaveatCodes:
        one, other = self.labels[left], self.labels[right]
        between = pack(np.minimum(one, other), np.maximum(one, other))
        merges = pack(np.minimum(self.held.one, self.held.other), np.maximum(self.held.one, self.held.other))
        found = np.where(is_among(between, np.sort(merges)), WEAK, 0).astype(np.uint8)
        found[is_among(between, np.sort(merges[self.held.supports == 1]))] = BRIDGE
        return found
