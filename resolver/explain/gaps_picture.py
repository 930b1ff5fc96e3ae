"""The picture of errors by group: each rate with its interval, and which differ from all others.

Invariant: a rate is never shown without its interval.
"""

from collections.abc import Sequence
from typing import Literal

import altair as alt

from resolver.explain.draw import AGAINST, FOR, ROW, WIDTH, Rows, chart, colours, layered, wide
from resolver.subgroups import Subgroup

_MARKS = {"as others, within chance": FOR, "differs from all others": AGAINST}


def gaps_picture(
    found: Sequence[Subgroup],
    which: Literal["missed", "wrong"] = "missed",
    title: str = "Errors by group",
) -> alt.LayerChart:
    """The rate of links that were missed, or of links that are wrong, by group; the worst at the top."""
    rows = sorted(_rows(found, which), key=lambda row: -float(row["rate"]))
    marks = alt.Color("mark:N", scale=colours(_MARKS), title=None)
    order = [row["group"] for row in rows]
    base = chart(rows).encode(y=alt.Y("group:N", sort=order, title=None, axis=wide()), color=marks)
    share = alt.X("low:Q", title=f"share of links {which}, with its 95 % interval", axis=alt.Axis(format="%"))
    bars = base.mark_rule(strokeWidth=3).encode(x=share, x2="high:Q")
    shapes = alt.Scale(domain=[*_MARKS], range=["circle", "diamond"])
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="rate:Q", shape=alt.Shape("mark:N", scale=shapes, title=None)
    )
    return layered(bars, points).properties(title=title, width=WIDTH, height=ROW * 1.2 * max(1, len(rows)))


def _rows(found: Sequence[Subgroup], which: Literal["missed", "wrong"]) -> Rows:
    marks = list(_MARKS)
    rates = ((each, each.missed if which == "missed" else each.wrong) for each in found)
    return [
        {
            "group": f"{each.name} ({each.people:,} people)",
            "rate": rate.rate.value,
            "low": rate.rate.low,
            "high": rate.rate.high,
            "mark": marks[rate.is_marked],
        }
        for each, rate in rates
        if rate is not None
    ]
