"""Shares: how many to draw from each stratum.

Invariant: no stratum gives more than it has; as many are drawn as were asked for, or all that there are.
Source: Neyman (1934): draw in proportion to size and spread; a part is dealt out evenly, because what the
spread is taken for may be wrong.
"""

import numpy as np
import numpy.typing as npt

_EVENLY = 0.3

Floats = npt.NDArray[np.float64]


def shared_out(available: npt.NDArray[np.int64], spread: Floats, size: int) -> list[int]:
    """How many of `size` to draw from each stratum of `available` things, by their spread summed up."""
    wanted = min(size, int(available.sum()))
    given = np.zeros(len(available), dtype=np.int64)
    while (left := wanted - int(given.sum())) > 0:
        has_more = given < available
        asked = np.where(
            has_more, _EVENLY / has_more.sum() + (1 - _EVENLY) * spread / spread[has_more].sum(), 0
        )
        more = np.minimum(np.floor(asked * left).astype(np.int64), available - given)
        if not more.any():
            first = np.flatnonzero(has_more)[np.argsort(-asked[has_more], kind="stable")][:left]
            more[first] = 1
        given += more
    return [int(each) for each in given]
