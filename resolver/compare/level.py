"""Levels: the named degrees of agreement of a comparison, and what comparing a batch of pairs gives.

Invariant: level 0 means that one of the two records says nothing, which is no evidence either way;
levels 1, 2, … are the positions of a comparison's `Level`s, strongest agreement first.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from resolver.packed import Codes

LevelCodes = npt.NDArray[np.uint8]
Shares = npt.NDArray[np.float32]


class Rarity(Enum):
    """Whether the frequency of the value weighs in at a level.

    A ratio is no frequency: it says how much likelier strangers, namesakes among them, agree than the other
    comparisons make them, and so it replaces the class of namesakes at its level.
    """

    NONE = "none"
    EXACT = "exact"
    SIMILAR = "similar"
    RATIO = "ratio"


@dataclass(frozen=True)
class Level:
    """One degree of agreement.

    Attributes:
        label: what it means.
        same_person: the share of pairs of one person that agree to this degree, expected before any data.
        household: the same of pairs of two people of one household.
        rarity: how the frequency of the value weighs in.
        fades_from: the code of the level that this one is with less time passed; 0 for none.
        kept: how much of the worth of that level is kept at most.
        most: the largest share of pairs of one person that may be learned: small for what cannot be.
    """

    label: str
    same_person: float
    household: float
    rarity: Rarity = Rarity.NONE
    fades_from: int = 0
    kept: float = 1.0
    most: float = 1.0


@dataclass(frozen=True)
class Compared:
    """One entry a pair: the level, and the share of records that have the value agreed on."""

    levels: LevelCodes
    shares: Shares


class Comparison(Protocol):
    """Compares records in one respect."""

    @property
    def name(self) -> str:
        """What is compared."""
        ...

    @property
    def levels(self) -> tuple[Level, ...]:
        """Level 1 first."""
        ...

    @property
    def tells_namesakes(self) -> bool:
        """Whether strangers of one name agree here more often than other strangers: names, sex."""
        ...

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of the pairs whose record indices are `left` and `right`."""
        ...
