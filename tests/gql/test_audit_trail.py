"""`auditTrail`: auditors are answered from the log, are themselves recorded, and nobody else knows of it."""

from typing import Any

import pytest

from gql.audit import entries
from gql.roles import Role
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j

TRAIL = """
query Trail($person: ID, $subject: String, $since: String, $until: String, $first: Int! = 100) {
  auditTrail(person: $person, subject: $subject, since: $since, until: $until, first: $first) {
    entry at who roles purpose pack decision code event people fields hidden states { state people }
  }
}
"""


@pytest.fixture(scope="module")
def asked(served: Served) -> Served:
    """The service after some questions."""
    served.asker(Role.CASEWORKER, "North").data('{ person(id: "p-amina") { givenName email } }')
    served.asker(Role.SAFEGUARDING_LEAD).data('{ person(id: "p-tariq") { givenName } }')
    served.asker(Role.CASEWORKER).post("{ nonsense }")
    return served


def trail(served: Served, **variables: Any) -> list[dict[str, Any]]:
    """What an auditor is told."""
    found: list[dict[str, Any]] = served.asker(Role.AUDITOR).data(TRAIL, variables)["auditTrail"]
    return found


def test_an_auditor_is_told_who_saw_somebody(asked: Served) -> None:
    found = [each for each in trail(asked, person="p-old") if each["who"] != "auditor-1"]
    (entry,) = found
    assert (entry["who"], entry["people"], entry["purpose"]) == ("caseworker-1", ["p-amina"], "direct_care")
    assert entry["fields"] == ["Person.email", "Person.givenName"]


def test_an_auditor_is_told_what_somebody_did(asked: Served) -> None:
    found = trail(asked, subject="caseworker-1")
    assert [(each["decision"], each["code"]) for each in found] == [
        ("refused", "INVALID_DOCUMENT"),
        ("answered", None),
    ]
    assert trail(asked, subject="caseworker-1", first=1) == found[:1]
    assert trail(asked, subject="caseworker-1", since=found[0]["at"]) == found[:1]
    assert trail(asked, subject="caseworker-1", until=found[0]["at"]) == found[1:]


def test_what_auditors_ask_is_recorded(asked: Served) -> None:
    trail(asked, person="p-tariq")
    last = list(entries(asked.settings.audit))[-1]
    assert (last["who"], last["fields"], last["decision"]) == (
        "auditor-1",
        ["Query.auditTrail"],
        "answered",
    )
    assert "p-tariq" in last["people"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_for_everybody_else_there_is_no_such_field(asked: Served, role: Role) -> None:
    asker = asked.asker(role)
    answer = asker.post('{ auditTrail(subject: "a") { entry } }')
    assert answer == asker.post('{ auditTrials(subject: "a") { entry } }')
    assert answer[1]["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"
    assert "auditTrail" not in str(asker.post(QUERY_FIELDS))


QUERY_FIELDS = '{ __type(name: "Query") { fields { name } } }'


def test_an_auditor_finds_it_in_the_schema(asked: Served) -> None:
    assert "auditTrail" in str(asked.asker(Role.AUDITOR).data(QUERY_FIELDS))


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"person": "p-amina", "subject": "a"},
        {"person": "p-amina", "first": 0},
        {"person": "p-amina", "first": 101},
        {"person": "p-amina", "since": "yesterday"},
        {"person": 1.5},
    ],
)
def test_arguments_out_of_bounds_are_refused(asked: Served, variables: dict[str, Any]) -> None:
    status, body = asked.asker(Role.AUDITOR).post(TRAIL, variables)
    assert (status, body["errors"][0]["extensions"]["code"]) == (400, "INVALID_VARIABLES")


@pytest.mark.parametrize(
    "query",
    [
        '{ auditTrail(subject: "a") { entry } sources { name } }',
        '{ auditTrail(subject: "a") { entry } __schema { types { name } } }',
        '{ auditTrail(subject: "a") { nothing } }',
        'mutation { auditTrail(subject: "a") { entry } }',
    ],
)
def test_it_is_not_mixed_with_other_questions(asked: Served, query: str) -> None:
    _, body = asked.asker(Role.AUDITOR).post(query)
    assert body["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


def test_fragments_and_several_fields_are_answered(asked: Served) -> None:
    query = """
    {
      a: auditTrail(subject: "caseworker-1", first: 1) { ...E }
      b: auditTrail(person: "p-tariq", first: 1) { ...E }
      __typename
    }
    fragment E on AuditEntry { number: entry states { state } }
    """
    found = asked.asker(Role.AUDITOR).data(query)
    assert set(found) == {"a", "b", "__typename"}
    assert set(found["a"][0]) == {"number", "states"}


def test_a_comment_that_names_it_asks_nothing_of_the_log(asked: Served) -> None:
    assert asked.asker(Role.AUDITOR).data("{ sources { name } } # auditTrail")["sources"]
