"""Attack 1: people are ordered by a value that is hidden, which is read back from the order or a cursor.

What may not be read may not be sorted by. A cursor is sealed: it tells nothing, its length tells nothing, and
it opens for nobody else and for no other question.
"""

from base64 import urlsafe_b64decode
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gql.fields import Leaf
from gql.model import fields
from gql.naming import is_sorted_by
from gql.roles import Role
from graph.store import Target
from tests.gql.conftest import Served
from tests.gql.questions import plan_of
from tests.gql.redaction.asking import Put
from tests.gql.redaction.comparing import Comparison, some
from tests.gql.redaction.graphs import random_graph

pytestmark = pytest.mark.neo4j

LEAVES = [field.name for kind, field in fields() if kind == "Person" and isinstance(field, Leaf)]
PAGE = """query ($orderBy: [PersonOrder!], $where: PersonWhere, $first: Int!, $after: String) {
  peopleConnection(orderBy: $orderBy, where: $where, first: $first, after: $after) {
    page: pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }
  }
}"""
OF_ONE = """query ($id: ID!, $first: Int!, $after: String) { person(id: $id) {
  addressesConnection(first: $first, after: $after, orderBy: [{field: from, direction: DESC}]) {
    page: pageInfo { endCursor hasNextPage } nodes { from to address { postcode } } }
  relatedConnection(first: 100, orderBy: [{field: kind}]) { nodes { kind other { id } } }
  episodesConnection(first: 2) { edges { cursor node { id start } } }
} }"""
REFUSED = {"INVALID_DOCUMENT", "INVALID_VARIABLES"}


def code(answer: tuple[int, dict[str, Any]]) -> str | None:
    """The code that something was refused with."""
    status, body = answer
    return None if status == 200 else str(body["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("role", [each for each in Role if plan_of(each).shows("Person", "id")])
def test_to_sort_by_what_is_hidden_is_refused_like_what_there_is_not(served: Served, role: Role) -> None:
    asker = served.asker(role)
    hidden = [name for name in LEAVES if not is_sorted_by(plan_of(role), "Person", name)]
    literal = "{{ peopleConnection(orderBy: [{{field: {0}, direction: DESC}}]) {{ nodes {{ id }} }} }}"
    list_ = '{{ person(id: "a") {{ household {{ members(orderBy: {{field: {0}}}) {{ id }} }} }} }}'

    def answers(name: str) -> list[tuple[int, dict[str, Any]]]:
        variable = {"orderBy": [{"field": name}], "first": 5}
        return [
            asker.post(literal.format(name)),
            asker.post(list_.format(name)),
            asker.post(PAGE, variable),
        ]

    absent = answers("nonsense")
    assert {code(each) for each in absent} == REFUSED
    for name in hidden:
        assert answers(name) == absent, name


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DATA_SCIENTIST, Role.INTEGRATOR])
def test_order_and_pages_are_as_if_the_hidden_were_not_there(
    empty_database: Target, tmp_path: Path, role: Role
) -> None:
    comparison = Comparison(empty_database, tmp_path, role)
    graph = random_graph(1)
    names = [name for name in LEAVES if is_sorted_by(comparison.plan, "Person", name)]
    orders: list[list[dict[str, str]]] = [[]]
    pairs = [[{"field": one, "direction": "DESC"}, {"field": other}] for one, other in pairwise(names)]
    orders += some(pairs, 3)
    put = [Put(PAGE, {"orderBy": order, "first": 7}, ("after",)) for order in orders]
    keys = [comparison.known("Person", node.key) for node in graph.of("Person")]
    if is_sorted_by(comparison.plan, "LivedAt", "from") and is_sorted_by(comparison.plan, "Related", "kind"):
        put += [Put(OF_ONE, {"id": key, "first": 1}, ("after",)) for key in keys[:8]]
    comparison.over(graph, put)
    assert comparison.counts["pages"] > len(orders)


@pytest.fixture(scope="module")
def cursor(served: Served) -> str:
    """A caseworker's cursor, of a page by date of birth."""
    asked = {"orderBy": [{"field": "birthDate"}], "first": 1}
    page = served.asker(Role.CASEWORKER).data(PAGE, asked)["peopleConnection"]["page"]
    assert page["hasNextPage"]
    return str(page["endCursor"])


def test_a_cursor_tells_nothing(served: Served, cursor: str) -> None:
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for told in (b"p-", b"1950", b"1984", b"john", b"[", b'"'):
        assert told not in raw or len(told) == 1
    lengths = {
        len(edge["cursor"])
        for order in ([{"field": "birthDate"}], [{"field": "familyName"}, {"field": "email"}], [])
        for edge in served.asker(Role.CASEWORKER).data(PAGE, {"orderBy": order, "first": 100})[
            "peopleConnection"
        ]["edges"]
    }
    assert len(lengths) == 1


OTHERWISE: dict[str, dict[str, Any]] = {
    "another order": {"orderBy": [{"field": "familyName"}]},
    "the other way": {"orderBy": [{"field": "birthDate", "direction": "DESC"}]},
    "no order": {"orderBy": None},
    "a further order": {"orderBy": [{"field": "birthDate"}, {"field": "sex"}]},
    "a filter": {"where": {"sex": {"eq": "female"}}},
    "an empty filter": {"where": {}},
}


def invalid(served: Served, role: Role, after: Any, **asked: Any) -> bool:
    """Whether a cursor is refused, in the words of any other."""
    given = {"orderBy": [{"field": "birthDate"}], "first": 1, "after": after, **asked}
    answer = served.asker(role).post(PAGE, given)
    nonsense = served.asker(role).post(PAGE, {**given, "after": "nonsense"})
    assert code(nonsense) == "INVALID_VARIABLES"
    return answer == nonsense


def test_a_cursor_goes_on_for_who_was_given_it(served: Served, cursor: str) -> None:
    assert not invalid(served, Role.CASEWORKER, cursor)
    assert not invalid(served, Role.CASEWORKER, cursor, first=3)


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_cursor_of_another_question_is_refused(served: Served, cursor: str, what: str) -> None:
    assert invalid(served, Role.CASEWORKER, cursor, **OTHERWISE[what])


def test_a_cursor_of_another_field_is_refused(served: Served, cursor: str) -> None:
    pages = "membershipsConnection(after: $after) { nodes { from } }"
    asked = f'query ($after: String) {{ household(id: "h-khan") {{ {pages} }} }}'
    assert code(served.asker(Role.CASEWORKER).post(asked, {"after": cursor})) == "INVALID_VARIABLES"


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.ADOPTION_OFFICER])
def test_a_cursor_of_somebody_else_is_refused(served: Served, cursor: str, role: Role) -> None:
    assert invalid(served, role, cursor)


def test_an_altered_cursor_is_refused(served: Served, cursor: str) -> None:
    random = Random(1)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for _ in range(40):
        place = random.randrange(len(cursor))
        other = random.choice(letters.replace(cursor[place], ""))
        assert invalid(served, Role.CASEWORKER, cursor[:place] + other + cursor[place + 1 :])
    for wrong in (cursor[:-1], cursor + "A", cursor + "=", "", "é" + cursor, cursor * 40, cursor[::-1]):
        assert invalid(served, Role.CASEWORKER, wrong), wrong
