"""Kin: pairs that are taken for two people of one household, however much else agrees.

Invariant: a rule is a list of levels that all hold; one number that both have outranks every rule. A rule
sets the odds of two people of one household well above those of one person, so it shows in the explanation,
adds up, and can be outvoted by other records, such as one of somebody who goes by both names.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import LevelCodes
from resolver.model import Bits, Model

KIN_BITS = np.float32(5.0)
_UNLESS = "same number"


class KinRule(NamedTuple):
    """What the rule says of a pair, and the levels at which it says so."""

    says: str
    levels: tuple[str, ...]


KIN_RULES = (
    KinRule(
        "first names differ in every form, born on one day, of one home: taken for twins",
        ("different given names", "same date of birth", "same home"),
    ),
    KinRule(
        "of one home and a generation apart: taken for parent and child",
        ("dates of birth a generation apart", "same home"),
    ),
    KinRule(
        "of one home, and one was recorded before the other was born: taken for parent and child",
        ("one was recorded before the other was born", "same home"),
    ),
)


def kin_rules(model: Model, levels: LevelCodes) -> npt.NDArray[np.uint8]:
    """The rule that holds for each row of `levels` (shape rows, comparisons): 0 for none, 1 for the first."""
    found = np.zeros(len(levels), dtype=np.uint8)
    is_one_number = _reach(model, levels, _UNLESS)
    for number, rule in reversed(list(enumerate(KIN_RULES, start=1))):
        holds = np.logical_and.reduce([_reach(model, levels, label) for label in rule.levels])
        found[holds & ~is_one_number] = number
    return found


def as_kin(rules: npt.NDArray[np.uint8], person: Bits, household: Bits) -> Bits:
    """The odds of another person of the household, for pairs that a rule takes for kin and for the others."""
    return np.where(rules > 0, np.maximum(household, person + KIN_BITS), household)


def _reach(model: Model, levels: LevelCodes, label: str) -> npt.NDArray[np.bool_]:
    """Which rows reach the level of this label in any comparison."""
    found = np.zeros(len(levels), dtype=np.bool_)
    for place, code in model.places.get(label, ()):
        found |= levels[:, place] == code
    return found
