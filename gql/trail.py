"""What is known of one request so far, and the entry of the audit that it becomes.

An entry names people by id and fields by name, and holds no value; what is text that no id looks like may be
anything, and is there only by its hash.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from gql.access import AccessPlan
from gql.caller import Caller
from gql.changes.done import Done
from gql.marks import ids_of, involved
from gql.plans import Prepared
from gql.roles import Purpose

_IDENTIFIER = re.compile(r"[A-Za-z0-9._:/#-]{1,100}")


@dataclass
class Trail:
    """What is known about a request so far, for the audit.

    Attributes:
        asked: the ids asked for.
        people: the ids of the people in the answer.
        states: what it involved that somebody may have to look at, each with ids of people.
        changed: the ids of what was written.
        extract: of an extract, what it is for and what it came to.
    """

    caller: Caller | None = None
    purpose: Purpose | None = None
    plan: AccessPlan | None = None
    document: str | None = None
    prepared: Prepared | None = None
    asked: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    is_in_vain: bool = False
    states: dict[str, list[str]] = field(default_factory=dict)
    event: str | None = None
    changed: tuple[str, ...] = ()
    extract: dict[str, Any] | None = None

    def tell(self, done: Done, asked: tuple[str, ...]) -> None:
        """Add to what is told of an answer what is told of the change."""
        self.add(ids_of(done.people), involved(done.people, done.hidden, done.glass))
        self.asked, self.changed = asked, done.ids

    def add(self, people: Sequence[str], states: Mapping[str, Sequence[str]]) -> None:
        """Add people and states before those that there are, each once."""
        self.people = tuple(dict.fromkeys([*people, *self.people]))
        self.states = {
            state: list(dict.fromkeys([*states.get(state, ()), *self.states.get(state, ())]))
            for state in (*states, *self.states)
        }

    def entry(self, decision: str, code: str | None = None) -> dict[str, Any]:
        """One line: who, why, under which rules, whose, which fields, and what was decided."""
        caller, plan = self.caller, self.plan
        compiled = self.prepared.compiled if self.prepared is not None else None
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": caller.subject if caller else None,
            "roles": sorted(caller.roles) if caller else [],
            "team": caller.team if caller else None,
            "purpose": self.purpose,
            "pack": plan.pack if plan else None,
            "policy": plan.policy if plan else None,
            "decision": decision,
            "code": code,
            "document": self.document,
            "asked": self.asked,
            "people": self.people,
            "states": self.states,
            "fields": (*self.fields, *compiled.fields) if compiled else self.fields,
            "hidden": compiled.hidden if compiled else [],
        }
        more = {"changed": self.changed or None, "event": self.event, "extract": self.extract}
        return entry | {name: value for name, value in more.items() if value is not None}


def identifier(text: str) -> str:
    """An id as the audit holds it: text that no id looks like, only by its hash."""
    return text if _IDENTIFIER.fullmatch(text) else f"sha256:{sha256(text.encode()).hexdigest()}"
