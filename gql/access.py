"""The access plan: for a set of roles and a purpose, what becomes of each kind and each field.

Decided by Cedar per kind and per field, never per value, and cached. A rule may ask one fact of a
row (whether the caller's team works with the person); it is decided under both answers, so that the
fact becomes a predicate in the database without translating any rule, and nothing is ever widened:
allowed under both is ALWAYS, allowed only with the fact is WORKED_WITH, everything else is NEVER.
An error while deciding is a refusal.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import cedarpy

from gql.edges import NODE_TYPES, OWNERS
from gql.fields import Edge, End, Leaf
from gql.model import fields, inputs_of, model, rule_name
from gql.packs import Pack, Packs
from gql.roles import Role
from graph.vocabulary import Sensitivity


class Condition(Enum):
    """When a permission holds for a row."""

    ALWAYS = "always"
    WORKED_WITH = "worked_with"
    NEVER = "never"


class Outcome(Enum):
    """What becomes of a field, where its condition holds; elsewhere it is as if absent."""

    ALLOW = "read"
    COARSEN = "coarsen"
    PSEUDONYM = "pseudonym"
    HIDE = "hide"


@dataclass(frozen=True)
class Rule:
    """The outcome for one field and the rows for which it holds."""

    outcome: Outcome
    condition: Condition


HIDDEN = Rule(Outcome.HIDE, Condition.NEVER)
OPEN = Rule(Outcome.ALLOW, Condition.ALWAYS)


@dataclass(frozen=True)
class AccessPlan:
    """What one set of roles may see for one purpose.

    Attributes:
        key: stands for the plan in caches; two plans with one key decide alike.
        kinds: for which rows of each kind a node can be found at all.
        rules: by type and field, as the schema names them.
    """

    key: str
    pack: str
    policy: str
    kinds: Mapping[str, Condition]
    rules: Mapping[tuple[str, str], Rule]

    def finds(self, kind: str) -> Condition:
        """For which rows of the kind a node can be found; NEVER for a kind not decided."""
        return self.kinds.get(kind, Condition.NEVER)

    def rule(self, kind: str, field: str) -> Rule:
        """What becomes of a field; hidden where nothing was decided."""
        return self.rules.get((kind, field), HIDDEN)

    def shows(self, kind: str, field: str) -> bool:
        """Whether the field ever answers anything but null."""
        return self.rule(kind, field).condition is not Condition.NEVER

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is permitted."""
        return all(condition is Condition.NEVER for condition in self.kinds.values())


def unrestricted() -> AccessPlan:
    """A plan that hides nothing: what the rules are compared with in tests."""
    kinds = dict.fromkeys(NODE_TYPES, Condition.ALWAYS)
    rules = {(kind, field.name): OPEN for kind, field in fields()}
    return AccessPlan("unrestricted", "none", "none", kinds, rules)


def decide(packs: Packs, pack: Pack, roles: frozenset[Role]) -> AccessPlan:
    """Decide every kind and field for a set of roles under a pack (about 50 ms)."""
    deciding = _Deciding(packs, pack, roles)
    held = ",".join(sorted(roles))
    key = f"{pack.id}:{held}:{packs.hash[:16]}"
    return AccessPlan(key, pack.id, packs.hash, deciding.kinds(), deciding.rules())


@dataclass(frozen=True)
class _Resource:
    """One thing to decide about, and whether the row's fact has a meaning for it."""

    uid: str
    attributes: dict[str, object]
    has_fact: bool


class _Deciding:
    def __init__(self, packs: Packs, pack: Pack, roles: frozenset[Role]) -> None:
        self._packs = packs
        self._pack = pack
        self._roles = roles

    def kinds(self) -> dict[str, Condition]:
        resources = [_Resource(f'Kind::"{kind}"', {"name": kind}, kind in OWNERS) for kind in NODE_TYPES]
        return dict(zip(NODE_TYPES, self._conditions("find", resources), strict=True))

    def rules(self) -> dict[tuple[str, str], Rule]:
        decided: dict[tuple[str, str], Rule] = {}
        waiting = [each for each in fields() if self._is_an_item(inputs_of(each[1]))]
        for outcome in (Outcome.ALLOW, Outcome.COARSEN, Outcome.PSEUDONYM):
            conditions = self._conditions(outcome.value, [_field_resource(*each) for each in waiting])
            for (kind, field), condition in zip(waiting, conditions, strict=True):
                if condition is not Condition.NEVER:
                    decided[kind, field.name] = Rule(outcome, condition)
            waiting = [each for each in waiting if (each[0], each[1].name) not in decided]
        return decided

    def _is_an_item(self, inputs: frozenset[Sensitivity]) -> bool:
        """Whether the protocol lists all that a field tells; the rules cannot reach beyond it."""
        return inputs <= self._pack.protocol.items

    def _conditions(self, action: str, resources: list[_Resource]) -> list[Condition]:
        with_fact = self._allowed(action, resources, worked_with=True)
        without = self._allowed(action, resources, worked_with=False)
        return [_condition(*each) for each in zip(with_fact, without, strict=True)]

    def _allowed(self, action: str, resources: list[_Resource], *, worked_with: bool) -> list[bool]:
        entities = [*self._principals(), *(_entity(each, worked_with) for each in resources)]
        requests = [
            {
                "principal": 'Caller::"caller"',
                "action": f'Action::"{action}"',
                "resource": each.uid,
                "context": {"purpose": self._pack.protocol.purpose.value},
            }
            for each in resources
        ]
        return [_is_allowed(each) for each in self._results(requests, entities)]

    def _results(
        self, requests: list[dict[str, Any]], entities: list[dict[str, Any]]
    ) -> list[cedarpy.AuthzResult]:
        known = cedarpy.Entities.from_json_str(json.dumps(entities), self._packs.schema)
        return cedarpy.is_authorized_batch(requests, self._pack.rules, known, self._packs.schema)

    def _principals(self) -> Iterable[dict[str, Any]]:
        held = self._roles & self._pack.protocol.roles
        parents = [{"type": "Role", "id": role.value} for role in sorted(held)]
        yield from ({"uid": parent, "attrs": {}, "parents": []} for parent in parents)
        yield {"uid": {"type": "Caller", "id": "caller"}, "attrs": {}, "parents": parents}


def _field_resource(kind: str, field: Leaf | Edge | End) -> _Resource:
    name = rule_name(field)
    attributes: dict[str, object] = {
        "kind": kind,
        "name": name,
        "value": field.value,
        "inputs": sorted(inputs_of(field)),
    }
    is_node = model()[kind].relationship is None
    return _Resource(f'Field::"{kind}.{name}"', attributes, is_node and kind in OWNERS)


def _entity(resource: _Resource, worked_with: bool) -> dict[str, Any]:
    kind, _, rest = resource.uid.partition("::")
    attributes = dict(resource.attributes)
    if resource.has_fact:
        attributes["worked_with"] = worked_with
    return {"uid": {"type": kind, "id": rest.strip('"')}, "attrs": attributes, "parents": []}


def _is_allowed(result: cedarpy.AuthzResult) -> bool:
    """Allowed, and nothing went wrong while deciding: Cedar skips a rule that fails."""
    return result.allowed and not result.diagnostics.errors


def _condition(with_fact: bool, without_fact: bool) -> Condition:
    if with_fact and without_fact:
        return Condition.ALWAYS
    return Condition.WORKED_WITH if with_fact else Condition.NEVER
