"""Prepares questions without a server: a document and variables under a plan."""

from functools import cache
from typing import Any

from gql.access import AccessPlan, decide
from gql.builder import Asking
from gql.courier import Parcel
from gql.limits import Limits
from gql.packs import Packs
from gql.plans import Plans, Prepared, Question
from gql.roles import Role
from tests.gql.world import PURPOSES

PACKS = Packs.read()
PLANS = Plans(PACKS, Limits())


@cache
def plan_of(role: Role) -> AccessPlan:
    """The plan of a role for its own purpose."""
    pack = next(pack for pack in PACKS.packs if pack.protocol.purpose is PURPOSES[role])
    return decide(PACKS, pack, frozenset({role}))


def prepare(text: str, plan: AccessPlan, variables: dict[str, Any] | None = None) -> Prepared:
    """A question, compiled."""
    return PLANS.prepare(Question(text, None, variables if variables is not None else {}), plan)


def parcel(prepared: Prepared, team: str | None = None) -> Parcel:
    """What goes to the database for a prepared question."""
    assert prepared.compiled is not None
    return prepared.compiled.bind(Asking(prepared.variables, team, str), prepared.document.cost)


def statement(text: str, plan: AccessPlan, variables: dict[str, Any] | None = None) -> str:
    """The Cypher of a question."""
    return parcel(prepare(text, plan, variables)).text
