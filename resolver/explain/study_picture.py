"""The picture of a person under the glass: records as points, pairs as lines, a cut in two colours.

Invariant: a line is as thick as its pair weighs; bridges are dashed, and what speaks against is dotted.
"""

from collections.abc import Mapping

import altair as alt
import networkx as nx
import numpy as np
import numpy.typing as npt

from resolver.explain.built import Pull
from resolver.explain.draw import AGAINST, FOR, OTHER, WHOLE, WIDTH, Rows, chart, colours, layered
from resolver.studio import Cut, Study, joining_graph

_PARTS = {"keeps the id": FOR, "would leave": OTHER}
_PAIRS = {"speaks for": FOR, "bridge": WHOLE, "speaks against": AGAINST}
_DASHES = [[1, 0], [8, 4], [2, 3]]

Places = Mapping[str, npt.NDArray[np.float64]]


def study_picture(found: Study, cut: Cut | None = None, title: str | None = None) -> alt.LayerChart:
    """A person's records and what their pairs say.

    Args:
        found: the person.
        cut: which cut to show; the most doubtful where none is given.
        title: of the picture.
    """
    shown = cut if cut is not None else next(iter(found.cuts), None)
    places: Places = nx.kamada_kawai_layout(joining_graph(found.records, found.pulls), weight=None)
    edges = _edges(found, places)
    layers = [*(_lines(edges) if edges else ()), *_points(_nodes(found, shown, places))]
    whole = layered(*layers)
    return whole.properties(title=title or _told(found, shown), width=WIDTH, height=WIDTH * 0.6)


def _lines(edges: Rows) -> tuple[alt.Chart, ...]:
    lines = chart(edges).encode(
        x=_across("x"),
        y=_up("y"),
        x2="x2:Q",
        y2="y2:Q",
        strokeWidth=alt.StrokeWidth("strength:Q", scale=alt.Scale(domain=[0, 12], range=[1, 6]), legend=None),
        color=alt.Color("kind:N", scale=colours(_PAIRS), title="pair"),
        strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=[*_PAIRS], range=_DASHES), title="pair"),
        tooltip=["left:N", "right:N", alt.Tooltip("bits:Q", format="+.1f")],
    )
    weights = chart(edges).encode(x=_across("mx"), y=_up("my"), text=alt.Text("bits:Q", format="+.1f"))
    return lines.mark_rule(), *_haloed(weights, dy=0)


def _points(nodes: Rows) -> tuple[alt.Chart, ...]:
    shapes = alt.Scale(domain=[*_PARTS], range=["circle", "square"])
    base = chart(nodes).encode(x=_across("x"), y=_up("y"))
    points = base.mark_point(size=260, opacity=1, strokeWidth=0).encode(
        fill=alt.Fill("part:N", scale=colours(_PARTS), title="if cut"),
        shape=alt.Shape("part:N", scale=shapes, title="if cut"),
    )
    return points, *_haloed(base.encode(text="record:N"), dy=20)


def _haloed(words: alt.Chart, dy: int) -> tuple[alt.Chart, alt.Chart]:
    """The words, and beneath them a white rim that keeps them apart from the lines."""
    rim = words.mark_text(dy=dy, fontSize=11, stroke="white", strokeWidth=4, strokeJoin="round")
    return rim, words.mark_text(dy=dy, fontSize=11, color="black")


def _across(name: str) -> alt.X:
    """A place from left to right, without an axis: only nearness tells."""
    return alt.X(f"{name}:Q", axis=None, scale=alt.Scale(domain=[-1.4, 1.4]))


def _up(name: str) -> alt.Y:
    return alt.Y(f"{name}:Q", axis=None, scale=alt.Scale(domain=[-1.3, 1.15]))


def _nodes(found: Study, cut: Cut | None, places: Places) -> Rows:
    leaves = set(cut.leaves) if cut is not None else set()
    return [
        {
            "record": record,
            "x": float(places[record][0]),
            "y": float(places[record][1]),
            "part": "would leave" if record in leaves else "keeps the id",
        }
        for record in found.records
    ]


def _edges(found: Study, places: Places) -> Rows:
    alone = {frozenset(pair) for pair in found.bridges}
    return [_edge(pull, places, alone) for pull in found.pulls if pull.bits or pull.settled is not None]


def _edge(pull: Pull, places: Places, alone: "set[frozenset[str]]") -> "dict[str, object]":
    (x, y), (x2, y2) = places[pull.left].tolist(), places[pull.right].tolist()
    kind = "speaks for" if pull.force > 0 else "speaks against"
    return {
        "x": x,
        "y": y,
        "x2": x2,
        "y2": y2,
        "mx": (x + x2) / 2,
        "my": (y + y2) / 2,
        "left": pull.left,
        "right": pull.right,
        "bits": pull.bits,
        "strength": abs(pull.bits),
        "kind": "bridge" if frozenset((pull.left, pull.right)) in alone else kind,
    }


def _told(found: Study, cut: Cut | None) -> str:
    if cut is None:
        return f"{found.person}: nothing to cut"
    parts = f"{len(cut.keeps)} and {len(cut.leaves)} records"
    return f"{found.person}: a cut into {parts} would lose {cut.balance:.1f} bits on balance"
