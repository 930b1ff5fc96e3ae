"""What people say to sharing: written down with who and when, and obeyed by every rule at once."""

from typing import Any

import pytest

from gql.roles import Operation, Purpose, Role
from tests.gql.changes.acting import Acting, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS

pytestmark = pytest.mark.neo4j

CONSENT = DOCUMENTS[Operation.RECORD_CONSENT]
SEEN = "query Q($id: ID!) { person(id: $id) { id } }"
DISSENTS = "MATCH (p:Person {id: $id}) RETURN p.dissents AS dissents"
KEPT = "MATCH (c:KithConsent) RETURN c.says AS says, c.by AS by ORDER BY c.at, c.says DESC"


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)


def say(changes: Acting, says: str, purpose: str, role: Role = Role.SAFEGUARDING_LEAD) -> Any:
    actor = changes.actor(role, "North", subject="ann")
    return actor.data(CONSENT, key=fresh(), person="p-amina", purpose=purpose, says=says)


def test_a_no_is_obeyed_at_once_and_a_yes_takes_it_back(changes: Acting) -> None:
    actor = changes.actor(Role.CASEWORKER, "North")
    assert say(changes, "refuses", "direct_care")["person"] is not None
    assert actor.data(SEEN, id="p-amina") is None
    say(changes, "agrees", "direct_care")
    assert actor.data(SEEN, id="p-amina") == {"id": "p-amina"}
    assert [(each["says"], each["by"]) for each in changes.read(KEPT)] == [
        ("refuses", "staff:ann"),
        ("agrees", "staff:ann"),
    ]


def test_whoever_writes_down_a_no_that_keeps_them_out_is_told_of_nobody(changes: Acting) -> None:
    told = say(changes, "refuses", "direct_care", Role.CASEWORKER)
    assert (told["ids"], told["person"]) == (["p-amina"], None)


def test_purposes_are_refused_one_by_one_and_once(changes: Acting) -> None:
    for purpose in ("research", "statistics", "research"):
        say(changes, "refuses", purpose)
    assert changes.read(DISSENTS, id="p-amina") == [{"dissents": ["statistics", "research"]}]
    say(changes, "agrees", "research")
    assert changes.read(DISSENTS, id="p-amina") == [{"dissents": ["statistics"]}]


def test_a_list_that_is_none_stays_a_no_to_everything(changes: Acting) -> None:
    changes.read("MATCH (p:Person {id: 'p-amina'}) SET p.dissents = 'yes'")
    assert say(changes, "agrees", "research") is None
    assert changes.read(DISSENTS, id="p-amina") == [{"dissents": "yes"}]


@pytest.mark.parametrize("purpose", ["nothing", "directCare", ""])
def test_a_purpose_that_there_is_not(changes: Acting, purpose: str) -> None:
    actor = changes.actor(Role.SAFEGUARDING_LEAD)
    given = {"person": "p-amina", "purpose": purpose, "says": "refuses"}
    assert actor.code(CONSENT, key=fresh(), **given) == "INVALID_VARIABLES"


def test_the_adoption_officer_writes_it_down_for_the_sealed_only(changes: Acting) -> None:
    officer = changes.actor(Role.ADOPTION_OFFICER)
    told = [
        officer.data(CONSENT, key=fresh(), person=each, purpose=Purpose.RESEARCH, says="refuses")
        for each in ("p-seal", "p-john", "p-nobody")
    ]
    assert [each is not None for each in told] == [True, False, False]
