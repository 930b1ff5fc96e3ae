"""The pattern of an edge from a bound node, with the predicates of every node and relationship on it."""

from gql.builder import Builder, arrow
from gql.fields import Direction, Edge
from gql.owners import leads_to_own, people_of


class Path:
    """One edge followed in one place of a statement.

    Attributes:
        pattern: the pattern to match, from the node it leaves.
        predicates: what must hold along it.
        node: the variable of the node at its end.
        tie: the variable of the last relationship.
    """

    def __init__(self, builder: Builder, edge: Edge, start: str) -> None:
        self._edge = edge
        self.pattern = f"({start})"
        self.predicates: list[str] = []
        self.node = start
        for step in edge.steps:
            left, self.tie, self.node = self.node, builder.variable(), builder.variable()
            self.pattern += f"{arrow(step, self.tie)}({self.node}:{step.to})"
            if left == start and leads_to_own(step):
                builder.owners[self.node] = start
            self.predicates += builder.crossing(step, left, self.node)
            if step.present:
                self.predicates.append(f"{self.tie}.`to` IS NULL")
        if edge.live is not None:
            self.predicates.append(f"{self.node}.`{edge.live}` IS NULL")
        self._ends = {
            Direction.OUT: (start, self.node),
            Direction.IN: (self.node, start),
            Direction.BOTH: (f"{self.tie}s", f"{self.tie}e"),
        }[edge.steps[-1].direction]

    @property
    def has_one_step(self) -> bool:
        """Whether each relationship is a row of its own; else each node is, once."""
        return len(self._edge.steps) == 1

    @property
    def carried(self) -> str:
        """The clause with what goes on after the match, each node once where the path may meet it twice."""
        if not self.has_one_step:
            return f"WITH DISTINCT {self.node}"
        carried = f"WITH {self.tie}, {self.node}"
        if self._is_both_ways:
            start, end = self._ends
            carried += f", startNode({self.tie}) AS {start}, endNode({self.tie}) AS {end}"
        return carried

    @property
    def names(self) -> tuple[str, ...]:
        """The variables that go on after the match."""
        if not self.has_one_step:
            return (self.node,)
        return (self.tie, self.node, *(self._ends if self._is_both_ways else ()))

    @property
    def people(self) -> tuple[str, ...]:
        """The variables of people that a row is about: the node found, or the ends of the relationship."""
        if not self.has_one_step:
            return (self.node,) if self._edge.kind == "Person" else ()
        is_person = people_of(self._edge.steps[-1].relationship)
        return tuple(end for end, is_one in zip(self._ends, is_person, strict=True) if is_one)

    @property
    def _is_both_ways(self) -> bool:
        return self._edge.steps[-1].direction is Direction.BOTH

    @property
    def is_ordered(self) -> bool:
        """Whether it matters which of several comes first."""
        return self._edge.many or self._edge.order is not None or not self.has_one_step

    def end(self, *, is_start: bool) -> str:
        """The node at the start or end of the relationship, as the vocabulary directs it."""
        start, end = self._ends
        return start if is_start else end
