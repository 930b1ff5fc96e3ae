"""Levels: the named degrees of agreement of a comparison, and what comparing a batch of pairs gives.

Invariant: level 0 means that one of the two records says nothing, which is no evidence either way;
levels 1, 2, … are the positions of a comparison's `Level`s, strongest agreement first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from resolver.packed import Flags, Longs, Places

LevelCodes = npt.NDArray[np.uint8]
Shares = npt.NDArray[np.float32]
ShareAt = Callable[[Longs], Shares]

_NOTHING, _FIRST, _SECOND = np.arange(3, dtype=np.uint8)


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


def no_shares(places: Longs) -> Shares:
    """The shares where how common a value is plays no part."""
    return np.ones(len(places), dtype=np.float32)


def shares_of(shares: Shares, *values: Places) -> ShareAt:
    """The share of the most common of the values that each pair has on its sides."""
    return lambda places: np.maximum.reduce([shares.take(codes[places]) for codes in values])


def same_or_not(is_known: Flags, is_same: Flags) -> LevelCodes:
    """Level 1 where two values are the same, 2 where they differ, 0 where one of them is not known."""
    return np.where(is_known, np.where(is_same, _FIRST, _SECOND), _NOTHING)


@dataclass(frozen=True)
class Compared:
    """One entry a pair: the level; and of pairs asked for, the share of records with the value agreed on.

    Most pairs do not agree, and of these nobody asks how common a value is.
    """

    levels: LevelCodes
    share_at: ShareAt = no_shares

    @property
    def shares(self) -> Shares:
        """The shares of all pairs."""
        return self.share_at(np.arange(len(self.levels), dtype=np.int64))


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

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of the pairs whose record indices are `left` and `right`."""
        ...
