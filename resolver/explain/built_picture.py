"""The picture of a person's making: a tree that grows from the records on the left, step by step.

Invariant: no two lines of the tree cross, and what joined at a step meets at that step.
"""

import altair as alt

from resolver.explain.built import Built, Joining
from resolver.explain.draw import FOR, ROW, WIDTH, Rows, chart, layered

Part = frozenset[str]
Place = tuple[float, float]


def built_picture(found: Built, title: str = "How the person was built") -> alt.LayerChart:
    """The steps from left to right: which records joined which, and with what weight."""
    names = _in_order(found)
    places: dict[Part, Place] = {frozenset((name,)): (0.0, float(at)) for at, name in enumerate(names)}
    lines: Rows = []
    notes: Rows = []
    for number, step in enumerate(found.steps, start=1):
        middle = _grown(lines, number, step, places)
        said = "a reviewer" if step.by_reviewer else f"{step.bits:+.1f} bits"
        notes.append({"x": float(number), "y": middle, "said": f"{number}: {said}"})
    leaves: Rows = [{"x": 0.0, "y": float(at), "said": name} for at, name in enumerate(names)]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.02, len(found.steps) + 0.5]))
    y = alt.Y("y:Q", axis=None)
    tree = chart(lines or leaves).mark_line(color=FOR)
    if lines:
        tree = tree.encode(detail="line:N", order="order:Q")
    told = chart(notes or leaves).mark_text(align="left", dx=6, dy=-9).encode(x=x, y=y, text="said:N")
    labels = chart(leaves).mark_text(align="right", dx=-6).encode(x=x, y=y, text="said:N")
    size = max(3, len(names)) * ROW * 1.4
    return layered(tree.encode(x=x, y=y), told, labels).properties(
        title=title, width=WIDTH, height=size, padding={"left": 190, "right": 60, "top": 5, "bottom": 5}
    )


def _grown(lines: Rows, number: int, step: Joining, places: dict[Part, Place]) -> float:
    """Add the lines of a step; gives the height at which its two parts meet."""
    one, other = frozenset(step.one), frozenset(step.other)
    middle = (places[one][1] + places[other][1]) / 2
    for part in (one, other):
        x, y = places[part]
        points = ((x, y), (float(number), y), (float(number), middle))
        name = f"{number} {min(part)}"
        lines += ({"line": name, "order": at, "x": x, "y": y} for at, (x, y) in enumerate(points))
    places[one | other] = (float(number), middle)
    return middle


def _in_order(found: Built) -> list[str]:
    """The records so that those that join lie side by side."""
    grown: dict[Part, list[str]] = {}
    for step in found.steps:
        one, other = frozenset(step.one), frozenset(step.other)
        grown[one | other] = _taken(grown, one) + _taken(grown, other)
    joined = [record for part in grown.values() for record in part]
    alone = [record for part in found.parts for record in part if record not in set(joined)]
    return joined + alone


def _taken(grown: dict[Part, list[str]], part: Part) -> list[str]:
    return grown.pop(part, sorted(part))
