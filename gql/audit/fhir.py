"""The audit as FHIR R4 AuditEvents, after IHE's Basic Audit Log Patterns (BALP), for others to monitor.

An answer about people is one event a person (PatientQuery), any other answer one event (Query). A refusal
says so as its outcome and claims no pattern, since BALP has patterns for successes only; nor does a change,
whose intention is no event of its own. The log holds no question and no network address: the query is given
by its hash, and addresses are marked as not known.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from gql.marks import Involved

_BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_REASONS = f"{_TERMS}v3-ActReason"
_FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_PURPOSES = {
    "direct_care": "TREAT",
    "safeguarding": "PATSFTY",
    "research": "HRESCH",
    "integration": "RECORDMGT",
    "audit": "HCOMPL",
    "statistics": "PERFMSR",
    "adoption": "HLEGAL",
}
_EXPORT, _LOG_USED, _ACTIVITY = "110106", "110101", "110100"
_EVENTS = {"subject_access": _EXPORT, "extracted": _EXPORT, "alert_reviewed": _LOG_USED}
_OURS = frozenset(
    {
        "INTERNAL",
        "AUDIT_UNAVAILABLE",
        "DATABASE_UNAVAILABLE",
        "QUARANTINE_UNREADABLE",
        "TIME_BUDGET_SPENT",
    }
)
_NOT_KNOWN = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}
_SERVICE = {"display": "Kith"}
Resource = dict[str, Any]


def audit_events(entry: dict[str, Any]) -> Iterator[Resource]:
    """The resources of one entry.

    Args:
        entry: an entry of the log with its number, as the auditors' questions tell it.
    """
    people = list(entry.get("people", ()))
    if entry.get("decision") == "intended":
        return
    if "event" in entry:
        yield _event(entry, 1, _of_event(entry, people))
    elif entry["decision"] != "answered":
        hidden = {"outcome": _outcome(entry["code"]), "outcomeDesc": entry["code"]}
        yield _event(entry, 1, _asked(entry) | hidden)
    else:
        shown = [("PatientQuery", [_person(each, entry["fields"])]) for each in people]
        for number, (pattern, about) in enumerate(shown or [("Query", [])], 1):
            body = _asked(entry)
            is_query = body["action"] == "E"
            profile: Resource = {"meta": {"profile": [f"{_BALP}{pattern}"]}} if is_query else {}
            yield _event(entry, number, profile | body | {"entity": [*body["entity"], *about]})


def _event(entry: dict[str, Any], number: int, body: Resource) -> Resource:
    return {
        "resourceType": "AuditEvent",
        "id": f"kith-{entry['entry']}-{number}",
        "recorded": entry["at"],
        "outcome": "0",
        **body,
        "source": {"observer": _SERVICE, "type": [_coding(f"{_TERMS}security-source-type", "4")]},
    }


def _asked(entry: dict[str, Any]) -> Resource:
    """What the events of a question, or of a change, have in common."""
    is_change = any(field.startswith("Mutation.") for field in entry["fields"])
    interaction, action = ("operation", "U") if is_change else ("search", "E")
    return {
        "type": _coding(f"{_TERMS}audit-event-type", "rest"),
        "subtype": [_coding("http://hl7.org/fhir/restful-interaction", interaction)],
        "action": action,
        **_purpose(entry),
        "agent": [*_machines(), *_user(entry)],
        "entity": [_query(entry)],
    }


def _of_event(entry: dict[str, Any], people: list[str]) -> Resource:
    """An event that is no question: a disclosure to the person, an extract, a look at the log, or another."""
    code = _EVENTS.get(entry["event"], _ACTIVITY)
    body: Resource = {"type": _coding(_DICOM, code), "agent": [*_machines(), *_user(entry)]}
    body |= {"entity": [_person(each, []) for each in people]} if people else {}
    if entry["event"] != "subject_access":
        return body | {"action": "R" if code == _EXPORT else "E", **_purpose(entry)}
    package = {"what": {"display": entry["event"]}, **_typed("2", "3")}
    return body | {
        "meta": {"profile": [f"{_BALP}PrivacyDisclosure.Source"]},
        "subtype": [_coding(f"{_TERMS}iso-21089-lifecycle", "disclose")],
        "action": "R",
        "purposeOfEvent": [{"coding": [_coding(_REASONS, "PATRQT")]}],
        "entity": [*body.get("entity", ()), package],
    }


def _purpose(entry: dict[str, Any]) -> Resource:
    purpose = entry.get("purpose")
    if purpose is None:
        return {}
    codes = [_PURPOSES[purpose], *["BTG"] * (Involved.GLASS in entry.get("states", ()))]
    return {"purposeOfEvent": [{"coding": [_coding(_REASONS, each) for each in codes], "text": purpose}]}


def _machines() -> list[Resource]:
    """The client and the service; who asks is named apart."""
    client = {"who": {"display": "not known"}, "requestor": False, "network": _NOT_KNOWN}
    service = {"who": _SERVICE, "requestor": False, "network": _NOT_KNOWN}
    return [
        {"type": _concept(_DICOM, "110153"), **client},
        {"type": _concept(_DICOM, "110152"), **service},
    ]


def _user(entry: dict[str, Any]) -> list[Resource]:
    if entry.get("who") is None:
        return []
    user: Resource = {
        "type": _concept(f"{_TERMS}v3-ParticipationType", "IRCP"),
        "who": {"identifier": {"value": entry["who"]}},
        "requestor": True,
    }
    if entry.get("roles"):
        user["role"] = [{"text": role} for role in entry["roles"]]
    if entry.get("policy"):
        user["policy"] = [f"urn:kith:pack:{entry['pack']}", f"urn:sha256:{entry['policy']}"]
    return [user]


def _query(entry: dict[str, Any]) -> Resource:
    asked = f"sha256:{entry['document']}" if entry.get("document") else "not read"
    return {
        **_typed("2", "24"),
        "description": "SHA-256 of the question; the question itself is not kept",
        "query": b64encode(asked.encode()).decode(),
    }


def _person(person: str, fields: list[str]) -> Resource:
    what: Resource = {"identifier": {"system": "urn:kith:person", "value": person}}
    if _FHIR_ID.fullmatch(person):
        what["reference"] = f"Patient/{person}"
    detail = [{"type": "field", "valueString": each} for each in fields]
    return {"what": what, **_typed("1", "1"), **({"detail": detail} if detail else {})}


def _outcome(code: str | None) -> str:
    """4 for what the caller did wrong, 8 for what the service could not do."""
    return "8" if code in _OURS else "4"


def _typed(kind: str, role: str) -> Resource:
    return {
        "type": _coding(f"{_TERMS}audit-entity-type", kind),
        "role": _coding(f"{_TERMS}object-role", role),
    }


def _concept(system: str, code: str) -> Resource:
    return {"coding": [_coding(system, code)]}


def _coding(system: str, code: str) -> Resource:
    return {"system": system, "code": code}
