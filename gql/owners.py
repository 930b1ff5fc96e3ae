"""Whose: which kinds are about a person, and how to come from one of them to the person whose it is.

A rule may ask the facts of that person. What is about nobody, such as a service, is in the open state.
"""

from gql.edges import TIE_TYPES
from gql.fields import Direction, Step
from graph.vocabulary import vocabulary

_IN, _OUT = Direction.IN, Direction.OUT

OWNERS: dict[str, Step | None] = {
    "Person": None,
    "Episode": Step("HAD", _IN, "Person"),
    "Intervention": Step("RECEIVED", _IN, "Person"),
    "Outcome": Step("REACHED", _IN, "Person"),
    "Score": Step("SCORED", _IN, "Person"),
    "Record": Step("IS", _OUT, "Person"),
    "Decision": Step("ABOUT", _OUT, "Record"),
}
"""The step towards the person; a decision's two records are each of somebody, and both must be permitted."""

DWELLINGS = ("Household", "Address")
"""Kinds that are found only through somebody who may be found: they tell of the people who live there."""


def has_facts(kind: str) -> bool:
    """Whether a row of the kind, or a relationship of the type, is about a person."""
    return kind in OWNERS or kind in TIE_TYPES


def people_of(relationship: str) -> tuple[bool, bool]:
    """Whether a person is at the start, and at the end, of a relationship."""
    declared = vocabulary().relationships[relationship]
    return declared.start == "Person", declared.end == "Person"


def leads_to_own(step: Step) -> bool:
    """Whether a step leads from a person to what is theirs."""
    owner = OWNERS.get(step.to)
    return owner is not None and owner.to == "Person" and owner.relationship == step.relationship
