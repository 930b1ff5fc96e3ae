"""The access plan: for a set of roles and a purpose, what becomes of each kind, field and relationship.

Decided by Cedar per kind and per field in every state that a row can be in, never per value, and cached.
The answer is the set of states in which something is permitted (`gql.condition`), which becomes a predicate
in the database without translating any rule (`gql.guard`), so that nothing is ever widened.

A relationship has one condition, whichever way it is followed: who may not read where a person lives from
the person may not find the person from the address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import Enum
from functools import reduce

from gql.condition import Condition
from gql.deciding import Asker, Deciding, Resource, Use
from gql.edges import EDGES, NODE_TYPES, RELATIONSHIP_SENSITIVITY, TIE_TYPES
from gql.facts import State
from gql.fields import Edge, End, Leaf
from gql.forms import has_mask
from gql.model import fields, inputs_of, rule_name
from gql.owners import OWNERS, has_facts
from gql.packs import Pack, Packs
from gql.roles import Operation, Role

__all__ = ["AccessPlan", "Condition", "Outcome", "Rule", "decide", "unrestricted"]


class Outcome(Enum):
    """What becomes of a field, where its condition holds; elsewhere it is as if absent."""

    ALLOW = "read"
    COARSEN = "coarsen"
    PSEUDONYM = "pseudonym"
    MASK = "mask"
    HIDE = "hide"


@dataclass(frozen=True)
class Rule:
    """The outcome for one field and the rows for which it holds, among those that can be found.

    Attributes:
        whole: where a field that is masked is read in full; the outcome is the stricter of the two.
    """

    outcome: Outcome
    condition: Condition
    whole: Condition = Condition.NEVER

    def at(self, state: State) -> Outcome:
        """What becomes of the field in a row that is found in a state."""
        if state in self.whole:
            return Outcome.ALLOW
        return self.outcome if state in self.condition else Outcome.HIDE


HIDDEN = Rule(Outcome.HIDE, Condition.NEVER)
OPEN = Rule(Outcome.ALLOW, Condition.ALWAYS)


@dataclass(frozen=True)
class AccessPlan:
    """What one set of roles may see and do for one purpose.

    Attributes:
        key: stands for the plan in caches; two plans with one key decide alike.
        kinds: in which states of a row a node of each kind can be found at all.
        rules: by type and field, as the schema names them.
        purpose: what dissent is asked for.
        crossings: in which states of the person a relationship may be followed.
        operations: for which people something may be done.
        counting: the plan under which statistics are made; None where they may not be.
        smallest_count: counts below it are not told; None where the pack says nothing of it.
        round_to: other counts are told as multiples of it; None where the pack says nothing of it.
    """

    key: str
    pack: str
    policy: str
    kinds: Mapping[str, Condition]
    rules: Mapping[tuple[str, str], Rule]
    purpose: str = ""
    crossings: Mapping[str, Condition] = field(default_factory=dict)
    operations: Mapping[str, Condition] = field(default_factory=dict)
    counting: "AccessPlan | None" = None
    smallest_count: int | None = None
    round_to: int | None = None

    def finds(self, kind: str) -> Condition:
        """In which states a node of the kind can be found; NEVER for a kind not decided."""
        return self.kinds.get(kind, Condition.NEVER)

    def follows(self, relationship: str) -> Condition:
        """In which states of the person (or of the thing that is theirs) a relationship may be followed."""
        return self.crossings.get(relationship, Condition.NEVER)

    def meets(self, kind: str) -> Condition:
        """In which states a row of a kind, or a relationship of a type, can be met at all."""
        if kind in TIE_TYPES:
            return self.finds("Person") & self.follows(TIE_TYPES[kind][0])
        return self.finds(kind)

    def rule(self, kind: str, field: str) -> Rule:
        """What becomes of a field; hidden where nothing was decided."""
        return self.rules.get((kind, field), HIDDEN)

    def shows(self, kind: str, field: str) -> bool:
        """Whether the field ever answers anything but null."""
        return not self.rule(kind, field).condition.is_never

    def tells(self, kind: str, field: str) -> bool:
        """Whether the field answers its value in full wherever it answers anything."""
        return self.shows(kind, field) and self.rule(kind, field).outcome is Outcome.ALLOW

    def does(self, operation: str) -> Condition:
        """For which people something may be done; NEVER for an operation not decided."""
        return self.operations.get(operation, Condition.NEVER)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is permitted."""
        return all(each.is_never for each in [*self.kinds.values(), *self.operations.values()])


