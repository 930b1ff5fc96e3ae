"""Who is at risk on a landmark: whoever could have a first day of a crisis in the window.

At risk are the people known on the day, alive as far as known, and in no open crisis. An earlier
crisis that is over does not take anybody out (no washout): a second crisis is as worth foreseeing as
a first. A crisis whose end nobody recorded counts as over after a year.
"""

import numpy as np

from gnn.arrays import Integers
from gnn.events import CRISIS
from gnn.snapshot import Snapshot

_LONGEST_CRISIS = 365


def at_risk(snapshot: Snapshot) -> Integers:
    """The numbers of the people at risk, ascending."""
    events = snapshot.events
    in_crisis = (events.theme == CRISIS) & events.is_open & (events.age < _LONGEST_CRISIS)
    is_at_risk = snapshot.traits.is_known.copy()
    is_at_risk[events.person[in_crisis]] = False
    return np.flatnonzero(is_at_risk).astype(np.int64)
