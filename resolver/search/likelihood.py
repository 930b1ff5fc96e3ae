"""Likelihood: how likely somebody who half remembers a person asks as they did, by how alike it is.

Invariant: what a likeness is worth is log2 of how much likelier the query is of this person than of anybody:
its likelihood divided by the average over all people who are counted. So a rare value is worth more than a
common one, and a person whom the query contradicts loses the same whatever was asked.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.float64]

NOTHING, DIFFERENT, CLOSEST_BUT = 0, 1, 2
"""Levels: the records say nothing here; nothing in them is alike; the least of a scale's likenesses."""


@dataclass(frozen=True)
class Likeness:
    """One way in which a query may be like a value.

    Attributes:
        wording: as users read it.
        likelihood: chance that this very query is made of somebody with such a value.
        at_most: bits that it is worth at most, because the value leaves much open, as an initial does.
    """

    wording: str
    likelihood: float
    at_most: float = float("inf")


@dataclass(frozen=True)
class Scale:
    """The likenesses of a sort of value, closest last, and the chance that the memory is plainly wrong."""

    likenesses: tuple[Likeness, ...]
    mistaken: float

    def wording(self, level: int) -> str:
        """What a level means, as users read it."""
        return "nothing like it" if level == DIFFERENT else self.likenesses[level - CLOSEST_BUT].wording

    def worth(self, people: npt.NDArray[np.integer]) -> Weights:
        """What each level is worth in bits.

        Args:
            people: how many of the people counted are at each level, shape (likenesses + 2,).
        """
        chances = np.array([each.likelihood for each in self.likenesses])
        worth = np.zeros(len(chances) + CLOSEST_BUT)
        known = int(people[DIFFERENT:].sum())
        average = float(people[CLOSEST_BUT:] @ chances) / max(1, known)
        if average > 0:
            worth[DIFFERENT] = np.log2(self.mistaken)
            most = [each.at_most for each in self.likenesses]
            worth[CLOSEST_BUT:] = np.clip(np.log2(chances / average), worth[DIFFERENT], most)
        return worth


NAME = Scale(
    (
        Likeness("the same initial", 0.01, 3.0),
        Likeness("written much alike", 0.0004),
        Likeness("contains it", 0.002),
        Likeness("the other of given and family name", 0.03),
        Likeness("sounds alike", 0.002),
        Likeness("one or two letters differ", 0.002),
        Likeness("sounds alike, one or two letters differ", 0.01),
        Likeness("begins so", 0.02),
        Likeness("a form of the same name", 0.015),
        Likeness("the same", 0.6),
    ),
    mistaken=0.08,
)
ADDRESS = Scale(
    (
        Likeness("part of the address", 0.0001),
        Likeness("part of the address, and the number", 0.0005),
        Likeness("much the same street, another number", 0.0003),
        Likeness("much the same address", 0.02),
        Likeness("same street, another number", 0.004),
        Likeness("same address as far as given", 0.5),
    ),
    mistaken=0.2,
)
POSTCODE = Scale(
    (
        Likeness("same postal district", 0.00015),
        Likeness("a slip in the postcode", 0.002),
        Likeness("same postcode as far as given", 0.75),
    ),
    mistaken=0.15,
)
DIGITS = Scale((Likeness("one digit differs", 0.001), Likeness("ends so", 0.85)), mistaken=0.1)
DATE = Scale(
    (
        Likeness("two parts of the date are the same", 0.0003),
        Likeness("a year out", 0.0002),
        Likeness("same year, the day not known", 0.002, 5.0),
        Likeness("a slip in the date", 0.004),
        Likeness("same date as far as given", 0.8),
    ),
    mistaken=0.08,
)
YEARS = Scale(
    (
        Likeness("some years out", 0.01),
        Likeness("a few years out", 0.04),
        Likeness("that age or year", 0.12),
    ),
    mistaken=0.05,
)
YEAR = Scale(
    (
        Likeness("some years out", 0.003),
        Likeness("a year or two out", 0.04),
        Likeness("that year", 0.75),
    ),
    mistaken=0.05,
)
