"""Alike: the values of a field that are like what a query asks, each with its level.

Invariant: a finder reads nothing but its field's distinct values, so what is alike depends on no record.
"""

from typing import NamedTuple

import numpy as np

from resolver.packed import Codes
from resolver.search.likelihood import CLOSEST_BUT, Levels


class Alike(NamedTuple):
    """Codes of values and the level of each; a code is there once."""

    codes: Codes
    levels: Levels


NOBODY = Alike(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8))


def kept(codes: Codes, places: Levels) -> Alike:
    """Those codes whose place on their scale, counted from 1, is not 0."""
    is_alike = places > 0
    levels = places[is_alike] + (CLOSEST_BUT - 1)
    return Alike(codes[is_alike].astype(np.int32), levels.astype(np.uint8))
