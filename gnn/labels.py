"""Labels: who had a crisis in the window after a landmark, once that can be known.

A label looks at the day a crisis began, whenever it was recorded; a feature never does.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.arrays import Booleans
from gnn.arrow import integers
from gnn.horizon import Horizon
from gnn.indexed import Indexed


def had_crisis(indexed: Indexed, landmark: date, horizon: Horizon) -> Booleans:
    """For each person whether any crisis began in the window, [people]."""
    opens, closes = (pa.scalar(day, pa.date32()) for day in horizon.window(landmark))
    episodes = indexed.facts.episodes
    start = episodes["start"]
    is_in_window = pc.and_(pc.greater(start, opens), pc.less_equal(start, closes))
    crises = episodes.filter(pc.and_(is_in_window, pc.equal(episodes["kind"], pa.scalar("crisis"))))
    had = np.zeros(len(indexed.people), dtype=np.bool_)
    had[integers(crises["person"], -1)] = True
    return had
