"""Text: explanations as lines for a terminal, a log of one's own or a letter.

Invariant: a text says what the data says and nothing else; a bar is drawn to one scale a picture.
"""

from collections.abc import Iterable, Iterator, Sequence

from resolver.explain.built import Built, Joining
from resolver.explain.proposals import NearRule
from resolver.explain.waterfall import Waterfall
from resolver.explain.why_not import Obstacle, WhyNot
from resolver.studio import Cut, Study

_BAR = 24
_NAMES_SHOWN = 4


def waterfall_text(found: Waterfall) -> str:
    """A waterfall as a table with bars: bits of each step, the sum after it, and where it moved the sum."""
    steps = found.said().steps
    name = max((len(step.comparison) for step in steps), default=0)
    low = min([0.0, *(step.after for step in steps)])
    high = max([0.0, *(step.after for step in steps)])
    lines = [
        f"{step.comparison:<{name}}  {step.bits:+7.2f}  {step.after:+8.2f}  "
        f"{_bar(step.before, step.after, low, high)}  {step.level}"
        for step in steps
    ]
    head = f"{'':<{name}}  {'bits':>7}  {'sum':>8}"
    return "\n".join([head, *lines, f"{_odds(found)}"])


def built_text(found: Built) -> str:
    """The steps that made a person, one a line, and what is left apart."""
    if not found.steps:
        return "Nothing was joined: the person has one record."
    lines = [f"{number}. {_step(step)}" for number, step in enumerate(found.steps, start=1)]
    if len(found.parts) > 1:
        lines.append("Replayed on these records alone, they do not all come together; apart remain:")
        lines += [f"   {_named(part)}" for part in found.parts]
    return "\n".join(lines)


def why_not_text(found: WhyNot) -> str:
    """Why two records are apart (or together), and what would change it."""
    return "\n".join(_why_not_lines(found))


def study_text(found: Study) -> str:
    """A doubtful person: what holds the records together, and what each cut would do."""
    lines = [
        f"{found.person}: {len(found.records)} records, {found.cohesion:.0%} of their pairs speak for one"
    ]
    lines += (f"  {left} and {right} alone hold two parts together" for left, right in found.bridges)
    lines += (f"  {field}: {count} different values" for field, count in found.conflicts.items())
    lines += (f"  cut {_cut(cut)}" for cut in found.cuts)
    return "\n".join(lines)


def _cut(cut: Cut) -> str:
    on_one = ", on one pair" if cut.is_bridge else ""
    bits = f"{cut.balance:+.1f} bits ({cut.lost:.1f} for{on_one}, {cut.against:.1f} against)"
    return f"{bits}: {_named(cut.leaves)} would leave; the id stays with {_named(cut.keeps)}"


def _why_not_lines(found: WhyNot) -> Iterator[str]:
    weight = found.waterfall.weight
    if found.together:
        yield f"{found.left} and {found.right} are of one person, at {weight:.1f} bits."
    else:
        takes = f"{weight:.1f} bits, a match takes {found.needed:.1f}"
        yield f"{found.left} and {found.right} are apart: {takes}."
        yield from (f"- {obstacle.value}." for obstacle in found.obstacles)
    if Obstacle.OTHERS_AGAINST in found.obstacles:
        yield f"  Between the two people: {found.balance:+.1f} bits; most against:"
        yield from (f"  {pull.left} and {pull.right}: {pull.bits:+.1f}" for pull in found.between[:3])
    for near in found.near_rules:
        yield f"  They would be compared if {_joined(near.missing)} agreed{_as_well(near)}."
    if found.what_if:
        yield "What would part them:" if found.together else "What would make them a match:"
    for each in found.what_if:
        changes = _joined([f"{change.comparison} were “{change.then}”" for change in each.changes])
        yield f"- if {changes}, the weight would be {each.weight:.1f} bits"


def _as_well(near: NearRule) -> str:
    rest = [key for key in near.rule if key not in near.missing]
    return f", as {_joined(rest)} does" if rest else ""


def _bar(before: float, after: float, low: float, high: float) -> str:
    """A bar from one sum to the other on a scale from `low` to `high`."""
    scale = (_BAR - 1) / (high - low) if high > low else 0.0
    start, end = sorted((round((before - low) * scale), round((after - low) * scale)))
    return " " * start + "█" * (end - start + 1) + " " * (_BAR - end - 1)


def _odds(found: Waterfall) -> str:
    return f"{found.weight:.2f} bits: a probability of {found.probability:.4f} that both are of one person"


def _step(step: Joining) -> str:
    why = "a reviewer judged them to be one" if step.by_reviewer else f"{step.bits:+.1f} bits"
    strongest = ""
    if len(step.one) + len(step.other) > 2:
        pull = step.strongest
        strongest = f"; strongest {pull.left} with {pull.right}, {pull.bits:+.1f}"
    return f"{_named(step.one)} joined {_named(step.other)}: {why}{strongest}"


def _named(records: Sequence[str]) -> str:
    shown = list(records[:_NAMES_SHOWN])
    more = len(records) - len(shown)
    return " + ".join([*shown, *([f"{more} more"] if more else [])])


def _joined(texts: Iterable[str]) -> str:
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last
