"""What Cedar answers for kinds, fields and operations: for each, the states of a row that permit it.

Everything is decided in every state that the rules can tell apart, so that no rule has to be translated.
Things that the rules cannot tell apart are decided once: a name that no rule mentions is as good as any
other, and so is a fact that no rule asks. An error while deciding is a denial in that state.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import cedarpy

from gql.condition import Condition
from gql.facts import FACTS, OPEN_STATE, STATES, State
from gql.packs import Pack, Packs
from gql.roles import Role

Attributes = Mapping[str, str | frozenset[str]]


@dataclass(frozen=True)
class Resource:
    """One thing to decide about.

    Attributes:
        type: `Kind`, `Field` or `Operation`, as the Cedar schema declares them.
        attributes: what the rules may ask of it besides the facts.
        has_facts: whether rows of it are about a person; else it is decided in the open state alone.
    """

    type: str
    attributes: Attributes
    has_facts: bool


class Use(StrEnum):
    """What an answer shows: rows, or only how many there are."""

    ROW = "row"
    COUNT = "count"


@dataclass(frozen=True)
class Asker:
    """For whom and when something is decided: a set of roles, on a day (UTC), for one use."""

    roles: frozenset[Role]
    day: date
    use: Use = Use.ROW


class Deciding:
    """Decides for one asker under one pack."""

    def __init__(self, packs: Packs, pack: Pack, asker: Asker) -> None:
        self._packs = packs
        self._pack = pack
        self._held = asker.roles & pack.protocol.roles
        self._context = {
            "purpose": pack.protocol.purpose.value,
            "use": asker.use.value,
            "day": {"__extn": {"fn": "datetime", "arg": asker.day.isoformat()}},
        }

    def conditions(self, action: str, resources: Sequence[Resource]) -> list[Condition]:
        """For each resource the states in which the action is permitted; without facts, always or never.

        Nothing is permitted where the protocol lists none of the roles, whatever its rules say.
        """
        if not self._held:
            return [Condition.NEVER] * len(resources)
        keys = [self._key(each) for each in resources]
        distinct = dict(zip(keys, resources, strict=True))
        decided = dict(zip(distinct, self._decided(action, distinct.values()), strict=True))
        return [decided[key] for key in keys]

    def why(self, action: str, resource: Resource, state: State) -> tuple[bool, tuple[str, ...]]:
        """Whether one thing is permitted in one state, and the ids of the rules that decided so."""
        (result,) = self._results(action, [(resource, state)])
        return _is_allowed(result), tuple(sorted(result.diagnostics.reasons))

    def _decided(self, action: str, resources: Iterable[Resource]) -> list[Condition]:
        listed = list(resources)
        asked = [(each, state) for each in listed for state in self._states(each)]
        allowed = {
            (id(resource), state)
            for (resource, state), result in zip(asked, self._results(action, asked), strict=True)
            if _is_allowed(result)
        }
        return [self._condition(each, allowed) for each in listed]

    def _condition(self, resource: Resource, allowed: set[tuple[int, State]]) -> Condition:
        states = STATES if resource.has_facts else (OPEN_STATE,)
        held = [state for state in states if (id(resource), self._told_apart(state)) in allowed]
        if not resource.has_facts:
            return Condition.ALWAYS if held else Condition.NEVER
        return Condition.where(held)

    def _states(self, resource: Resource) -> list[State]:
        if not resource.has_facts:
            return [OPEN_STATE]
        return list(dict.fromkeys(map(self._told_apart, STATES)))

    def _told_apart(self, state: State) -> State:
        """The state with every fact that no rule asks as in the open state."""
        asked = self._pack.rules.attributes
        return State(*(getattr(state if name in asked else OPEN_STATE, name) for name in FACTS))

    def _key(self, resource: Resource) -> object:
        known = self._pack.rules.literals
        attributes = frozenset(
            (name, value if isinstance(value, frozenset) or value in known else None)
            for name, value in resource.attributes.items()
        )
        return resource.type, attributes, resource.has_facts

    def _results(self, action: str, asked: Sequence[tuple[Resource, State]]) -> list[cedarpy.AuthzResult]:
        entities = [
            *self._principals(),
            *(_entity(number, *each) for number, each in enumerate(asked)),
        ]
        requests = [
            {
                "principal": 'Caller::"caller"',
                "action": f'Action::"{action}"',
                "resource": f'{resource.type}::"{number}"',
                "context": self._context,
            }
            for number, (resource, _) in enumerate(asked)
        ]
        known = cedarpy.Entities.from_json_str(json.dumps(entities), self._packs.schema)
        return cedarpy.is_authorized_batch(requests, self._pack.rules.parsed, known, self._packs.schema)

    def _principals(self) -> Iterable[dict[str, Any]]:
        parents = [{"type": "Role", "id": role.value} for role in sorted(self._held)]
        yield from ({"uid": parent, "attrs": {}, "parents": []} for parent in parents)
        yield {"uid": {"type": "Caller", "id": "caller"}, "attrs": {}, "parents": parents}


def _entity(number: int, resource: Resource, state: State) -> dict[str, Any]:
    attributes: dict[str, object] = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in resource.attributes.items()
    }
    attributes |= {name: getattr(state, name) for name in FACTS}
    return {"uid": {"type": resource.type, "id": str(number)}, "attrs": attributes, "parents": []}


def _is_allowed(result: cedarpy.AuthzResult) -> bool:
    """Allowed, and nothing went wrong while deciding: Cedar skips a rule that fails."""
    return result.allowed and not result.diagnostics.errors
