"""The service over HTTP: who asks decides what is answered, and nothing is released unrecorded."""

import json
import os
import re
from typing import Any

import pytest

from gql.audit import LogFolder, entries, verify
from gql.roles import Role
from tests.gql.audit.logs import key_of
from tests.gql.conftest import Served
from tests.gql.world import Asker

pytestmark = pytest.mark.neo4j

VIEW = """
query View($id: ID!) {
  person(id: $id) {
    givenName familyName birthDate sex ethnicity nhsNumber
    household { size members { givenName } address { postcode addressText } }
    addresses { from to address { postcode } }
    episodes { kind start outcome service { name } }
    interventions { kind service { name } }
    outcomes { kind value }
    workers { worker { team { id } } purpose }
    related { kind other { givenName } }
    score { band reasons }
    decisions { weight evidence records { source } }
  }
}
"""
REASONS = [{"feature": "moves", "value": 2, "effect": 0.4, "wording": "Two moves in two years"}]
EVIDENCE = [{"field": "family_name", "level": "exact", "weight": 7.5}]
FULL: dict[str, Any] = {
    "givenName": "Amina",
    "familyName": "Khan",
    "birthDate": "1984-02-03",
    "sex": "female",
    "ethnicity": "Asian",
    "nhsNumber": "9434765919",
    "household": {
        "size": 2,
        "members": [{"givenName": "Amina"}, {"givenName": "Tariq"}],
        "address": {"postcode": "RM10 8AA", "addressText": "1 High Street"},
    },
    "addresses": [
        {"from": "2015-01-01", "to": "2019-12-31", "address": {"postcode": "E1 6AN"}},
        {"from": "2020-01-01", "to": None, "address": {"postcode": "RM10 8AA"}},
    ],
    "episodes": [
        {
            "kind": "crisis",
            "start": "2019-12-01",
            "outcome": "rehoused",
            "service": {"name": "Housing options"},
        }
    ],
    "interventions": [{"kind": "debt advice", "service": {"name": "Housing options"}}],
    "outcomes": [{"kind": "tenancy", "value": "kept"}],
    "workers": [{"worker": {"team": {"id": "North"}}, "purpose": "Housing options"}],
    "related": [{"kind": "parent", "other": {"givenName": "Tariq"}}],
    "score": {"band": "raised", "reasons": REASONS},
    "decisions": [
        {"weight": 12.5, "evidence": EVIDENCE, "records": [{"source": "health"}, {"source": "housing"}]}
    ],
}
NOT_WORKED_WITH = {
    "ethnicity": None,
    "interventions": [],
    "outcomes": [],
    "score": None,
    "episodes": [
        {"kind": "crisis", "start": "2019-12-01", "outcome": None, "service": {"name": "Housing options"}}
    ],
}


def test_a_caseworker_of_the_persons_team_sees_the_whole_view(served: Served) -> None:
    assert served.asker(Role.CASEWORKER, "North").data(VIEW, {"id": "p-amina"}) == {"person": FULL}


@pytest.mark.parametrize("team", ["South", "north", None])
def test_a_caseworker_of_no_team_of_the_persons_sees_less(served: Served, team: str | None) -> None:
    found = served.asker(Role.CASEWORKER, team).data(VIEW, {"id": "p-amina"})
    assert found == {"person": FULL | NOT_WORKED_WITH}


def test_a_working_relationship_that_ended_is_none(served: Served) -> None:
    question = '{ person(id: "p-mary") { language score { band } episodes { outcome } } }'
    found = served.asker(Role.CASEWORKER, "South").data(question)
    assert found == {"person": {"language": None, "score": None, "episodes": [{"outcome": None}]}}


def test_a_safeguarding_lead_needs_no_working_relationship(served: Served) -> None:
    assert served.asker(Role.SAFEGUARDING_LEAD).data(VIEW, {"id": "p-amina"}) == {"person": FULL}


def test_a_data_scientist_asks_the_same_question_and_sees_nobody(served: Served) -> None:
    scientist = served.asker(Role.DATA_SCIENTIST)
    people = scientist.data('{ people(search: {birthYear: 1984, postcode: "RM10"}) { id birthDate } }')[
        "people"
    ]
    assert [person["birthDate"] for person in people] == ["1984"]
    found = scientist.data(VIEW, {"id": people[0]["id"]})["person"]
    text = json.dumps(found)
    for told in ("Amina", "Khan", "Tariq", "1984-02", "9434765919", "8AA", "6AN", "High Street", "North"):
        assert told not in text
    assert found["household"]["size"] == 2
    assert found["household"]["address"]["postcode"] == "RM10"
    assert found["score"] == FULL["score"]
    assert found["episodes"] == FULL["episodes"]


