"""Attack 23: questions that a browser could be made to send, and bodies that two parsers read differently.

Each is refused with 4xx, and no statement reaches the database: the audit tells that nothing was answered.
"""

import pytest

from gql.audit import entries
from gql.roles import Role
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j
GOOD = b'{"query": "{ __typename }"}'
JSON = "application/json"
TAKEN: dict[str, tuple[str, bytes]] = {
    "good": (JSON, GOOD),
    "charset": ("application/json; charset=utf-8", GOOD),
    "quoted charset": ('application/json; charset="UTF-8"', GOOD),
    "everything null": (JSON, b'{"query": "{ __typename }", "variables": null, "operationName": null}'),
    "extensions": (JSON, b'{"query": "{ __typename }", "extensions": {"a": [1]}}'),
}
REFUSED: dict[str, tuple[str, bytes, int]] = {
    "other charset": ("application/json; charset=utf-16", GOOD, 415),
    "form": ("application/x-www-form-urlencoded", b"query={__typename}", 415),
    "plain text": ("text/plain", GOOD, 415),
    "plain text that looks like JSON": ("text/plain; application/json", GOOD, 415),
    "multipart": ("multipart/form-data; boundary=x", b"--x--", 415),
    "graphql": ("application/graphql", b"{ __typename }", 415),
    "two parameters": ("application/json; charset=utf-8; boundary=x", GOOD, 415),
    "batch": (JSON, b"[" + GOOD + b"," + GOOD + b"]", 400),
    "byte order mark": (JSON, b"\xef\xbb\xbf" + GOOD, 400),
    "not utf-8": (JSON, b'{"query": "\xff"}', 400),
    "half a character": (JSON, b'{"query": "{ __typename } #\\ud800"}', 400),
    "half a character in a variable": (
        JSON,
        b'{"query": "query Q($id: ID!) { person(id: $id) { id } }", "variables": {"id": "\\udfff"}}',
        400,
    ),
    "a key twice": (JSON, b'{"query": "{ a }", "query": "{ __typename }"}', 400),
    "a key twice, once escaped": (JSON, b'{"query": "{ a }", "quer\\u0079": "{ __typename }"}', 400),
    "a variable twice": (JSON, b'{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}', 400),
    "unknown key": (JSON, b'{"query": "{ __typename }", "role": "auditor"}', 400),
    "no query": (JSON, b"{}", 400),
    "query is a list": (JSON, b'{"query": ["{ __typename }"]}', 400),
    "variables are a list": (JSON, b'{"query": "{ __typename }", "variables": []}', 400),
    "operation is a number": (JSON, b'{"query": "{ __typename }", "operationName": 1}', 400),
    "extensions are a text": (JSON, b'{"query": "{ __typename }", "extensions": "a"}', 400),
    "not a number": (JSON, b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
    "two objects": (JSON, GOOD + GOOD, 400),
    "a comment": (JSON, b"/* */" + GOOD, 400),
    "empty": (JSON, b"", 400),
    "deep": (JSON, b'{"query": ' + b"[" * 1_500, 400),
    "deep variables": (JSON, b'{"query": "{ x }", "variables": {"a": ' + b"[" * 30 + b"]" * 30 + b"}}", 400),
    "large": (JSON, b'{"query": "' + b" " * 70_000 + b'{ __typename }"}', 413),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(served: Served, name: str) -> None:
    media, body = TAKEN[name]
    headers = served.asker(Role.CASEWORKER).headers() | {"Content-Type": media}
    answer = served.client.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize("name", REFUSED)
def test_refused(served: Served, name: str) -> None:
    media, body, status = REFUSED[name]
    headers = served.asker(Role.CASEWORKER).headers() | {"Content-Type": media}
    answer = served.client.post("/graphql", content=body, headers=headers)
    assert answer.status_code == status
    assert set(answer.json()) == {"errors"}
    assert list(entries(served.settings.audit))[-1]["decision"] == "refused"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
@pytest.mark.parametrize("text", ["{__typename}", "mutation{__typename}"])
def test_questions_are_posted_and_nothing_else(served: Served, method: str, text: str) -> None:
    headers = served.asker(Role.CASEWORKER).headers()
    answer = served.client.request(method, "/graphql", params={"query": text}, headers=headers)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers
    if method != "HEAD":
        assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 200),
        ("https://testserver", 200),
        ("http://testserver.example", 403),
        ("http://elsewhere.example", 403),
        ("http://testserver@elsewhere.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_pages_of_other_origins_may_not_ask(served: Served, origin: str, status: int) -> None:
    headers = served.asker(Role.CASEWORKER).headers() | {"Origin": origin}
    answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == status


def test_a_question_needs_headers_that_no_form_sends(served: Served) -> None:
    for missing in ("Authorization", "Kith-Purpose"):
        headers = served.asker(Role.CASEWORKER).headers()
        del headers[missing]
        answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
        assert answer.status_code in {401, 403}
        assert "set-cookie" not in answer.headers
