"""What a field of the schema can be: a leaf, an edge to other nodes, or an end of a relationship."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from graph.vocabulary import Property, Sensitivity


class Direction(Enum):
    """Which way a relationship is followed."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True)
class Step:
    """One relationship followed to a kind of node; `present` keeps only those that have not ended."""

    relationship: str
    direction: Direction
    to: str
    present: bool = False


@dataclass(frozen=True)
class Leaf:
    """A property of a node or relationship.

    Attributes:
        stored: the property's name in the graph.
        inputs: the sensitivities of everything that the value is computed from, its own included.
    """

    name: str
    stored: str
    declared: Property
    inputs: frozenset[Sensitivity]

    @property
    def value(self) -> str:
        """The type of the value, as policies see it."""
        return self.declared.type.value


@dataclass(frozen=True)
class Edge:
    """A field that follows one or two relationships to a kind of node.

    Attributes:
        tie: the relationship type answered instead of the node, where its properties matter.
        many: whether the answer is a list; else it is the first in order.
        order: property to sort by, of the relationship where `sort_tie`, else of the node.
        expected: how many are usual, which the cost rule counts.
        live: a property of the node that must be empty (a superseded decision is not live).
    """

    name: str
    steps: tuple[Step, ...]
    meaning: str
    tie: str | None = None
    many: bool = True
    order: str | None = None
    sort_tie: bool = False
    descending: bool = False
    expected: int = 5
    live: str | None = None

    @property
    def kind(self) -> str:
        """The kind of node at the end of the path."""
        return self.steps[-1].to

    @property
    def target(self) -> str:
        """The type of the answer."""
        return self.kind if self.tie is None else self.tie

    @property
    def value(self) -> str:
        """What policies see as the type of the value."""
        return "edge"


@dataclass(frozen=True)
class End:
    """A field of a relationship type: the node at its start or at its end."""

    name: str
    is_start: bool
    kind: str
    meaning: str
    inputs: frozenset[Sensitivity]

    @property
    def value(self) -> str:
        """What policies see as the type of the value."""
        return "edge"


@dataclass(frozen=True)
class Type:
    """A type of the schema: a kind of node, or a relationship with its properties."""

    name: str
    meaning: str
    relationship: str | None
    leaves: Mapping[str, Leaf]
    edges: Mapping[str, Edge]
    ends: Mapping[str, End]

    @property
    def fields(self) -> Mapping[str, Leaf | Edge | End]:
        """Every field by its name."""
        return {**self.leaves, **self.edges, **self.ends}