def test_a_data_scientist_cannot_ask_by_a_plain_id(served: Served) -> None:
    scientist = served.asker(Role.DATA_SCIENTIST)
    assert (
        scientist.data(VIEW, {"id": "p-amina"})
        == scientist.data(VIEW, {"id": "p-nobody"})
        == {"person": None}
    )


def test_a_retired_id_answers_with_its_survivor(served: Served) -> None:
    found = served.asker(Role.CASEWORKER).data('{ person(id: "p-old") { id } }')
    assert found == {"person": {"id": "p-amina"}}


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ('{name: "am kh"}', ["p-amina"]),
        ('{name: "khan"}', ["p-amina", "p-tariq"]),
        ('{name: "zoe"}', ["p-amina"]),
        ('{name: "ZOË"}', ["p-amina"]),
        ('{familyName: "smith"}', ["p-john"]),
        ('{familyName: "o\'bri"}', ["p-john"]),
        ('{givenName: "khan"}', []),
        ("{birthYear: 1984}", ["p-amina", "p-mary"]),
        ('{birthDate: "1984-02"}', ["p-amina"]),
        ('{birthDate: "1984-02-03"}', ["p-amina"]),
        ('{postcode: "rm108aa"}', ["p-amina", "p-john", "p-tariq"]),
        ('{postcode: "E1"}', ["p-amina", "p-mary"]),
        ('{postcode: "E1", name: "mary"}', ["p-mary"]),
        ('{postcode: "E1", birthYear: 1950}', []),
        ('{birthYear: 1984, birthDate: "1984-11-30"}', ["p-mary"]),
    ],
)
def test_search(served: Served, search: str, expected: list[str]) -> None:
    found = served.asker(Role.CASEWORKER).data(f"{{ people(search: {search}) {{ id }} }}")
    assert sorted(person["id"] for person in found["people"]) == expected


def test_a_search_answers_no_more_than_asked_for(served: Served) -> None:
    found = served.asker(Role.CASEWORKER).data('{ people(search: {name: "khan"}, first: 1) { id } }')
    assert len(found["people"]) == 1


def test_stored_text_that_is_not_json_is_absent(served: Served) -> None:
    found = served.asker(Role.CASEWORKER, "North").data('{ person(id: "p-amina") { scores { reasons } } }')
    assert found == {"person": {"scores": [{"reasons": None}, {"reasons": REASONS}]}}


def test_neighbourhood(served: Served) -> None:
    question = """query N($id: ID!, $depth: Int!) { person(id: $id) { neighbourhood(depth: $depth) {
      people { ties distance person { id } } services { name } workers { id } } } }"""
    asker = served.asker(Role.CASEWORKER)
    near = asker.data(question, {"id": "p-tariq", "depth": 1})["person"]["neighbourhood"]
    assert {each["person"]["id"]: set(each["ties"]) for each in near["people"]} == {
        "p-amina": {"household", "relative", "address"},
        "p-john": {"address"},
    }
    assert [each["name"] for each in near["services"]] == ["Housing options"]
    far = asker.data(question, {"id": "p-tariq", "depth": 2})["person"]["neighbourhood"]
    assert {each["person"]["id"]: each["distance"] for each in far["people"]}["p-mary"] == 2
    assert {each["id"] for each in far["workers"]} == {"w-1", "w-2"}


def test_somebody_with_no_ties_has_an_empty_neighbourhood(served: Served) -> None:
    question = '{ person(id: "p-mary") { neighbourhood { people { distance } services { name } } } }'
    found = served.asker(Role.INTEGRATOR).data(question)
    assert found == {"person": {"neighbourhood": {"people": [], "services": []}}}


KINDS = {
    "household": "h-khan",
    "address": "a-home",
    "service": "s-care",
    "person": "p-amina",
    "record": "health/7",
}


