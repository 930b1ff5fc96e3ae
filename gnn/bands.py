"""Bands: how a probability is told to staff, by its place among everybody scored on the same day.

The meanings stand in the vocabulary: very high is the hundredth at highest risk, high the rest of
the tenth, raised the others above the rate of the whole population, low the rest.
"""

import numpy as np
import numpy.typing as npt

from gnn.arrays import Floats
from graph.vocabulary import vocabulary

BANDS = tuple(vocabulary().codes["band"])
LOW, RAISED, HIGH, VERY_HIGH = BANDS


def bands(probability: Floats, score: Floats) -> npt.NDArray[np.str_]:
    """The band of each person.

    Args:
        probability: [people], calibrated.
        score: [people], log-odds before calibration; tells apart people of one probability.
    """
    place = np.empty(len(score), dtype=np.int64)
    place[np.lexsort((-score, -probability))] = np.arange(len(score))
    named = (
        np.where(probability > probability.mean(), RAISED, LOW).astype("<U16")
        if len(score)
        else np.array([], "<U16")
    )
    named[place < len(score) // 10] = HIGH
    named[place < len(score) // 100] = VERY_HIGH
    return named
