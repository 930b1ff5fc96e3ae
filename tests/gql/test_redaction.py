"""Redaction equality: under its rules a role is answered as if what it may not see were not there.

For each role, everything that it may not see is physically taken out of the graph by other means than
the compiler's; the same questions are then asked without any rule, and the answers must be the same.
"""

import asyncio
from random import Random
from typing import Any

import pytest

from gql.access import AccessPlan, Condition, Outcome, Rule, unrestricted
from gql.builder import Asking
from gql.courier import Courier
from gql.edges import NODE_TYPES, RELATIONSHIP_SENSITIVITY, TIE_TYPES
from gql.fields import Edge, Leaf
from gql.model import fields, model
from gql.pseudonym import Pseudonyms
from gql.roles import Role
from gql.shapes import Reading
from graph.store import Store, Target
from tests.gql.documents import any_document, roots_of
from tests.gql.questions import plan_of, prepare
from tests.gql.world import make_world

pytestmark = pytest.mark.neo4j
TEAM = "North"
MINE = Pseudonyms.of(bytes(32), "somebody", "research", 2026)
IDENTIFIERS = {
    "p-amina": "Person",
    "p-mary": "Person",
    "p-old": "Person",
    "p-nobody": "Person",
    "h-khan": "Household",
    "a-home": "Address",
    "s-care": "Service",
    "housing/1": "Record",
}
_OWNED = {"Episode": "HAD", "Intervention": "RECEIVED", "Outcome": "REACHED", "Score": "SCORED"}
_DOCUMENTS = 12


@pytest.mark.parametrize("role", Role)
def test_redaction_equality(empty_database: Target, role: Role) -> None:
    make_world(empty_database)
    plan = plan_of(role)
    documents = [_document(plan, seed) for seed in range(_DOCUMENTS)]

    async def compare() -> None:
        async with await Store.connect(empty_database) as store:
            restricted = [await _answer(store, text, plan) for text in documents]
            for statement in _redactions(plan):
                await store.write(statement)
            for text, before in zip(documents, restricted, strict=True):
                after = await _answer(store, _revealed(text), unrestricted())
                assert _plain(before) == _plain(after), text

    asyncio.run(compare())


def _document(plan: AccessPlan, seed: int) -> str:
    """A document with identifiers as the role knows them."""
    known = {
        MINE.hide(each) if plan.rule(kind, "id").outcome is Outcome.PSEUDONYM else each: kind
        for each, kind in IDENTIFIERS.items()
    }
    return any_document(Random(seed), roots_of(known))


def _revealed(text: str) -> str:
    """The document with plain identifiers in the place of pseudonyms."""
    for each in IDENTIFIERS:
        text = text.replace(f'"{MINE.hide(each)}"', f'"{each}"')
    return text


async def _answer(store: Store, text: str, plan: AccessPlan) -> dict[str, Any]:
    prepared = prepare(text, plan)
    compiled = prepared.compiled
    assert compiled is not None
    parcel = compiled.bind(Asking(prepared.variables, TEAM, MINE.reveal), prepared.document.cost)
    row = await Courier(store, 30.0).ask(parcel)
    reading = Reading(MINE.hide)
    return {key: shape.read(value, reading) for (key, shape), value in zip(compiled.shapes, row, strict=True)}


def _plain(value: Any) -> Any:
    """An answer with pseudonyms turned back, and lists in one order."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, str):
        known = MINE.reveal(value)
        return value if known is None else known
    return value


def _redactions(plan: AccessPlan) -> list[str]:
    """Statements that take out of the graph all that the plan does not show."""
    return [
        *(_take_nodes(kind, plan.finds(kind)) for kind in NODE_TYPES),
        *(_take_property(kind, leaf, plan.rule(kind, leaf.name)) for kind, leaf in _leaves()),
        *(f"MATCH ()-[r:{name}]->() DELETE r" for name in _hidden_relationships(plan)),
    ]


def _leaves() -> list[tuple[str, Leaf]]:
    return [(kind, leaf) for kind, leaf in fields() if isinstance(leaf, Leaf)]


def _take_nodes(kind: str, condition: Condition) -> str:
    if condition is Condition.ALWAYS:
        return "RETURN 1"
    kept = _is_worked_with(kind) if condition is Condition.WORKED_WITH else "false"
    return f"MATCH (n:{kind}) WHERE NOT {kept} DETACH DELETE n"


def _is_worked_with(kind: str) -> str:
    """That a worker of the team works now with the person, said without the compiler."""
    path = "(n)" if kind == "Person" else f"(n)<-[:{_OWNED[kind]}]-()"
    return (
        f"any(w IN [{path}<-[w:WORKS_WITH]-()-[:IN_TEAM]->(t) WHERE t.id = '{TEAM}' | w] WHERE w.to IS NULL)"
    )


def _take_property(kind: str, leaf: Leaf, rule: Rule) -> str:
    is_node = model()[kind].relationship is None
    match = f"MATCH (n:{kind})" if is_node else f"MATCH ()-[n:{TIE_TYPES[kind][0]}]->()"
    stored = f"n.`{leaf.stored}`"
    if rule.outcome is Outcome.COARSEN:
        kept = f"split({stored}, ' ')[0]" if leaf.stored == "postcode" else f"left({stored}, 4)"
        return f"{match} WHERE {stored} IS NOT NULL SET {stored} = {kept}"
    if rule.condition is Condition.ALWAYS:
        return "RETURN 1"
    kept = _is_worked_with(kind) if rule.condition is Condition.WORKED_WITH else "false"
    return f"{match} WHERE NOT {kept} REMOVE {stored}"


def _hidden_relationships(plan: AccessPlan) -> list[str]:
    """Relationships that no edge of the plan may follow."""
    shown = {
        step.relationship
        for kind, edge in fields()
        if isinstance(edge, Edge) and plan.shows(kind, edge.name)
        for step in edge.steps
    }
    return sorted(set(RELATIONSHIP_SENSITIVITY) - shown)