@pytest.mark.parametrize("root", KINDS)
@pytest.mark.parametrize("role", Role)
def test_attack_6_what_may_not_be_found_is_what_never_was(served: Served, role: Role, root: str) -> None:
    asker = served.asker(role)
    question = f"query Q($id: ID!) {{ {root}(id: $id) {{ id }} }}"
    absent = asker.post(question, {"id": "never-existed"})
    assert absent == (200, {"data": {root: None}})
    seen = asker.data(question, {"id": KINDS[root]})[root]
    expected = {
        Role.CASEWORKER: set(KINDS),
        Role.SAFEGUARDING_LEAD: set(KINDS),
        Role.DATA_SCIENTIST: {"service"},
        Role.INTEGRATOR: {"person", "record"},
        Role.AUDITOR: {"person", "record"},
        Role.ANALYST: set(),
        Role.ADOPTION_OFFICER: set(KINDS),
    }[role]
    assert (seen is not None) == (root in expected)


PATHS = {
    "alias": '{ person(id: "p-amina") { x: givenName } }',
    "inline fragment": '{ person(id: "p-amina") { ... on Person { x: givenName } } }',
    "untyped fragment": '{ person(id: "p-amina") { ... @include(if: true) { x: givenName } } }',
    "named fragment": '{ person(id: "p-amina") { ...F } } fragment F on Person { x: givenName }',
    "include": 'query Q($yes: Boolean = true) { person(id: "p-amina") { givenName @include(if: $yes) } }',
    "through a record": '{ person: record(id: "housing/1") { x: givenName } }',
    "through its person": '{ person: record(id: "housing/1") { person { x: givenName } } }',
    "through decisions": '{ person(id: "p-amina") { decisions { records { person { x: givenName } } } } }',
    "through a household": '{ person: household(id: "h-khan") { members { x: givenName } } }',
    "through memberships": '{ person: household(id: "h-khan") { memberships { person { x: givenName } } } }',
    "through an address": '{ person: address(id: "a-home") { residents { person { x: givenName } } } }',
    "through relatives": '{ person(id: "p-amina") { related { other { x: givenName } } } }',
    "through neighbours": '{ person(id: "p-amina") { neighbourhood { people { person { givenName } } } } }',
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.INTEGRATOR, Role.AUDITOR])
def test_attack_7_one_decision_on_every_path(served: Served, path: str, role: Role) -> None:
    found = json.dumps(served.asker(role).data(PATHS[path]))
    told = [name for name in ("Amina", "Tariq", "John") if name in found]
    assert bool(told) == (role is Role.CASEWORKER), found


def test_attack_12_the_schema_of_a_role_has_no_trace_of_what_it_may_not_use(served: Served) -> None:
    question = """{ __schema { types { name fields { name args { name type { name } } type { name } }
      inputFields { name } enumValues { name } } directives { name } } }"""
    seen = json.dumps(served.asker(Role.INTEGRATOR).data(question))
    for name in ("givenName", "birthDate", "postcode", "Household", "Episode", "Score", "Search", "original"):
        assert name not in seen
    scientist = json.dumps(served.asker(Role.DATA_SCIENTIST).data(question))
    assert "birthYear" in scientist
    for name in ("givenName", "familyName", "nhsNumber", '"name": "name"}, {"name": "birth', "addressText"):
        assert name not in scientist


@pytest.mark.parametrize("kind", ["Household", "Score", "Nonsense", "PersonSearch"])
def test_attack_12_a_hidden_type_is_no_type(served: Served, kind: str) -> None:
    question = f'{{ __type(name: "{kind}") {{ name }} }}'
    assert served.asker(Role.AUDITOR).data(question) == {"__type": None}


def test_attack_12_errors_suggest_no_names(served: Served) -> None:
    asker = served.asker(Role.CASEWORKER)
    near, far = asker.post('{ person(id: "a") { givenNam } }'), asker.post('{ person(id: "a") { zzz } }')
    assert near == far
    assert near[1]["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


SPOOFS = {
    "X-Role": "safeguarding_lead",
    "X-Roles": "safeguarding_lead",
    "X-Team": "North",
    "X-Purpose": "safeguarding",
    "Impersonate-User": "lead",
    "X-Forwarded-User": "lead",
}


@pytest.mark.parametrize("header", SPOOFS)
def test_attack_14_nothing_but_the_token_tells_who_asks(served: Served, header: str) -> None:
    asker = served.asker(Role.CASEWORKER, "South")
    body = {"query": VIEW, "variables": {"id": "p-amina", "team": "North", "roles": ["auditor"]}}
    plain = {"query": VIEW, "variables": {"id": "p-amina"}, "extensions": {"team": "North"}}
    for each in (body, plain):
        answer = served.client.post("/graphql", json=each, headers=asker.headers() | {header: SPOOFS[header]})
        assert answer.json()["data"]["person"] == FULL | NOT_WORKED_WITH


@pytest.mark.parametrize(
    "purpose", ["safeguarding", "research", "", "DIRECT_CARE", "direct_care,research", None]
)
def test_attack_14_a_purpose_must_be_stated_and_allowed(served: Served, purpose: str | None) -> None:
    headers = served.asker(Role.CASEWORKER).headers()
    del headers["Kith-Purpose"]
    stated = {} if purpose is None else {"Kith-Purpose": purpose}
    answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers | stated)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "PURPOSE_REFUSED"


