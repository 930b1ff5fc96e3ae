"""The value of a field of a bound node or relationship, in Cypher, under its rule.

Whatever a field is used for, answered, compared or sorted by, its value is this one: null in the rows of
which it may not be read, and coarse or masked where it may only be read so.
"""

from gql.access import Condition, Outcome, Rule
from gql.builder import Builder
from gql.derived import derived, is_derived
from gql.fields import Leaf
from gql.forms import coarse, masked


def noted(builder: Builder, owner: str, name: str) -> Rule:
    """The rule of a field, of which the audit is told that it was used, or asked for and hidden."""
    rule = builder.plan.rule(owner, name)
    told = builder.hidden if rule.condition is Condition.NEVER else builder.used
    told.add(f"{owner}.{name}")
    return rule


def value_of(builder: Builder, kind: str, variable: str, leaf: Leaf) -> tuple[str, Rule]:
    """The expression of a property of the kind or relationship type bound to a variable, and its rule."""
    rule = noted(builder, kind, leaf.name)
    if rule.condition is Condition.NEVER:
        return "null", rule
    text = f"{variable}.`{leaf.stored}`"
    if is_derived(kind, leaf.stored):
        text = derived(builder, kind, leaf.stored, variable)
    if rule.outcome is Outcome.COARSEN:
        text = coarse(leaf).format(text)
    if rule.outcome is Outcome.MASK:
        text = _masked(builder, rule, kind, variable, leaf, text)
    for predicate in builder.holds(rule.condition, kind, variable):
        text = f"CASE WHEN {predicate} THEN {text} END"
    return text, rule


def _masked(builder: Builder, rule: Rule, kind: str, variable: str, leaf: Leaf, text: str) -> str:
    """A value masked, but in the rows of which it may be read in full."""
    part = masked(leaf).format(text)
    if rule.whole.is_never:
        return part
    whole = " AND ".join(builder.holds(rule.whole, kind, variable)) or "true"
    return f"CASE WHEN {whole} THEN {text} ELSE {part} END"
