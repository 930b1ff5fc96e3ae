"""Hits: the people found, and why.

Invariant: the bits of a hit's parts add up to its bits.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """What one thing asked for says of one person.

    Attributes:
        asked: what was asked for.
        field: the canonical field that is like it; empty where none is.
        value: its value, standardised; empty where none is alike.
        how: in what way they are alike.
        record: id of a record that says so; empty where none does.
        one_in: one in so many of the people counted is as much alike, or more.
        bits: what it is worth; negative where it speaks against the person.
    """

    asked: str
    field: str
    value: str
    how: str
    record: str
    one_in: float
    bits: float


@dataclass(frozen=True)
class Hit:
    """A person found: their id, what all parts are worth together, the parts in the order of their worth."""

    person: str
    bits: float
    parts: tuple[Part, ...]
