"""Drawing: what all pictures share. Needs the extra `notebooks` (altair).

Invariant: what a colour tells, a shape, a dash or a word tells too.
"""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pyarrow as pa

FOR, AGAINST, WHOLE, QUIET, OTHER = "#1d70b8", "#d4351c", "#0b0c0c", "#b1b4b6", "#f47738"
ROW = 24
WIDTH = 460
_LABEL = 420

Rows = list[dict[str, Any]]


def chart(rows: Rows) -> alt.Chart:
    """A chart of rows, which carries its data with it."""
    return alt.Chart(pa.Table.from_pylist(rows))


def layered(*charts: alt.Chart) -> alt.LayerChart:
    """The charts on top of each other."""
    return alt.LayerChart(layer=list(charts))


def colours(kinds: Mapping[str, str]) -> alt.Scale:
    """A colour for each kind."""
    return alt.Scale(domain=[*kinds], range=[*kinds.values()])


def wide() -> alt.Axis:
    """An axis of long names."""
    return alt.Axis(labelLimit=_LABEL)
