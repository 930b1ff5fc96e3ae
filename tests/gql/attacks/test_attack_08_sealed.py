"""Attack 8: sealed people: no answer tells that they are there, by its body, its error or its time.

Everything is compared with an id, a name or a date that there never was, down to the byte.
"""

import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from gql.audit import entries
from gql.roles import Role
from tests.gql.conftest import Served
from tests.gql.sealed import ABSENT, NAME, NO_NAME, SEALED, write_sealed

pytestmark = pytest.mark.neo4j

HIDDEN_FROM = [each for each in Role if each is not Role.ADOPTION_OFFICER]
BY_ID = {
    "person": "query Q($id: ID!) { person(id: $id) { id } }",
    "everything": """query Q($id: ID!) { person(id: $id) { id givenName familyName birthDate sex phone
      nhsNumber restriction recordCount createdAt score { band } episodes { id }
      addresses { from address { postcode } }
      household { size members { id } } records { id } decisions { id } related { kind }
      neighbourhood(depth: 2) { people { distance ties } services { id } workers { id } } } }""",
    "a wrong argument": "query Q($id: ID!) { person(id: $id) { records(first: 0) { id } } }",
    "a wrong depth": "query Q($id: ID!) { person(id: $id) { neighbourhood(depth: 9) { workers { id } } } }",
    "a wrong field": "query Q($id: ID!) { person(id: $id) { shoeSize } }",
    "twice": "query Q($id: ID!) { a: person(id: $id) { id } b: person(id: $id) { sex } }",
}
BESIDE = {"record": "housing/{}", "household": "h-{}", "address": "a-{}"}
SEARCHED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "name": ({"name": NAME}, {"name": NO_NAME}),
    "family name": ({"familyName": NAME}, {"familyName": NO_NAME}),
    "birth date": ({"birthDate": "2001-02-11"}, {"birthDate": "2001-03-11"}),
    "birth year": ({"birthYear": 2001}, {"birthYear": 2002}),
    "postcode": ({"postcode": "ZE1 9ZZ"}, {"postcode": "ZE1 9ZY"}),
    "both": ({"name": NAME, "birthYear": 2001}, {"name": NO_NAME, "birthYear": 2001}),
}
SEARCH = "query Q($search: PersonSearch!) { people(search: $search) { id givenName } }"


@pytest.fixture(scope="module")
def sealed(served: Served) -> Served:
    """The service over the small graph with sealed people in it."""
    write_sealed(served.settings.target)
    return served


def answer(served: Served, role: Role, query: str, variables: dict[str, Any]) -> tuple[int, bytes, list[Any]]:
    """A whole answer: status, body and headers."""
    asker = served.asker(role, "North")
    body = {"query": query, "variables": variables}
    told = served.client.post("/graphql", json=body, headers=asker.headers())
    return told.status_code, told.content, sorted(told.headers.items())


@pytest.mark.parametrize("role", HIDDEN_FROM)
@pytest.mark.parametrize("name", BY_ID)
def test_by_id(sealed: Served, role: Role, name: str) -> None:
    ids = [*SEALED[:3], f"{SEALED[3]}-old", ABSENT[0]]
    assert len({repr(answer(sealed, role, BY_ID[name], {"id": each})) for each in ids}) == 1


@pytest.mark.parametrize("role", HIDDEN_FROM)
@pytest.mark.parametrize("kind", BESIDE)
def test_by_what_is_theirs(sealed: Served, role: Role, kind: str) -> None:
    query = f"query Q($id: ID!) {{ {kind}(id: $id) {{ id }} }}"
    told = [answer(sealed, role, query, {"id": BESIDE[kind].format(each)}) for each in (SEALED[0], ABSENT[0])]
    assert told[0] == told[1]


