"""Documents of changes, by operation, and what they are usually asked with."""

from typing import Any

from gql.roles import Operation


def _document(operation: Operation, selected: str, **arguments: str) -> str:
    """A document with a variable for each argument; a type after an argument's own name."""
    given = {"key": "ID!", **arguments}
    declared = ", ".join(f"${name}: {kind}" for name, kind in given.items())
    passed = ", ".join(f"{name}: ${name}" for name in given)
    return f"mutation M({declared}) {{ {operation}({passed}) {{ {selected} }} }}"


_PERSON = "ids position person { id givenName }"
DOCUMENTS = {
    Operation.RECORD_EPISODE: _document(
        Operation.RECORD_EPISODE, _PERSON, person="ID!", episode="EpisodeInput!"
    ),
    Operation.RECORD_INTERVENTION: _document(
        Operation.RECORD_INTERVENTION, _PERSON, person="ID!", intervention="InterventionInput!"
    ),
    Operation.RECORD_OUTCOME: _document(
        Operation.RECORD_OUTCOME, _PERSON, person="ID!", outcome="OutcomeInput!"
    ),
    Operation.RECORD_CONSENT: _document(
        Operation.RECORD_CONSENT, _PERSON, person="ID!", purpose="PurposeOfSharing!", says="Consent!"
    ),
    Operation.DECIDE_REVIEW: _document(
        Operation.DECIDE_REVIEW,
        "ids position becomes isJudged records { id }",
        left="ID!",
        right="ID!",
        judgement="Judgement!",
        reason="String!",
    ),
    Operation.WITHDRAW_DECISION: _document(
        Operation.WITHDRAW_DECISION, "ids becomes records { id }", left="ID!", right="ID!", reason="String!"
    ),
    Operation.BREAK_GLASS: _document(
        Operation.BREAK_GLASS,
        "ids until person { id givenName score { band } }",
        person="ID",
        nhsNumber="String",
        birthDate="String",
        reason="String!",
    ),
    Operation.END_BREAK_GLASS: _document(Operation.END_BREAK_GLASS, "ids position", glass="ID!"),
    Operation.REVIEW_BREAK_GLASS: _document(
        Operation.REVIEW_BREAK_GLASS, "ids position", glass="ID!", justified="Boolean!", note="String!"
    ),
    Operation.LOAD_RECORDS: _document(
        Operation.LOAD_RECORDS,
        "ids received loaded unchanged quarantined valuesDropped problems { field rule firstRow count }",
        contract="ID!",
        rows="[JSON!]!",
    ),
}
USUAL: dict[Operation, dict[str, Any]] = {
    Operation.RECORD_EPISODE: {"episode": {"service": "s-care", "kind": "support", "start": "2026-01-05"}},
    Operation.RECORD_INTERVENTION: {
        "intervention": {"service": "s-housing", "kind": "debt advice", "start": "2026-02-01"}
    },
    Operation.RECORD_OUTCOME: {"outcome": {"kind": "tenancy", "value": "kept", "at": "2026-03-01"}},
    Operation.RECORD_CONSENT: {"purpose": "research", "says": "refuses"},
    Operation.BREAK_GLASS: {"reason": "Found collapsed, and nobody is reached"},
}
ABOUT_A_PERSON = tuple(USUAL)
