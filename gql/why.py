"""Why somebody may see something: what the plan says, which rules decided so, and what would change it.

The answer is the plan's own; the rules are asked again one by one to say which of them decided. Nothing
here is looked up of a person: whoever asks describes the row, or has it described by `gql.why_access`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from gql.access import AccessPlan, Outcome, decide, field_resource, has_form, kind_resource
from gql.cases import is_known, outcome, words
from gql.deciding import Asker, Deciding, Resource
from gql.edges import EDGES, TIE_TYPES
from gql.errors import SettingsError
from gql.facts import FACTS, OPEN_STATE, STATES, State
from gql.fields import Edge, End, Leaf
from gql.model import inputs_of, model
from gql.owners import OWNERS
from gql.packs import Pack, Packs
from gql.roles import Purpose, Role

PlanOf = Callable[[Pack, Role], AccessPlan]
_TOLD = {
    "read": "allowed",
    "found": "allowed",
    "done": "allowed",
    "coarsen": "coarsened",
    "pseudonym": "pseudonym",
    "mask": "masked",
}
HIDDEN = "hidden"
_READING = tuple(each for each in Outcome if each is not Outcome.HIDE)
_STRANGER = "an unmarked stranger"
_WORDS = {
    "own": "worked with by the caller",
    "team": "worked with by the caller's team",
    "dissent": "dissenting",
    "glass": "behind broken glass",
}


@dataclass(frozen=True)
class Asked:
    """What is asked: who, what for, a field (`Person.birthDate`), a kind or `do breakGlass`, of which row."""

    role: Role
    purpose: Purpose
    what: str
    state: State = OPEN_STATE


@dataclass(frozen=True)
class DecidingRule:
    """A rule that decided: its id, what it decided about, and the clause that it carries out."""

    id: str
    effect: str
    about: str
    clause: str
    says: str


@dataclass(frozen=True)
class Change:
    """Something that would change the answer, and the answer then."""

    what: str
    outcome: str


@dataclass(frozen=True)
class Agreement:
    """The sharing protocol that the answer rests on."""

    pack: str
    name: str
    lead_body: str
    legal_basis: str
    review_date: date


@dataclass(frozen=True)
class Why:
    """The answer.

    Attributes:
        outcome: allowed, coarsened, pseudonym, masked or hidden.
        state: the row's state, in words.
        because: what decided beside rules, such as a role that the protocol does not list.
        would_change: the nearest other states, and other roles and purposes, that are answered otherwise.
    """

    outcome: str
    state: str
    agreement: Agreement | None
    rules: tuple[DecidingRule, ...]
    because: tuple[str, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True)
class _Check:
    """One thing that Cedar is asked, in words: a resource, and actions of which one is enough."""

    about: str
    actions: tuple[str, ...]
    resource: Resource


@dataclass(frozen=True)
class Reasons:
    """Says why, under the packs of a folder.

    Attributes:
        plan_of: the plan of a role under a pack.
        day: the day (UTC) that is asked for.
    """

    packs: Packs
    plan_of: PlanOf
    day: date

    def why(self, asked: Asked) -> Why:
        """Why the answer is what it is.

        Raises:
            SettingsError: there is no such field, kind or operation.
        """
        if not is_known(asked.what):
            raise SettingsError(
                f"There is no {asked.what}; name a field as Type.field, a type, or do OPERATION."
            )
        pack = next((each for each in self.packs.packs if each.protocol.purpose is asked.purpose), None)
        if pack is None:
            no_pack = f"No protocol serves {asked.purpose.value}."
            return Why(HIDDEN, described(asked.state), None, (), (no_pack,), self._changes(asked, HIDDEN))
        found = self._outcome(pack, asked)
        rules, because = self._decided_by(pack, asked, is_shown=found != HIDDEN)
        changes = self._changes(asked, found)
        return Why(found, described(asked.state), _agreement(pack), rules, because, changes)

    def _outcome(self, pack: Pack, asked: Asked) -> str:
        if asked.role not in pack.protocol.roles or not pack.is_alive(self.day):
            return HIDDEN
        return _TOLD.get(outcome(self.plan_of(pack, asked.role), asked.what, asked.state), HIDDEN)

    def _decided_by(
        self, pack: Pack, asked: Asked, *, is_shown: bool
    ) -> tuple[tuple[DecidingRule, ...], tuple[str, ...]]:
        """The rules that permitted all of it, or those that denied some of it."""
        barred = tuple(_bars(pack, asked, self.day))
        if barred:
            return (), barred
        deciding = Deciding(self.packs, pack, Asker(frozenset({asked.role}), self.day))
        rules: dict[DecidingRule, None] = {}
        because: dict[str, None] = {}
        for check in _checks(asked.what):
            is_allowed, ids = _asked_of(deciding, check, asked.state)
            if is_allowed is is_shown:
                rules |= dict.fromkeys(map(partial(_rule, pack, check.about), ids))
            if not is_allowed and not ids:
                because[f"No rule permits {check.about}."] = None
        return tuple(rules), tuple(because)

    def _changes(self, asked: Asked, found: str) -> tuple[Change, ...]:
        return (*self._other_states(asked, found), *self._other_askers(asked, found))

    def _other_states(self, asked: Asked, found: str) -> Iterator[Change]:
        """The nearest states that are answered otherwise: those in which the fewest facts differ."""
        pack = next((each for each in self.packs.packs if each.protocol.purpose is asked.purpose), None)
        if pack is None:
            return
        others = ((state, self._outcome(pack, replace(asked, state=state))) for state in STATES)
        changed = [(state, told) for state, told in others if told != found]
        nearest = min((_distance(asked.state, state) for state, _ in changed), default=0)
        for state, told in changed:
            if _distance(asked.state, state) == nearest:
                yield Change(f"if the person were {described(state)}", told)

    def _other_askers(self, asked: Asked, found: str) -> Iterator[Change]:
        """The other roles and purposes for which it is shown, and otherwise than here."""
        for pack in self.packs.packs:
            for role in sorted(pack.protocol.roles):
                other = replace(asked, role=role, purpose=pack.protocol.purpose)
                told = self._outcome(pack, other)
                if told not in {found, HIDDEN}:
                    yield Change(f"as {role.value} for {other.purpose.value}", told)


def reasons_of(packs: Packs, day: date | None = None) -> Reasons:
    """Says why under packs as they are on a day (UTC; today where none is given); decides each plan once."""
    on = datetime.now(UTC).date() if day is None else day
    plans: dict[tuple[str, Role], AccessPlan] = {}

    def plan_of(pack: Pack, role: Role) -> AccessPlan:
        if (pack.id, role) not in plans:
            plans[pack.id, role] = decide(packs, pack, frozenset({role}), on)
        return plans[pack.id, role]

    return Reasons(packs, plan_of, on)


def _bars(pack: Pack, asked: Asked, day: date) -> Iterator[str]:
    """What denies before any rule is asked."""
    protocol = pack.protocol
    if asked.role not in protocol.roles:
        yield f"The protocol does not list the role {asked.role.value}."
    if not pack.is_alive(day):
        yield f"The protocol was to be reviewed by {protocol.review_date.isoformat()}."
    kind, _, name = asked.what.partition(".")
    missing = inputs_of(model()[kind].fields[name]) - protocol.items if name else frozenset()
    if missing:
        yield f"The protocol's items do not include {', '.join(sorted(missing))}."


def _checks(what: str) -> Iterator[_Check]:
    """Everything that must be permitted, as the plan puts it together."""
    kind, _, name = what.partition(".")
    if kind.startswith("do "):
        yield _Check(what, ("do",), Resource("Operation", {"name": kind.removeprefix("do ")}, has_facts=True))
        return
    yield from _findings(kind)
    if name:
        declared = model()[kind].fields[name]
        if isinstance(declared, Edge):
            for step in declared.steps:
                yield from _crossings(step.relationship)
        yield _reading(kind, declared)


def _findings(kind: str) -> Iterator[_Check]:
    """That a row is found, and the person whose it is, along the relationship to them."""
    if kind in TIE_TYPES:
        yield from _findings("Person")
        yield from _crossings(TIE_TYPES[kind][0])
        return
    yield _Check(f"finding {kind}", ("find",), kind_resource(kind))
    owner = OWNERS.get(kind)
    if owner is not None:
        yield from _crossings(owner.relationship)
        yield from _findings(owner.to)


def _crossings(relationship: str) -> Iterator[_Check]:
    """That a relationship may be followed: every field that follows it by itself may be read."""
    for kind, edges in EDGES.items():
        for edge in edges:
            if [step.relationship for step in edge.steps] == [relationship]:
                yield _reading(kind, edge)


def _reading(kind: str, declared: Leaf | Edge | End) -> _Check:
    """That a field may be read in one form or another."""
    actions = tuple(each.value for each in _READING if has_form(each, declared))
    return _Check(f"reading {kind}.{declared.name}", actions, field_resource(kind, declared))


def _asked_of(deciding: Deciding, check: _Check, state: State) -> tuple[bool, tuple[str, ...]]:
    """Whether one of the actions is permitted, and by which rules; or which rules denied them."""
    at = state if check.resource.has_facts else OPEN_STATE
    denied: tuple[str, ...] = ()
    for action in check.actions:
        is_allowed, ids = deciding.why(action, check.resource, at)
        if is_allowed:
            return True, ids
        denied = (*denied, *ids)
    return False, denied


def _rule(pack: Pack, about: str, key: str) -> DecidingRule:
    policy = pack.rules.policies[key]
    effect = "forbids" if policy.is_forbid else "permits"
    return DecidingRule(policy.id, effect, about, policy.clause, pack.protocol.clauses[policy.clause])


def _agreement(pack: Pack) -> Agreement:
    stated = pack.protocol
    return Agreement(pack.id, stated.name, stated.lead_body, stated.legal_basis, stated.review_date)


def _distance(one: State, other: State) -> int:
    return sum(getattr(one, name) is not getattr(other, name) for name in FACTS)


def described(state: State) -> str:
    """A state as part of a sentence."""
    return ", ".join(_WORDS.get(word, word) for word in words(state).split()) or _STRANGER