@pytest.mark.parametrize("role", HIDDEN_FROM)
@pytest.mark.parametrize("part", SEARCHED)
def test_by_search(sealed: Served, role: Role, part: str) -> None:
    theirs, nobodys = (answer(sealed, role, SEARCH, {"search": each}) for each in SEARCHED[part])
    assert theirs == nobodys


def test_the_same_questions_tell_of_them_for_adoption(sealed: Served) -> None:
    found = answer(sealed, Role.ADOPTION_OFFICER, BY_ID["everything"], {"id": SEALED[0]})
    assert NAME.encode() in found[1]
    assert (
        answer(sealed, Role.ADOPTION_OFFICER, SEARCH, {"search": {"name": NAME}})[1].count(b"p-sealed") == 20
    )


def test_an_attempt_is_in_the_audit(sealed: Served) -> None:
    answer(sealed, Role.CASEWORKER, BY_ID["person"], {"id": f"{SEALED[5]}-old"})
    last = list(entries(sealed.settings.audit))[-1]
    assert last["people"] == []
    assert last["states"] == {"attempt": [SEALED[5]], "attempt_on_marked": [SEALED[5]]}
    answer(sealed, Role.CASEWORKER, BY_ID["person"], {"id": ABSENT[5]})
    assert list(entries(sealed.settings.audit))[-1]["states"] == {}


def test_a_row_under_a_rule_is_byte_for_byte_an_absent_one(sealed: Served) -> None:
    asker = sealed.asker(Role.CASEWORKER, "South")
    question = "query Q($id: ID!) { person(id: $id) { score { band } scores { band } outcomes { value } } }"
    headers = asker.headers()
    bodies = [
        sealed.client.post("/graphql", json={"query": question, "variables": {"id": each}}, headers=headers)
        for each in ("p-amina", "p-tariq")
    ]
    assert bodies[0].content == bodies[1].content
    assert bodies[0].headers == bodies[1].headers


N = 1000
MOST = 0.55
QUESTION = "query Q($id: ID!) { person(id: $id) { id givenName score { band } records { id } } }"


def test_by_time(sealed: Served) -> None:
    """One statement, ids of one form, somebody sealed and nobody at once after each other, either first."""
    asker = sealed.asker(Role.CASEWORKER, "North")
    headers = asker.headers()

    def ask(id_: str) -> float:
        body = {"query": QUESTION, "variables": {"id": id_}}
        begun = time.perf_counter()
        told = sealed.client.post("/graphql", json=body, headers=headers)
        taken = time.perf_counter() - begun
        assert told.content == b'{"data":{"person":null}}'
        return taken

    for id_ in (*SEALED, *ABSENT) * 3:
        ask(id_)
    pairs = list(timed(ask, Random(8)))
    assert abs(auc(pairs) - 0.5) <= MOST - 0.5


def timed(ask: Any, random: Random) -> Iterator[tuple[float, float]]:
    """Pairs of the times for somebody sealed and for nobody, asked at once after each other, either first."""
    for number in range(N):
        asked = [SEALED[number % len(SEALED)], ABSENT[number % len(ABSENT)]]
        order = random.sample((0, 1), 2)
        taken = {place: ask(asked[place]) for place in order}
        yield taken[0], taken[1]


def auc(pairs: list[tuple[float, float]]) -> float:
    """How often somebody sealed takes longer than nobody, over all pairs of times (Mann and Whitney)."""
    times = sorted([(one, 1) for one, _ in pairs] + [(other, 0) for _, other in pairs])
    ranks = sum(rank for rank, (_, is_sealed) in enumerate(times, 1) if is_sealed)
    count = len(pairs)
    return (ranks - count * (count + 1) / 2) / (count * count)


def test_the_measure_of_time_can_tell() -> None:
    random = Random(1)
    pairs = [(random.gauss(1.3, 1), random.gauss(1, 1)) for _ in range(N)]
    assert auc(pairs) > MOST
    assert abs(auc([(random.random(), random.random()) for _ in range(N)]) - 0.5) < MOST - 0.5