def unrestricted() -> AccessPlan:
    """A plan that hides nothing: what the rules are compared with in tests."""
    kinds = dict.fromkeys(NODE_TYPES, Condition.ALWAYS)
    rules = {(kind, each.name): OPEN for kind, each in fields()}
    crossings = dict.fromkeys(RELATIONSHIP_SENSITIVITY, Condition.ALWAYS)
    operations = dict.fromkeys((each.value for each in Operation), Condition.ALWAYS)
    return AccessPlan("unrestricted", "none", "none", kinds, rules, "none", crossings, operations)


def decide(packs: Packs, pack: Pack, roles: frozenset[Role], day: date | None = None) -> AccessPlan:
    """Decide everything for a set of roles under a pack (some 200 ms).

    Args:
        day: the day (UTC) that rules with a time bound are asked for; today where it is not given.
    """
    on = datetime.now(UTC).date() if day is None else day
    plan = _plan(packs, pack, Asker(roles, on))
    people = plan.does(Operation.STATISTICS)
    if people.is_never:
        return plan
    counting = _plan(packs, pack, Asker(roles, on, Use.COUNT))
    found = {kind: each & people if kind in OWNERS else each for kind, each in counting.kinds.items()}
    return replace(plan, counting=replace(counting, kinds=found))


def _plan(packs: Packs, pack: Pack, asker: Asker) -> AccessPlan:
    decided = _Decided(pack, Deciding(packs, pack, asker))
    held = ",".join(sorted(asker.roles))
    key = f"{pack.id}:{held}:{asker.day.isoformat()}:{asker.use}:{packs.hash[:16]}"
    return AccessPlan(
        key,
        pack.id,
        packs.hash,
        decided.kinds,
        decided.rules,
        pack.protocol.purpose.value,
        decided.crossings,
        decided.operations,
        smallest_count=pack.protocol.smallest_count,
        round_to=pack.protocol.round_to,
    )


