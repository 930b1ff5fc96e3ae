"""Trusted documents are asked for by their hash, checked when the service starts, and bind whom they must."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gql.caller import Caller
from gql.errors import SettingsError, TrustedOnlyError, UnknownDocumentError
from gql.limits import Limits
from gql.plans import Question
from gql.roles import Purpose, Role
from gql.server import application
from gql.trusted import TrustedDocuments, document_id
from tests.gql.conftest import Served

VIEW = "query View($id: ID!) { person(id: $id) { givenName } }\n"
SOME = {
    "view.graphql": VIEW,
    "two.graphql": "query A { sources { name } } query B { sources { domain } }",
    "pages/follow.graphql": "subscription S($ids: [ID!]!) { entityChanges(ids: $ids) { id } }",
    "pages/glass.graphql": "mutation G($k: ID!) { endBreakGlass(key: $k, glass: $k) { __typename } }",
    "pages/log.graphql": 'query L { auditTrail(subject: "a") { entry } }',
    "pages/why.graphql": 'query W { whyAccess(role: "auditor", purpose: "audit", type: "Team") { outcome } }',
    "notes.txt": "no document",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in SOME.items():
        path = tmp_path / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path / "documents"


def caller(*roles: Role) -> Caller:
    return Caller("w-1", frozenset(roles), frozenset(Purpose), None, 0)


def question(**given: Any) -> Question:
    return Question(**{"text": "", "operation": None, "variables": {}, **given})


def read(path: Path | None, *only: Role) -> TrustedDocuments:
    return TrustedDocuments.read(path, frozenset(only), Limits())


def test_a_folder_and_a_file_of_hashes_hold_the_same(folder: Path, tmp_path: Path) -> None:
    texts = [text for name, text in SOME.items() if name.endswith(".graphql")]
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({document_id(each)[7:]: each for each in texts}), "utf-8")
    assert read(folder).by_id == read(manifest).by_id == {document_id(each): each for each in texts}


def test_a_document_is_found_by_the_hash_of_its_bytes(folder: Path) -> None:
    found = read(folder).question(question(document_id=document_id(VIEW)), caller(Role.CASEWORKER))
    assert (found.text, found.document_id) == (VIEW, None)
    for wrong in (document_id(VIEW.strip()), document_id(VIEW)[7:], document_id(VIEW).upper(), "view", ""):
        with pytest.raises(UnknownDocumentError):
            read(folder).question(question(document_id=wrong), caller(Role.CASEWORKER))


def test_roles_that_are_held_to_documents_put_no_other_question(folder: Path) -> None:
    trusted = read(folder, Role.CASEWORKER)
    own = question(text=VIEW)
    for held in (caller(Role.CASEWORKER), caller(Role.CASEWORKER, Role.DATA_SCIENTIST)):
        with pytest.raises(TrustedOnlyError):
            trusted.question(own, held)
    assert trusted.question(own, caller(Role.DATA_SCIENTIST)) == own
    event = replace(own, under="entityChanges")
    assert trusted.question(event, caller(Role.CASEWORKER)) == event


def test_nobody_is_held_to_them_unless_that_is_said(folder: Path) -> None:
    for trusted in (read(None), read(folder)):
        for role in Role:
            assert trusted.question(question(text="{ a }"), caller(role)).text == "{ a }"


WRONG: dict[str, tuple[str, str]] = {
    "no such field": ("wrong.graphql", "{ person(id: 1) { shoeSize } }"),
    "one of two operations": ("wrong.graphql", "query A { sources { name } } query B { nothing }"),
    "no operation": ("wrong.graphql", "fragment F on Person { id }"),
    "too costly": (
        "wrong.graphql",
        '{ people(search: {name: "a"}, first: 100) '
        + "{ household { members(first: 100) " * 3
        + "{ id }"
        + "} }" * 3
        + "}",
    ),
    "no GraphQL": ("wrong.graphql", "SELECT 1"),
    "two questions apart": ("wrong.graphql", '{ nonsense auditTrail(subject: "a") { entry } }'),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_document_that_does_not_fit_stops_the_service(folder: Path, name: str) -> None:
    file, text = WRONG[name]
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"wrong\.graphql"):
        read(folder)


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"a": 1}', json.dumps({"0" * 64: VIEW})])
def test_a_file_that_is_no_list_of_hashes_stops_the_service(tmp_path: Path, text: str) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"documents\.json"):
        read(manifest)


def test_a_folder_that_is_not_there_or_empty_stops_the_service(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SettingsError, match="no document"):
            read(path)


def test_nobody_can_be_held_to_documents_that_there_are_not() -> None:
    with pytest.raises(SettingsError, match="KITH_DOCUMENTS"):
        read(None, Role.CASEWORKER)


@pytest.fixture
def trusting(served: Served, folder: Path) -> Iterator[Served]:
    """The service, with caseworkers held to the documents."""
    settings = replace(served.beside("trusting"), documents=folder, trusted_only=frozenset({Role.CASEWORKER}))
    with TestClient(application(settings)) as client:
        yield Served(client, settings, served.key)


@pytest.mark.neo4j
def test_over_http(trusting: Served) -> None:
    view = {"documentId": document_id(VIEW), "variables": {"id": "p-amina"}}
    seen = {"data": {"person": {"givenName": "Amina"}}}
    told = {
        "trusted": (Role.CASEWORKER, view, 200, seen),
        "its operation named": (Role.CASEWORKER, view | {"operationName": "View"}, 200, seen),
        "unknown": (Role.CASEWORKER, view | {"documentId": "sha256:0"}, 400, "UNKNOWN_DOCUMENT"),
        "ad hoc": (Role.CASEWORKER, {"query": VIEW, "variables": {"id": "p-amina"}}, 403, "TRUSTED_ONLY"),
        "both": (Role.CASEWORKER, view | {"query": VIEW}, 400, "MALFORMED_REQUEST"),
        "an id that is no text": (Role.CASEWORKER, view | {"documentId": 1}, 400, "MALFORMED_REQUEST"),
        "ad hoc by another role": (
            Role.SAFEGUARDING_LEAD,
            {"query": VIEW, "variables": {"id": "p-amina"}},
            200,
            seen,
        ),
    }
    for name, (role, body, status, expected) in told.items():
        answer = trusting.client.post("/graphql", json=body, headers=trusting.asker(role).headers())
        assert answer.status_code == status, name
        found = answer.json()
        assert (found["errors"][0]["extensions"]["code"] if "errors" in found else found) == expected, name
