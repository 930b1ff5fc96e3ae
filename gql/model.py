"""The model that questions are asked of: the vocabulary's kinds and relationships as types with fields.

Every identifier that ever reaches Cypher comes from here, and everything here is checked against
the vocabulary when it is built.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from gql.edges import EDGES, LINEAGE, NODE_TYPES, RELATIONSHIP_SENSITIVITY, TIE_TYPES
from gql.errors import SettingsError
from gql.fields import Direction, Edge, End, Leaf, Step, Type
from graph.vocabulary import Property, Sensitivity, vocabulary


@cache
def model() -> Mapping[str, Type]:
    """All types by name.

    Raises:
        SettingsError: an edge names a relationship, direction or property that the vocabulary has not,
            or nothing says what an inferred value was inferred from.
    """
    nodes = {name: _node_type(name) for name in NODE_TYPES}
    return nodes | {name: _tie_type(name) for name in TIE_TYPES}


def fields() -> Iterator[tuple[str, Leaf | Edge | End]]:
    """Every field of every type, with the name of its type."""
    for name, declared in model().items():
        for field in declared.fields.values():
            yield name, field


def inputs_of(field: Leaf | Edge | End) -> frozenset[Sensitivity]:
    """The sensitivities of everything that a field tells."""
    if isinstance(field, Edge):
        return frozenset(RELATIONSHIP_SENSITIVITY[step.relationship] for step in field.steps)
    return field.inputs


def rule_name(field: Leaf | Edge | End) -> str:
    """The name that access rules know a field by: the vocabulary's where it has one."""
    return field.stored if isinstance(field, Leaf) else field.name


def camel(name: str) -> str:
    """A vocabulary name as a field of the schema: birth_date as birthDate."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _node_type(name: str) -> Type:
    kind = vocabulary().kinds[name]
    declared: dict[str, Property] = dict(kind.properties)
    if name == "Record":
        declared |= vocabulary().fields
    edges = {edge.name: _checked(name, edge) for edge in EDGES.get(name, ())}
    return Type(name, kind.meaning, None, _leaves(name, declared), edges, {})


def _tie_type(name: str) -> Type:
    relationship, start, end = TIE_TYPES[name]
    tie = vocabulary().relationships[relationship]
    inputs = frozenset({RELATIONSHIP_SENSITIVITY[relationship]})
    ends = {
        start: End(start, True, tie.start, f"The {tie.start.lower()} at the start.", inputs),
        end: End(end, False, tie.end, f"The {tie.end.lower()} at the end.", inputs),
    }
    return Type(name, tie.meaning, relationship, _leaves(name, tie.properties), {}, ends)


def _leaves(owner: str, declared: Mapping[str, Property]) -> dict[str, Leaf]:
    for name, each in declared.items():
        if each.sensitivity is Sensitivity.INFERENCE and f"{owner}.{name}" not in LINEAGE:
            raise SettingsError(f"{owner}.{name} is inferred; say in LINEAGE what from")
    leaves = (
        Leaf(camel(name), name, each, LINEAGE.get(f"{owner}.{name}", frozenset()) | {each.sensitivity})
        for name, each in declared.items()
    )
    return {leaf.name: leaf for leaf in leaves}


def _checked(owner: str, edge: Edge) -> Edge:
    at = owner
    for step in edge.steps:
        _check_step(owner, edge, at, step)
        at = step.to
    return edge


def _check_step(owner: str, edge: Edge, at: str, step: Step) -> None:
    relationship = vocabulary().relationships.get(step.relationship)
    ends = {
        Direction.OUT: (at, step.to),
        Direction.IN: (step.to, at),
        Direction.BOTH: (at, at),
    }[step.direction]
    if relationship is None or (relationship.start, relationship.end) != ends:
        raise SettingsError(f"{owner}.{edge.name} follows {step.relationship}, which the vocabulary has not")
    if step.present and "to" not in relationship.properties:
        raise SettingsError(f"{owner}.{edge.name} asks whether {step.relationship} has ended")