def test_attack_17_one_purpose_a_request(served: Served) -> None:
    headers = [*served.asker(Role.CASEWORKER).headers().items(), ("Kith-Purpose", "direct_care")]
    answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Token x"])
def test_attack_21_without_a_valid_token_nothing_is_told(served: Served, header: str | None) -> None:
    headers = {"Kith-Purpose": "direct_care"} | ({} if header is None else {"Authorization": header})
    answer = served.client.post(
        "/graphql", json={"query": "{ __schema { types { name } } }"}, headers=headers
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


GOOD = b'{"query": "{ __typename }"}'
REQUESTS: dict[str, tuple[str, bytes, int]] = {
    "good": ("application/json", GOOD, 200),
    "charset": ("application/json; charset=utf-8", GOOD, 200),
    "other charset": ("application/json; charset=utf-16", GOOD, 415),
    "form": ("application/x-www-form-urlencoded", b"query={__typename}", 415),
    "plain text": ("text/plain", GOOD, 415),
    "multipart": ("multipart/form-data; boundary=x", b"--x--", 415),
    "graphql": ("application/graphql", b"{ __typename }", 415),
    "batch": ("application/json", b"[" + GOOD + b"," + GOOD + b"]", 400),
    "byte order mark": ("application/json", b"\xef\xbb\xbf" + GOOD, 400),
    "not utf-8": ("application/json", b'{"query": "\xff"}', 400),
    "a key twice": ("application/json", b'{"query": "{ a }", "query": "{ __typename }"}', 400),
    "a variable twice": (
        "application/json",
        b'{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}',
        400,
    ),
    "unknown key": ("application/json", b'{"query": "{ __typename }", "role": "auditor"}', 400),
    "no query": ("application/json", b"{}", 400),
    "query is a list": ("application/json", b'{"query": ["{ __typename }"]}', 400),
    "variables are a list": ("application/json", b'{"query": "{ __typename }", "variables": []}', 400),
    "operation is a number": ("application/json", b'{"query": "{ __typename }", "operationName": 1}', 400),
    "not a number": ("application/json", b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
    "empty": ("application/json", b"", 400),
    "deep": ("application/json", b'{"query": ' + b"[" * 30_000, 400),
    "large": ("application/json", b'{"query": "' + b" " * 70_000 + b'{ __typename }"}', 413),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_attack_23_requests(served: Served, name: str) -> None:
    media, body, status = REQUESTS[name]
    headers = served.asker(Role.CASEWORKER).headers() | {"Content-Type": media}
    answer = served.client.post("/graphql", content=body, headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert set(answer.json()) == {"errors"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_attack_23_questions_are_posted_and_nothing_else(served: Served, method: str) -> None:
    headers = served.asker(Role.CASEWORKER).headers()
    answer = served.client.request(method, "/graphql?query={__typename}", headers=headers)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_signs_of_life(served: Served) -> None:
    assert served.client.get("/healthz").json() == {"status": "alive"}
    assert served.client.get("/readyz").json() == {"status": "ready"}


def test_answers_are_not_kept_by_caches(served: Served) -> None:
    headers = served.asker(Role.CASEWORKER).headers()
    answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"data": {"__typename": "Query"}}


def last_entry(served: Served) -> dict[str, Any]:
    return list(entries(served.settings.audit))[-1]


def test_every_answer_is_in_the_audit_before_it_is_released(served: Served) -> None:
    served.asker(Role.CASEWORKER, "North").data(VIEW, {"id": "p-old"})
    entry = last_entry(served)
    assert {key: entry[key] for key in ("who", "roles", "team", "purpose", "pack", "decision", "code")} == {
        "who": "caseworker-1",
        "roles": ["caseworker"],
        "team": "North",
        "purpose": "direct_care",
        "pack": "direct_care",
        "decision": "answered",
        "code": None,
    }
    assert entry["asked"] == ["p-old"]
    assert entry["people"] == ["p-amina", "p-tariq"]
    assert {"Person.nhsNumber", "Score.reasons", "Decision.evidence"} <= set(entry["fields"])
    assert verify(served.settings.audit, key_of(served.settings.audit)).entries > 0


def test_the_audit_holds_the_id_behind_a_pseudonym(served: Served) -> None:
    scientist = served.asker(Role.DATA_SCIENTIST)
    found = scientist.data('{ people(search: {birthDate: "1984"}) { id givenName } }')
    assert len(found["people"]) == 2
    entry = last_entry(served)
    assert sorted(entry["people"]) == ["p-amina", "p-mary"]
    assert entry["hidden"] == ["Person.givenName"]


def test_the_audit_never_holds_a_value(served: Served) -> None:
    asker = served.asker(Role.CASEWORKER, "North")
    asker.data(VIEW, {"id": "p-amina"})
    asker.data('{ people(search: {name: "Amina Khan", birthDate: "1984-02-03"}) { id familyName } }')
    asker.post('{ people(search: {name: "Amina"}, first: 900) { id } }')
    written = b"".join(each.path.read_bytes() for each in LogFolder(served.settings.audit).segments())
    text = re.sub(r"[0-9a-f]{64}", "", written.decode().lower())
    for value in ("amina khan", "aminah", "1984", "9434765919", "rm10", "debt", "high street", "raised"):
        assert value not in text


REFUSALS: dict[str, tuple[str, str]] = {
    "INVALID_DOCUMENT": ("{ nonsense }", "direct_care"),
    "TOO_COSTLY": ("{ " + " ".join(f"a{n}: __typename" for n in range(40)) + " }", "direct_care"),
    "SEARCH_TOO_WIDE": ("{ people(search: {}) { id } }", "direct_care"),
    "INVALID_VARIABLES": ('{ people(search: {name: "ab"}, first: 0) { id } }', "direct_care"),
    "PURPOSE_REFUSED": ("{ __typename }", "safeguarding"),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_are_in_the_audit(served: Served, code: str) -> None:
    text, purpose = REFUSALS[code]
    headers = served.asker(Role.CASEWORKER).headers() | {"Kith-Purpose": purpose}
    answer = served.client.post("/graphql", json={"query": text}, headers=headers)
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    entry = last_entry(served)
    assert (entry["decision"], entry["code"], entry["who"]) == ("refused", code, "caseworker-1")


def test_a_search_beyond_the_rules_is_refused_and_in_the_audit(served: Served) -> None:
    status, body = served.asker(Role.DATA_SCIENTIST).post('{ people(search: {name: "khan"}) { id } }')
    assert status == 403
    assert body["errors"][0]["extensions"]["code"] == "NOT_SEARCHABLE"
    assert last_entry(served)["code"] == "NOT_SEARCHABLE"


@pytest.mark.parametrize("text", ["Amina Khan, 3 February 1984", "x" * 500, "\U0001f600"])
def test_text_that_is_no_id_is_in_the_audit_only_by_its_hash(served: Served, text: str) -> None:
    served.asker(Role.CASEWORKER).data("query Q($id: ID!) { person(id: $id) { id } }", {"id": text})
    (asked,) = last_entry(served)["asked"]
    assert asked.startswith("sha256:")


def test_what_nobody_expected_is_recorded_and_told_in_one_way(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Amina Khan")

    with monkeypatch.context() as patched:
        patched.setattr("gql.plans.Plans.prepare", broken)
        status, body = served.asker(Role.CASEWORKER).post("{ __typename }")
    assert status == 500
    assert body["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert last_entry(served)["code"] == "INTERNAL"
    assert "KeyError" in caplog.text
    assert "Amina" not in caplog.text + str(body)


def test_an_unknown_callers_refusal_names_nobody(served: Served) -> None:
    served.client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Authorization": "Bearer a.b.c"}
    )
    assert (last_entry(served)["who"], last_entry(served)["code"]) == (None, "UNAUTHENTICATED")


def test_nothing_is_released_that_cannot_be_recorded(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    asker: Asker = served.asker(Role.CASEWORKER, "North")

    def full(handle: int, block: bytes) -> int:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        status, body = asker.post(VIEW, {"id": "p-amina"})
    assert status == 503
    assert body["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "data" not in body
    assert asker.data(VIEW, {"id": "p-amina"})["person"] == FULL
    verify(served.settings.audit, key_of(served.settings.audit))
