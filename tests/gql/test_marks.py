"""What an answer involved is in its audit entry: how people are held, and who was asked for in vain."""

import asyncio
from typing import Any

import pytest

from gql.audit import entries
from gql.marks import ids_of, involved
from gql.roles import Role
from graph.store import Store
from tests.gql.conftest import Served

PERSON = "query Q($id: ID!) { person(id: $id) { id } }"
_HOLD = """
UNWIND $held AS each MATCH (p:Person {id: each[0]}) SET p.restriction = each[1], p.dissents = each[2]
"""
HELD: list[list[Any]] = [
    ["p-amina", "restricted", []],
    ["p-tariq", "none", ["safeguarding"]],
    ["p-john", "sensitive", []],
    ["p-mary", "sealed", []],
]


@pytest.fixture(scope="module")
def held(served: Served) -> Served:
    """The service, over people some of whom are held strictly."""

    async def hold() -> None:
        async with await Store.connect(served.settings.target) as store:
            await store.write(_HOLD, held=HELD)

    asyncio.run(hold())
    return served


def states(served: Served, role: Role, query: str, team: str | None = None, **variables: Any) -> Any:
    """What the entry of a question says that its answer involved."""
    served.asker(role, team).data(query, variables)
    return list(entries(served.settings.audit))[-1]["states"]


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("role", "team", "person", "expected"),
    [
        (Role.CASEWORKER, "North", "p-amina", {"restricted": ["p-amina"]}),
        (Role.CASEWORKER, "North", "p-old", {"restricted": ["p-amina"]}),
        (
            Role.CASEWORKER,
            "South",
            "p-amina",
            {"attempt": ["p-amina"], "attempt_on_marked": ["p-amina"]},
        ),
        (Role.CASEWORKER, "South", "p-old", {"attempt": ["p-amina"], "attempt_on_marked": ["p-amina"]}),
        (Role.CASEWORKER, "North", "p-john", {"sensitive": ["p-john"], "apart": ["p-john"]}),
        (Role.CASEWORKER, "North", "p-tariq", {}),
        (Role.CASEWORKER, "South", "p-mary", {"attempt": ["p-mary"], "attempt_on_marked": ["p-mary"]}),
        (Role.CASEWORKER, "South", "p-nobody", {}),
        (Role.SAFEGUARDING_LEAD, None, "p-tariq", {"dissent": ["p-tariq"]}),
        (Role.ADOPTION_OFFICER, None, "p-mary", {"sealed": ["p-mary"], "apart": ["p-mary"]}),
        (Role.AUDITOR, None, "p-mary", {"attempt": ["p-mary"], "attempt_on_marked": ["p-mary"]}),
    ],
)
def test_an_entry_says_what_its_answer_involved(
    held: Served, role: Role, team: str | None, person: str, expected: dict[str, list[str]]
) -> None:
    assert states(held, role, PERSON, team, id=person) == expected


@pytest.mark.neo4j
def test_a_record_of_somebody_hidden_is_an_attempt_on_them(held: Served) -> None:
    query = 'query Q { record(id: "health/8") { id } other: record(id: "health/9") { id } }'
    assert states(held, Role.CASEWORKER, query)["attempt_on_marked"] == ["p-mary"]


@pytest.mark.neo4j
def test_everybody_in_an_answer_is_looked_at_and_nobody_who_is_not(held: Served) -> None:
    query = """
    { people(search: {birthYear: 1950}) { id } person(id: "p-tariq") { id household { members { id } } } }
    """
    found = states(held, Role.CASEWORKER, query, "North")
    assert found == {"sensitive": ["p-john"], "restricted": ["p-amina"], "apart": ["p-john"]}


@pytest.mark.neo4j
def test_what_is_told_the_audit_is_not_in_the_answer(held: Served) -> None:
    asker = held.asker(Role.CASEWORKER, "South")
    assert asker.post(PERSON, {"id": "p-mary"}) == asker.post(PERSON, {"id": "p-nobody"})
    shown = held.asker(Role.CASEWORKER, "North").data(PERSON, {"id": "p-amina"})
    assert shown == {"person": {"id": "p-amina"}}


def test_broken_glass_is_told_of_those_in_the_answer_alone() -> None:
    assert involved(["a", "b"], [], glass=("b", "c")) == {"glass": ["b"]}


def test_what_is_unknown_counts_as_sealed() -> None:
    for stored in (None, "secret", 3):
        assert involved([["a", stored, False, True]], []) == {"sealed": ["a"]}


def test_an_attempt_on_somebody_hidden_for_another_reason_is_told_apart() -> None:
    assert involved([], [None, "a", ["b", "none", True, False]]) == {"attempt": ["a", "b"]}


def test_each_person_is_named_once() -> None:
    people = ["a", ["b", "sealed", False, True], "a", ["b", "sealed", False, True]]
    assert ids_of(people) == ("a", "b")
    assert involved(people, []) == {"sealed": ["b"]}


@pytest.mark.neo4j
def test_whoever_a_record_is_of_is_told_where_nothing_but_the_record_was_asked_for(held: Served) -> None:
    query = '{ record(id: "housing/1") { givenName decisions { records { birthDate } } } }'
    assert states(held, Role.CASEWORKER, query, "North") == {"restricted": ["p-amina"]}
    assert list(entries(held.settings.audit))[-1]["people"] == ["p-amina"]


@pytest.mark.neo4j
def test_a_record_of_nobody_tells_of_nobody(held: Served) -> None:
    async def put() -> None:
        async with await Store.connect(held.settings.target) as store:
            await store.write("CREATE (:Record {id: 'housing/9', source: 'housing', row: 'person'})")

    asyncio.run(put())
    states(held, Role.CASEWORKER, '{ record(id: "housing/9") { id } }')
    assert list(entries(held.settings.audit))[-1]["people"] == []
