"""How somebody would stand to a person at this moment: the state that the person's row would be in.

The facts are told by the very predicates that guard every answer. Whom the caller may not find is told apart
from nobody only for the audit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from gql.access import AccessPlan
from gql.caller import Caller
from gql.condition import Condition
from gql.facts import STATES, Restriction, State, Tie
from gql.guard import predicate
from gql.marks import Marked
from graph.store import Store

_TOLD: tuple[Callable[[State], bool], ...] = (
    lambda state: state.tie is Tie.OWN,
    lambda state: state.tie is Tie.TEAM,
    lambda state: state.dissent,
    lambda state: state.restriction is Restriction.NONE,
    lambda state: state.restriction is Restriction.SENSITIVE,
    lambda state: state.restriction is Restriction.RESTRICTED,
)


@dataclass(frozen=True)
class Somebody:
    """Who might ask: as which worker, of which team, for which purpose, with or without broken glass."""

    worker: str | None
    team: str | None
    purpose: str
    glass: bool


@dataclass(frozen=True)
class Standing:
    """The state; None where the caller finds nobody, and who that is or would have been."""

    state: State | None
    person: Marked | None


@dataclass(frozen=True)
class _Parameters:
    """The facts of whoever might ask, and of the caller, are parameters of two names."""

    prefix: str
    purpose: str

    @property
    def worker(self) -> str:
        return f"${self.prefix}_worker"

    @property
    def team(self) -> str:
        return f"${self.prefix}_team"

    @property
    def glass(self) -> str:
        return f"${self.prefix}_glass"

    def once(self, person: str, text: str, *, is_certain: bool) -> str:
        return text


async def standing(
    store: Store, person: str, somebody: Somebody, caller: Caller, plan: AccessPlan
) -> Standing:
    """How somebody would stand to a person (by an id, retired or not), for a caller under a plan."""
    rows = await store.read(
        _statement(plan.finds("Person"), plan.purpose, somebody.purpose),
        id=person,
        their_worker=somebody.worker,
        their_team=somebody.team,
        their_glass=[],
        own_worker=caller.worker,
        own_team=caller.team,
        own_glass=[],
    )
    if not rows:
        return Standing(None, None)
    if not rows[0]["is_found"]:
        return Standing(None, [rows[0]["id"], rows[0]["restriction"]])
    return Standing(_state(rows[0]["holds"], glass=somebody.glass), rows[0]["id"])


@cache
def _statement(found: Condition, own_purpose: str, purpose: str) -> str:
    """Finds a person by an id, says whether the caller finds them, and which facts hold of them."""
    theirs, own = _Parameters("their", purpose), _Parameters("own", own_purpose)
    always = Condition.ALWAYS
    holds = [predicate(Condition.where(filter(each, STATES)), always, "p", theirs) for each in _TOLD]
    return (
        "CALL () { MATCH (p:Person {id: $id}) RETURN p UNION "
        "MATCH (:RetiredPerson {id: $id})-[:MERGED_INTO]->(p:Person) RETURN p } WITH p LIMIT 1 "
        "RETURN p.id AS id, p.restriction AS restriction, "
        f"{predicate(found, always, 'p', own)} AS is_found, [{', '.join(holds)}] AS holds"
    )


def _state(holds: list[bool], *, glass: bool) -> State:
    own, team, dissent, *held = holds
    tie = Tie.OWN if own else Tie.TEAM if team else Tie.NONE
    restriction = list(Restriction)[held.index(True)] if True in held else Restriction.SEALED
    return State(tie, restriction, dissent, glass)
