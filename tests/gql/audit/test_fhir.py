"""The export fits FHIR R4 and the patterns that its events claim, and tells what the entry tells."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gql.audit.fhir import audit_events
from gql.roles import Purpose, Role

SCHEMA = json.loads(Path(__file__).with_name("audit_event.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
ANSWERED: dict[str, Any] = {
    "entry": 7,
    "at": "2026-11-24T09:00:00.000+00:00",
    "who": "ann",
    "roles": ["caseworker"],
    "team": "North",
    "purpose": "direct_care",
    "pack": "direct_care",
    "policy": "ab" * 32,
    "decision": "answered",
    "code": None,
    "document": "cd" * 32,
    "asked": ["p-1"],
    "people": ["p-1", "p-2"],
    "states": {},
    "fields": ["Person.givenName"],
    "hidden": [],
}


def made(**changes: Any) -> list[dict[str, Any]]:
    """The valid events of an entry."""
    events = list(audit_events({**ANSWERED, **changes}))
    for event in events:
        VALIDATOR.validate(event)
    return events


def agent(event: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [each for each in event["agent"] if each["type"]["coding"][0]["code"] == code]
    return found


def test_an_answer_is_an_event_for_each_person_in_it() -> None:
    events = made()
    assert [event["id"] for event in events] == ["kith-7-1", "kith-7-2"]
    for event, person in zip(events, ["p-1", "p-2"], strict=True):
        assert event["meta"]["profile"][0].endswith("PatientQuery")
        query, patient = event["entity"]
        assert patient["what"]["reference"] == f"Patient/{person}"
        assert patient["detail"] == [{"type": "field", "valueString": "Person.givenName"}]
        assert b64decode(query["query"]).decode() == f"sha256:{'cd' * 32}"
        assert event["purposeOfEvent"][0]["text"] == "direct_care"
        user = agent(event, "IRCP")
        assert (user["who"]["identifier"]["value"], user["requestor"]) == ("ann", True)
        assert user["role"] == [{"text": "caseworker"}]


def test_an_answer_about_nobody_is_one_event() -> None:
    (event,) = made(people=[])
    assert event["meta"]["profile"][0].endswith("BasicAudit.Query")


def test_broken_glass_is_a_purpose_beside_the_stated_one() -> None:
    event = made(states={"glass": ["p-1"]})[0]
    assert [each["code"] for each in event["purposeOfEvent"][0]["coding"]] == ["TREAT", "BTG"]


@pytest.mark.parametrize(("code", "outcome"), [("TOO_COSTLY", "4"), ("INTERNAL", "8")])
def test_a_refusal_says_so_and_claims_no_pattern(code: str, outcome: str) -> None:
    (event,) = made(decision="refused", code=code, people=[])
    assert (event["outcome"], event["outcomeDesc"], "meta" in event) == (outcome, code, False)


def test_a_change_is_an_update_and_its_intention_is_none() -> None:
    fields = ["Mutation.recordOutcome", "Person.givenName"]
    assert made(decision="intended", fields=fields) == []
    (event, *_) = made(decision="answered", fields=fields)
    assert (event["action"], event["subtype"][0]["code"]) == ("U", "operation")
    assert "meta" not in event


def test_a_refusal_of_nobody_known_names_nobody() -> None:
    nobody: dict[str, Any] = {
        "who": None,
        "roles": [],
        "purpose": None,
        "pack": None,
        "policy": None,
        "document": None,
    }
    (event,) = made(decision="refused", code="UNAUTHENTICATED", people=[], **nobody)
    assert len(event["agent"]) == 2


def test_subject_access_is_a_disclosure() -> None:
    entry = {"entry": 8, "at": ANSWERED["at"], "who": "ivy", "event": "subject_access", "people": ["p-1"]}
    (event,) = audit_events(entry)
    VALIDATOR.validate(event)
    assert event["meta"]["profile"][0].endswith("PrivacyDisclosure.Source")
    assert event["entity"][0]["what"]["reference"] == "Patient/p-1"


def test_an_extract_is_an_export_for_its_purpose_and_its_intention_is_none() -> None:
    assert made(decision="intended", extract={"recipient": "The university"}) == []
    (event,) = made(event="extracted", extract={"recipient": "The university"}, purpose="research")
    assert (event["type"]["code"], event["action"]) == ("110106", "R")
    assert event["purposeOfEvent"][0]["text"] == "research"
    assert event["entity"]


@pytest.mark.parametrize("event", ["carried_over", "alert_reviewed"])
def test_every_other_event_is_exported_too(event: str) -> None:
    (found,) = audit_events({"entry": 9, "at": ANSWERED["at"], "event": event})
    VALIDATOR.validate(found)


def test_an_id_that_is_none_in_fhir_is_an_identifier_alone() -> None:
    what = made(people=["a person/7"])[0]["entity"][1]["what"]
    assert what == {"identifier": {"system": "urn:kith:person", "value": "a person/7"}}


@given(
    purpose=st.sampled_from(Purpose),
    roles=st.lists(st.sampled_from(Role), min_size=1, unique=True),
    people=st.lists(st.text(min_size=1), max_size=3, unique=True),
    fields=st.lists(st.sampled_from(["Person.id", "Score.band"]), unique=True),
)
def test_every_answer_fits(purpose: Purpose, roles: list[Role], people: list[str], fields: list[str]) -> None:
    events = made(purpose=purpose.value, roles=[role.value for role in roles], people=people, fields=fields)
    assert len(events) == max(1, len(people))


def test_the_schema_refuses_what_does_not_fit() -> None:
    event = made()[0]
    for changed in (
        {**event, "outcome": "no"},
        {**event, "entity": event["entity"][:1]},
        {**event, "agent": event["agent"][1:]},
        {**event, "more": 1},
    ):
        assert not VALIDATOR.is_valid(changed)
