"""Attack 13: facts that are missing, null or of another type: whatever is not plainly so permits nothing.

In the rules, for every subset of the facts; in the database, for every subset of what is held of a person.
"""

import asyncio
import json
from itertools import product
from pathlib import Path
from typing import Any

import cedarpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.access import Condition
from gql.edges import NODE_TYPES
from gql.facts import FACTS, STATES, Restriction, State, Tie
from gql.owners import OWNERS
from gql.roles import Operation, Purpose, Role
from graph.store import Store, Target
from graph.vocabulary import Sensitivity
from tests.gql.conftest import Served
from tests.gql.test_access import PACKS, PLANS, pack_for, plan_under
from tests.gql.world import PURPOSES


def test_a_forbid_without_its_fact_denies(tmp_path: Path) -> None:
    rules = """
    @id("all") @clause("1.1") permit (principal, action, resource);
    @id("only-worked-with") @clause("1.1") forbid (principal, action == Action::"find", resource)
    unless { resource has tie && resource.tie == "own" };
    """
    plan = plan_under(tmp_path, rules)
    own = Condition.where(state for state in STATES if state.tie is Tie.OWN)
    for kind in NODE_TYPES:
        assert plan.finds(kind) is (own if kind in OWNERS else Condition.NEVER)


FACT_VALUES: dict[str, tuple[Any, ...]] = {
    "tie": tuple(each.value for each in Tie),
    "restriction": tuple(each.value for each in Restriction),
    "dissent": (False, True),
    "glass": (False, True),
}
RESOURCES = st.one_of(
    st.fixed_dictionaries({"name": st.sampled_from(NODE_TYPES)}).map(lambda each: ("Kind", "find", each)),
    st.tuples(
        st.just("Field"),
        st.sampled_from(["read", "coarsen", "pseudonym", "mask"]),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(NODE_TYPES),
                "name": st.sampled_from(["sex", "birth_date", "outcome", "phone", "nhs_number"]),
                "value": st.sampled_from(["text", "key", "edge", "postcode"]),
                "inputs": st.sets(st.sampled_from([each.value for each in Sensitivity]), min_size=1).map(
                    sorted
                ),
            }
        ),
    ),
    st.fixed_dictionaries({"name": st.sampled_from([each.value for each in Operation])}).map(
        lambda each: ("Operation", "do", each)
    ),
)


@pytest.mark.parametrize(("role", "purpose"), [each for each, plan in PLANS.items() if not plan.is_empty])
@settings(max_examples=40)
@given(resource=RESOURCES, known=st.sets(st.sampled_from(FACTS)))
def test_a_missing_fact_permits_nothing_that_its_worst_value_would_not(
    role: Role, purpose: Purpose, resource: tuple[str, str, dict[str, Any]], known: set[str]
) -> None:
    """For every subset of the facts: what is permitted without the others is permitted whatever they are."""
    type_, action, attributes = resource
    values = [FACT_VALUES[name] if name in known else (None, *FACT_VALUES[name]) for name in FACTS]
    completed: dict[tuple[Any, ...], list[bool]] = {}
    asked = [dict(zip(FACTS, each, strict=True)) for each in product(*values)]
    for facts, allowed in zip(asked, _allowed(role, purpose, type_, action, attributes, asked), strict=True):
        given_facts = tuple(facts[name] for name in FACTS)
        completed[given_facts] = [allowed]
    for partial, (allowed,) in completed.items():
        if allowed:
            worse = [
                each for each in completed if all(a in (None, b) for a, b in zip(partial, each, strict=True))
            ]
            assert all(completed[each] == [True] for each in worse), (partial, attributes)


def _allowed(
    role: Role,
    purpose: Purpose,
    type_: str,
    action: str,
    attributes: dict[str, Any],
    facts: list[dict[str, Any]],
) -> list[bool]:
    parent = {"type": "Role", "id": role.value}
    entities: list[dict[str, Any]] = [
        {"uid": parent, "attrs": {}, "parents": []},
        {"uid": {"type": "Caller", "id": "c"}, "attrs": {}, "parents": [parent]},
    ]
    requests = []
    for number, each in enumerate(facts):
        known = {name: value for name, value in each.items() if value is not None}
        entities.append(
            {"uid": {"type": type_, "id": str(number)}, "attrs": attributes | known, "parents": []}
        )
        requests.append(
            {
                "principal": 'Caller::"c"',
                "action": f'Action::"{action}"',
                "resource": f'{type_}::"{number}"',
                "context": {
                    "purpose": purpose.value,
                    "use": "row",
                    "day": {"__extn": {"fn": "datetime", "arg": "2026-12-01"}},
                },
            }
        )
    parsed = cedarpy.Entities.from_json_str(json.dumps(entities), PACKS.schema)
    results = cedarpy.is_authorized_batch(requests, pack_for(purpose).rules.parsed, parsed, PACKS.schema)
    assert not any(result.diagnostics.errors for result in results)
    return [result.allowed for result in results]


# What may be held of a person as a restriction and as a list of dissents; the first of each is as usual.
HELD: dict[str, tuple[Any, ...]] = {
    "restriction": ("none", None, "", "None", "none ", 0, True, ["none"]),
    "dissents": ([], None, "", "direct_care", 0, False, [1], [True]),
}
ODD = {
    f"odd-{number}": dict(zip(HELD, each, strict=True)) for number, each in enumerate(product(*HELD.values()))
}


@pytest.fixture(scope="module")
def odd_people(served: Served) -> Served:
    """The service, with people of whom all sorts of things are held."""

    async def write(target: Target) -> None:
        async with await Store.connect(target) as store:
            rows = [{"id": id_, "given_name": "Odd", **held} for id_, held in ODD.items()]
            await store.write("UNWIND $rows AS row CREATE (p:Person) SET p = row", rows=rows)

    asyncio.run(write(served.settings.target))
    return served


@pytest.mark.neo4j
@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ANALYST])
def test_what_is_held_of_a_person_in_another_way_counts_as_the_strictest(
    odd_people: Served, role: Role
) -> None:
    asker = odd_people.asker(role)
    found = PLANS[role, PURPOSES[role]].finds("Person")
    is_by_name = role is not Role.DATA_SCIENTIST
    for id_, held in ODD.items():
        is_plain = held["restriction"] == "none" and isinstance(held["restriction"], str)
        restriction = Restriction.NONE if is_plain else Restriction.SEALED
        state = State(restriction=restriction, dissent=held["dissents"] != [])
        seen = asker.data("query Q($id: ID!) { person(id: $id) { id } }", {"id": id_})["person"]
        assert (seen is not None) == (state in found and is_by_name), held


@pytest.mark.neo4j
def test_nothing_about_somebody_of_whom_nothing_is_held_is_an_answer_of_another_kind(
    odd_people: Served,
) -> None:
    asker = odd_people.asker(Role.CASEWORKER)
    question = "query Q($id: ID!) { person(id: $id) { id givenName records { id } } }"
    absent = asker.post(question, {"id": "never-existed"})
    for id_, held in ODD.items():
        if held != {"restriction": "none", "dissents": []}:
            assert asker.post(question, {"id": id_}) == absent, held
