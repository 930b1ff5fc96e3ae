"""The values that a person has on a dimension, in Cypher, under the rules of the counting plan."""

from gql.builder import Builder, arrow, where
from gql.dimensions import Dimension
from gql.model import rule_name


def values_of(dimension: Dimension, builder: Builder, person: str) -> str:
    """A list in Cypher of the values that a bound person has on a dimension, each once, none of them null.

    Args:
        builder: one whose plan is the counting plan.
    """
    if not dimension.is_shown(builder.plan):
        builder.hidden.add(f"{dimension.kind}.{rule_name(dimension.leaf)}")
        return "[]"
    builder.used.add(f"{dimension.kind}.{rule_name(dimension.leaf)}")
    if not dimension.steps:
        return f"[each IN [{_value(dimension, builder, person)}] WHERE each IS NOT NULL]"
    return f"COLLECT {{ {_followed(dimension, builder, person)} }}"


def _followed(dimension: Dimension, builder: Builder, person: str) -> str:
    pattern, wanted, node = f"({person})", list[str](), person
    for step in dimension.steps:
        left, tie, node = node, builder.variable(), builder.variable()
        pattern += f"{arrow(step, tie)}({node}:{step.to})"
        wanted += builder.crossing(step, left, node)
        if step.present:
            wanted.append(f"{tie}.`to` IS NULL")
    order = f" ORDER BY {node}.`{dimension.latest}` DESC, {node}.`id` LIMIT 1" if dimension.latest else ""
    return (
        f"MATCH {pattern} {where(wanted)} WITH {node}{order} "
        f"WITH DISTINCT {_value(dimension, builder, node)} AS each WHERE each IS NOT NULL RETURN each"
    )


def _value(dimension: Dimension, builder: Builder, node: str) -> str:
    """The coarse value of a bound node, null where its rule does not hold."""
    text = dimension.value.format(f"{node}.`{dimension.leaf.stored}`")
    condition = builder.plan.rule(dimension.kind, dimension.field).condition
    for predicate in builder.holds(condition, dimension.kind, node):
        text = f"CASE WHEN {predicate} THEN {text} END"
    return text
