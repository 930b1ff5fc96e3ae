"""`whyAccess`: auditors are told why of people whom they find, are recorded, and nobody else knows of it."""

from typing import Any

import pytest

from gql.audit import entries
from gql.roles import Role
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j

WHY = """
query Why(
  $role: String!, $purpose: String!, $type: String!, $field: String, $person: ID, $worker: String,
  $team: String, $tie: String, $restriction: String, $dissent: Boolean, $glass: Boolean! = false
) {
  whyAccess(
    role: $role, purpose: $purpose, type: $type, field: $field, person: $person, worker: $worker,
    team: $team, tie: $tie, restriction: $restriction, dissent: $dissent, glass: $glass
  ) {
    outcome pack protocol leadBody legalBasis reviewDate because
    state { tie restriction dissent glass } rules { id effect about clause says } wouldChange { what outcome }
  }
}
"""
CASEWORKER = {"role": "caseworker", "purpose": "direct_care"}


def why(served: Served, **variables: Any) -> Any:
    """What an auditor is told."""
    return served.asker(Role.AUDITOR).data(WHY, CASEWORKER | variables)["whyAccess"]


def test_why_of_somebody_described(served: Served) -> None:
    found = why(served, type="Person", field="birthDate", restriction="sealed", tie="own")
    assert found["outcome"] == "hidden"
    assert found["state"] == {"tie": "own", "restriction": "sealed", "dissent": False, "glass": False}
    assert [(each["id"], each["clause"]) for each in found["rules"]] == [("direct-care-sealed", "2.3")]
    assert {"what": "as adoption_officer for adoption", "outcome": "allowed"} in found["wouldChange"]
    assert (found["pack"], found["reviewDate"]) == ("direct_care", "2027-11-30")


def test_why_of_a_person_as_the_asker_stands_to_them(served: Served) -> None:
    asked = {"type": "Person", "field": "ethnicity", "person": "p-amina"}
    assert why(served, **asked)["state"]["tie"] == "none"
    north = why(served, **asked, team="North")
    assert (north["outcome"], north["state"]["tie"]) == ("allowed", "team")
    assert why(served, **asked)["outcome"] == "hidden"
    glass = why(served, **asked, glass=True)
    assert (glass["outcome"], glass["state"]["glass"]) == ("allowed", True)


def test_an_operation_and_a_type(served: Served) -> None:
    assert why(served, type="do breakGlass", restriction="sealed")["outcome"] == "hidden"
    assert why(served, type="do breakGlass")["outcome"] == "allowed"
    assert why(served, type="Person")["outcome"] == "allowed"


def test_an_id_that_was_merged_will_do_and_the_asking_is_recorded(served: Served) -> None:
    found = why(served, type="Person", person="p-old")
    assert found["state"]["restriction"] == "none"
    last = list(entries(served.settings.audit))[-1]
    assert (last["fields"], last["asked"], last["people"]) == (["Query.whyAccess"], ["p-old"], ["p-amina"])


def test_nobody_is_answered_like_nobody(served: Served) -> None:
    assert why(served, type="Person", person="never-existed") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "king"},
        {"purpose": "curiosity"},
        {"type": "Passport"},
        {"field": "shoeSize"},
        {"tie": "mine"},
        {"restriction": "secret"},
        {"person": "p-amina", "tie": "own"},
        {"worker": "w-1"},
        {"team": "North"},
    ],
)
def test_what_says_nothing_is_refused(served: Served, wrong: dict[str, Any]) -> None:
    asked = CASEWORKER | {"type": "Person", "field": "sex"} | wrong
    status, body = served.asker(Role.AUDITOR).post(WHY, asked)
    assert status == 400
    assert body["errors"][0]["extensions"]["code"] == "INVALID_VARIABLES"


def test_it_is_asked_alone_and_not_by_the_hundred(served: Served) -> None:
    one = 'whyAccess(role: "caseworker", purpose: "audit", type: "Person") { outcome }'
    auditor = served.asker(Role.AUDITOR)
    assert auditor.data(f"{{ {one} again: {one} __typename }}")["again"] == {"outcome": "hidden"}
    _, body = auditor.post(f'{{ {one} person(id: "p-amina") {{ id }} }}')
    assert body["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"
    many = " ".join(f"a{number}: {one}" for number in range(21))
    _, body = auditor.post(f"{{ {many} }}")
    assert body["errors"][0]["extensions"]["code"] in {"TOO_COSTLY", "INVALID_DOCUMENT"}


@pytest.mark.parametrize("role", Role)
def test_only_auditors_know_of_it(served: Served, role: Role) -> None:
    asker = served.asker(role)
    found = asker.data('{ __type(name: "WhyAccess") { name } }')["__type"]
    assert (found is not None) == (role is Role.AUDITOR)
    if role is not Role.AUDITOR:
        _, asked = asker.post(WHY, CASEWORKER | {"type": "Person"})
        _, unknown = asker.post(WHY.replace("whyAccess", "whyNonsense"), CASEWORKER | {"type": "Person"})
        assert asked == unknown
