"""The picture of a waterfall: a bar from the sum before each step to the sum after it.

Invariant: bars are drawn to one scale in bits, and the last is the weight itself.
"""

import altair as alt

from resolver.explain.draw import AGAINST, FOR, QUIET, ROW, WHOLE, WIDTH, Rows, chart, colours, layered, wide
from resolver.explain.waterfall import Waterfall

_KINDS = {"for": FOR, "against": AGAINST, "weight": WHOLE}
_WORDS = 60


def waterfall_picture(found: Waterfall, title: str = "What makes the weight") -> alt.LayerChart:
    """A waterfall from the prior at the top to the weight at the bottom, in bits."""
    rows = _rows(found)
    order = [row["step"] for row in rows]
    base = chart(rows).encode(y=alt.Y("step:N", sort=order, title=None, axis=wide()))
    bars = base.mark_bar(height=ROW * 0.7).encode(
        x=alt.X("from:Q", title="match weight in bits; each bit doubles the odds"),
        x2="to:Q",
        color=alt.Color("kind:N", scale=colours(_KINDS), title=None),
        tooltip=["step:N", "level:N", alt.Tooltip("bits:Q", format="+.2f")],
    )
    numbers = base.mark_text(align="left", dx=4).encode(x="end:Q", text="label:N")
    zero = chart([{"x": 0}]).mark_rule(color=QUIET).encode(x="x:Q")
    return layered(zero, bars, numbers).properties(title=title, width=WIDTH, height=ROW * len(rows))


def _rows(found: Waterfall) -> Rows:
    rows = [
        {
            "step": f"{step.comparison}: {step.level}"[:_WORDS],
            "level": step.level,
            "from": step.before,
            "to": step.after,
            "end": max(step.before, step.after),
            "bits": step.bits,
            "kind": "for" if step.bits >= 0 else "against",
            "label": f"{round(step.bits, 1) + 0.0:+.1f}",
        }
        for step in found.said().steps
    ]
    weight = {"from": 0.0, "to": found.weight, "end": max(0.0, found.weight), "bits": found.weight}
    label = f"{found.weight:.1f} bits, probability {found.probability:.4f}"
    return [*rows, {"step": "weight", "level": "", **weight, "kind": "weight", "label": label}]
