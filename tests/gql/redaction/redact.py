"""What a role may not see is taken out of a graph, in plain Python and by the plan alone.

Nothing here knows how the compiler writes a rule: the state of each person is worked out from the graph's
own nodes, and each node, property and relationship stays or goes by whether its rule names that state.
"""

from collections import defaultdict
from dataclasses import dataclass

from gql.access import AccessPlan, Condition, Outcome, Rule
from gql.edges import NODE_TYPES, RELATIONSHIP_SENSITIVITY, TIE_TYPES
from gql.facts import OPEN_STATE, Restriction, State
from gql.facts import Tie as Relationship
from gql.fields import Leaf
from gql.model import model
from gql.owners import DWELLINGS
from tests.gql.redaction.graphs import Graph, Node, Tie

Place = tuple[str, str]

_OWNED_BY = {"Episode": "HAD", "Intervention": "RECEIVED", "Outcome": "REACHED", "Score": "SCORED"}
_TIES = {relationship: name for name, (relationship, _, _) in TIE_TYPES.items()}


@dataclass(frozen=True)
class Asker:
    """Who asks: the worker that they are, their team, their purpose, and whom they broke the glass for."""

    worker: str | None
    team: str | None
    purpose: str
    glass: frozenset[str] = frozenset()


def redacted(graph: Graph, plan: AccessPlan, asker: Asker) -> Graph:
    """The graph without all that the plan does not show to the asker."""
    return _Redaction(graph, plan, asker).done()


class _Redaction:
    def __init__(self, graph: Graph, plan: AccessPlan, asker: Asker) -> None:
        self.graph = graph
        self.plan = plan
        self.asker = asker
        self.nodes = {(node.kind, node.key): node for node in graph.nodes}
        self.around: dict[tuple[Place, str], list[tuple[Place, Tie]]] = defaultdict(list)
        for tie in graph.ties:
            self.around[tie.start, tie.type].append((tie.end, tie))
            self.around[tie.end, tie.type].append((tie.start, tie))
        self.states = {(node.kind, node.key): self._state(node) for node in graph.of("Person")}

    def done(self) -> Graph:
        kept = {(node.kind, node.key) for node in self.graph.nodes if self._is_found(node)}
        nodes = [self._shown(node) for node in self.graph.nodes if (node.kind, node.key) in kept]
        ties = [
            self._shown_tie(tie)
            for tie in self.graph.ties
            if tie.start in kept and tie.end in kept and self._is_followed(tie)
        ]
        return Graph(nodes, ties)

    def _state(self, person: Node) -> State:
        place = (person.kind, person.key)
        workers = [worker for worker, tie in self.around[place, "WORKS_WITH"] if "to" not in tie.properties]
        teams = {team for worker in workers for (_, team), _ in self.around[worker, "IN_TEAM"]}
        own = any(worker == self.asker.worker for _, worker in workers)
        near = Relationship.TEAM if self.asker.team in teams else Relationship.NONE
        return State(
            Relationship.OWN if own else near,
            Restriction(person.properties.get("restriction", "sealed")),
            self.asker.purpose in person.properties.get("dissents", (self.asker.purpose,)),
            person.key in self.asker.glass,
        )

    def _persons(self, node: Node) -> list[State] | None:
        """The states of those whom a node is about; None for a node that is about nobody."""
        place = (node.kind, node.key)
        if node.kind == "Person":
            return [self.states[place]]
        if node.kind in _OWNED_BY:
            return [self.states[person] for person, _ in self.around[place, _OWNED_BY[node.kind]]]
        if node.kind == "Record":
            return [self.states[person] for person, _ in self.around[place, "IS"]]
        if node.kind == "Decision":
            records = [record for record, _ in self.around[place, "ABOUT"]]
            return [self.states[each] for record in records for each, _ in self.around[record, "IS"]]
        return None

    def _is_found(self, node: Node) -> bool:
        if node.kind == "RetiredPerson":
            return True
        if node.kind not in NODE_TYPES:
            return False
        states = self._persons(node)
        condition = self.plan.finds(node.kind)
        if states is None:
            return condition is not Condition.NEVER and self._has_anybody(node)
        return all(state in condition for state in states)

    def _has_anybody(self, node: Node) -> bool:
        """A home is found only through somebody who may be found there."""
        if node.kind not in DWELLINGS:
            return True
        return any(self._is_followed(tie) for tie in self._ties_of_people((node.kind, node.key)))

    def _shown(self, node: Node) -> Node:
        states = self._persons(node)
        if node.kind not in NODE_TYPES:
            return node
        leaves = {leaf.stored: leaf for leaf in model()[node.kind].leaves.values()}
        properties = {
            name: self._value(node.kind, leaves[name], value, states)
            for name, value in node.properties.items()
            if name in leaves
        }
        kept = {name: value for name, value in node.properties.items() if name not in leaves}
        return Node(node.kind, node.key, _known({**kept, **properties}))

    def _shown_tie(self, tie: Tie) -> Tie:
        if tie.type not in _TIES:
            return tie
        owner = _TIES[tie.type]
        states = [self.states[place] for place in (tie.start, tie.end) if place in self.states]
        leaves = {leaf.stored: leaf for leaf in model()[owner].leaves.values()}
        properties = {
            name: self._value(owner, leaves[name], value, states)
            for name, value in tie.properties.items()
            if name in leaves
        }
        return tie._replace(properties=_known(properties))

    def _value(self, owner: str, leaf: Leaf, value: object, states: list[State] | None) -> object:
        rule = self.plan.rule(owner, leaf.name)
        if rule.condition is Condition.NEVER:
            return value if leaf.name in {"id", "name"} else None
        if states is not None and not all(_permits(rule, state) for state in states):
            return None
        if rule.outcome is Outcome.COARSEN:
            text = str(value)
            return text.partition(" ")[0] if leaf.stored == "postcode" else text[:4]
        if rule.outcome is Outcome.MASK and not all(state in rule.whole for state in states or [OPEN_STATE]):
            return f"*******{str(value)[-3:]}"
        return value

    def _is_followed(self, tie: Tie) -> bool:
        """Whether the relationship may be followed, which is a matter of the people that it tells of."""
        if tie.type not in RELATIONSHIP_SENSITIVITY:
            return True
        condition = self.plan.follows(tie.type)
        states = [self.states[place] for place in (tie.start, tie.end) if place in self.states]
        if not states:
            ends = [self.nodes[place] for place in (tie.start, tie.end)]
            states = [state for end in ends for state in self._persons(end) or ()]
        return all(state in condition for state in states or [OPEN_STATE])

    def _ties_of_people(self, home: Place) -> list[Tie]:
        """By what people are or were at a home: belonging to the household, or living at the address."""
        return [
            tie
            for type_ in ("MEMBER_OF", "LIVED_AT")
            for place, tie in self.around[home, type_]
            if self._is_seen(place)
        ]

    def _is_seen(self, place: Place) -> bool:
        return place in self.states and self.states[place] in self.plan.finds("Person")


def _permits(rule: Rule, state: State) -> bool:
    return state in rule.condition


def _known(properties: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in properties.items() if value is not None}