class _Decided:
    """What Cedar says, made consistent: nothing is shown beyond what is found, and along every way alike."""

    def __init__(self, pack: Pack, deciding: Deciding) -> None:
        self._pack = pack
        self._deciding = deciding
        said = self._rules()
        self.crossings = dict(_crossings(said))
        self.kinds = self._found()
        base = AccessPlan("", "", "", self.kinds, {}, crossings=self.crossings)
        self.rules = dict(self._within(said, base))
        self.operations = self._operations()

    def _found(self) -> dict[str, Condition]:
        """What is somebody's can be found only where that person can, along its relationship to them."""
        resources = [kind_resource(kind) for kind in NODE_TYPES]
        found = dict(zip(NODE_TYPES, self._deciding.conditions("find", resources), strict=True))
        for kind, step in OWNERS.items():
            if step is not None:
                crossing = self.crossings.get(step.relationship, Condition.NEVER)
                found[kind] &= found[step.to] & crossing
        return found

    def _rules(self) -> dict[tuple[str, str], Rule]:
        decided: dict[tuple[str, str], Rule] = {}
        shared = [each for each in fields() if inputs_of(each[1]) <= self._pack.protocol.items]
        for outcome in (Outcome.ALLOW, Outcome.COARSEN, Outcome.PSEUDONYM):
            waiting = [each for each in shared if (each[0], each[1].name) not in decided]
            decided |= self._said(outcome, waiting)
        masked = self._said(Outcome.MASK, [each for each in shared if has_form(Outcome.MASK, each[1])])
        return decided | {key: _masked(decided.get(key, HIDDEN), rule) for key, rule in masked.items()}

    def _said(
        self, outcome: Outcome, asked: list[tuple[str, Leaf | Edge | End]]
    ) -> dict[tuple[str, str], Rule]:
        """The fields of which the rules permit an outcome, and where."""
        conditions = self._deciding.conditions(outcome.value, [field_resource(*each) for each in asked])
        return {
            (kind, each.name): Rule(outcome, condition)
            for (kind, each), condition in zip(asked, conditions, strict=True)
            if not condition.is_never
        }

    def _within(
        self, said: Mapping[tuple[str, str], Rule], plan: AccessPlan
    ) -> Iterator[tuple[tuple[str, str], Rule]]:
        edges = {(kind, edge.name): edge for kind, listed in EDGES.items() for edge in listed}
        for (kind, name), rule in said.items():
            condition = rule.condition
            if (kind, name) in edges:
                condition &= self._along(kind, edges[kind, name])
            met = plan.meets(kind)
            condition = condition.within(met)
            if not condition.is_never:
                yield (kind, name), _whole_or(rule.outcome, condition, rule.whole.within(met))

    def _along(self, kind: str, edge: Edge) -> Condition:
        """Where every relationship of an edge may be followed, as far as that is a matter of its own row."""
        crossings = [self.crossings.get(step.relationship, Condition.NEVER) for step in edge.steps]
        if has_facts(kind):
            return reduce(Condition.__and__, crossings)
        is_open = not any(each.is_never for each in crossings)
        return Condition.ALWAYS if is_open else Condition.NEVER

    def _operations(self) -> dict[str, Condition]:
        names = [each.value for each in Operation]
        resources = [Resource("Operation", {"name": name}, has_facts=True) for name in names]
        return dict(zip(names, self._deciding.conditions("do", resources), strict=True))


def has_form(outcome: Outcome, declared: Leaf | Edge | End) -> bool:
    """Whether a field has a form for an outcome: masked, only numbers that people are asked for have one."""
    if outcome is not Outcome.MASK:
        return True
    return isinstance(declared, Leaf) and has_mask(declared)


def _masked(said: Rule, masked: Rule) -> Rule:
    """A field that may be read in some states and masked in others; what else is permitted stays so."""
    if said.outcome not in {Outcome.ALLOW, Outcome.HIDE}:
        return said
    return _whole_or(Outcome.MASK, said.condition | masked.condition, said.condition)


def _whole_or(outcome: Outcome, condition: Condition, whole: Condition) -> Rule:
    """A rule with its outcome, but for where all is read; to read where that is everywhere."""
    if outcome is Outcome.MASK and condition & whole is condition:
        return Rule(Outcome.ALLOW, condition)
    return Rule(outcome, condition, whole)


def _crossings(said: Mapping[tuple[str, str], Rule]) -> Iterator[tuple[str, Condition]]:
    """One condition a relationship: where every field that follows it by itself may be read."""
    for relationship in RELATIONSHIP_SENSITIVITY:
        conditions = [
            said.get((kind, edge.name), HIDDEN).condition
            for kind, edges in EDGES.items()
            for edge in edges
            if [step.relationship for step in edge.steps] == [relationship]
        ]
        yield relationship, reduce(Condition.__and__, conditions, Condition.ALWAYS)


def kind_resource(kind: str) -> Resource:
    """A kind of node, as rules ask of it."""
    return Resource("Kind", {"name": kind}, has_facts(kind))


def field_resource(kind: str, declared: Leaf | Edge | End) -> Resource:
    """A field, as rules ask of it."""
    attributes: dict[str, str | frozenset[str]] = {
        "kind": kind,
        "name": rule_name(declared),
        "value": declared.value,
        "inputs": frozenset(each.value for each in inputs_of(declared)),
    }
    return Resource("Field", attributes, has_facts(kind))
