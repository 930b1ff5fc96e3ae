"""What scanners of GraphQL services look for is not found in the service as it ships.

A table restates the checks of graphql-cop: what each sends, and what of an answer it would take for a
finding. Each is sent as somebody who may ask, so that nothing is refused only for want of a token.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from gql.limits import Limits
from gql.roles import Role
from tests.gql.conftest import Served
from tests.gql.listening import listening

pytestmark = pytest.mark.neo4j
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGES = ("graphiql", "playground", "altair", "voyager", "sandbox", "<html", "<script")
TELLING = ("exception", "stacktrace", "traceback", 'file "', ".py", "graphqlerror", "syntax")


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its text, and what it says as JSON (null where it is none)."""

    status: int
    text: str
    json: Any

    @property
    def data(self) -> Any:
        """The data of the answer, if there is any."""
        return self.json.get("data") if isinstance(self.json, dict) else None


@dataclass(frozen=True)
class Check:
    """One check: what is sent, and whether an answer is a finding."""

    method: str
    path: str
    body: str | None
    finds: Callable[[Reply], bool]
    headers: dict[str, str] = field(default_factory=dict)


def posted(query: str, finds: Callable[[Reply], bool]) -> Check:
    """A question, posted as JSON under the name of an operation."""
    return Check("POST", "/graphql", json.dumps({"query": query, "operationName": "cop"}), finds)


def by_get(query: str) -> Check:
    return Check("GET", f"/graphql?{urlencode({'query': query})}", None, has_data)


def page(path: str) -> Check:
    return Check("GET", path, None, is_page, {"Accept": "text/html"})


def has_data(reply: Reply) -> bool:
    return bool(reply.data)


def is_page(reply: Reply) -> bool:
    return any(word in reply.text.lower() for word in PAGES)


def is_batch(reply: Reply) -> bool:
    return isinstance(reply.json, list) or has_data(reply)


def suggests(reply: Reply) -> bool:
    return "did you mean" in reply.text.lower()


def traces(reply: Reply) -> bool:
    return "tracing" in reply.text.lower()


def tells_of_its_inside(reply: Reply) -> bool:
    """An error with more than a code and what to do about it, or a status of a failure."""
    is_plain = all(set(each["extensions"]) == {"code", "suggestion"} for each in reply.json["errors"])
    return not is_plain or reply.status >= 500 or any(word in reply.text.lower() for word in TELLING)


def answers_each(reply: Reply) -> bool:
    """An error for each of what is wrong: work for each."""
    return has_data(reply) or len(reply.json["errors"]) > 1


NAME = "query cop { __typename }"
CIRCLE = "query cop { __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }"
CHECKS: dict[str, Check] = {
    "alias overloading": posted(
        "query cop { " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }", has_data
    ),
    "batches": Check("POST", "/graphql", json.dumps([{"query": NAME}] * 10), is_batch),
    "a batch of one": Check("POST", "/graphql", json.dumps([{"query": NAME}]), is_batch),
    "directives again": posted("query cop { __typename " + "@aa" * 10 + " }", answers_each),
    "known directives again": posted("query cop { __typename " + "@skip(if: false)" * 10 + " }", has_data),
    "field duplication": posted("query cop { " + "__typename " * 500 + "}", has_data),
    "fields suggested": posted("query cop { __schema { directive } }", suggests),
    "root fields suggested": posted("query cop { persn }", suggests),
    "arguments suggested": posted('query cop { person(idd: "a") { id } }', suggests),
    "types suggested": posted("query cop($a: PersonSerch) { people(search: $a) { id } }", suggests),
    "introspection": posted("query cop { __schema { types { name fields { name } } } }", has_data),
    "introspection in circles": posted(CIRCLE, has_data),
    "introspection of mutations": posted("query cop { __schema { mutationType { name } } }", has_data),
    "a question by GET": by_get(NAME),
    "a mutation by GET": by_get("mutation cop { __typename }"),
    "a question as a form": Check("POST", "/graphql", urlencode({"query": NAME}), has_data, FORM),
    "a mutation as a form": Check(
        "POST", "/graphql", urlencode({"query": "mutation cop { __typename }"}), has_data, FORM
    ),
    "JSON declared as text": Check(
        "POST", "/graphql", json.dumps({"query": NAME}), has_data, {"Content-Type": "text/plain"}
    ),
    "tracing": posted(NAME, traces),
    "tracing asked for": Check(
        "POST", "/graphql", json.dumps({"query": NAME, "extensions": {"tracing": True}}), traces
    ),
    "an error unhandled": posted("qwerty cop { abc }", tells_of_its_inside),
    "an error of a value": posted("query cop { person(id: {a: 1}) { id } }", tells_of_its_inside),
    **{
        f"a page at {path}": page(path)
        for path in ("/graphql", "/", "/graphiql", "/playground", "/console", "/altair", "/docs")
    },
}


@pytest.fixture(scope="module")
def shipped(served: Served) -> Iterator[int]:
    """The port of the service with the limits that it ships with."""
    with listening(replace(served.beside("scanned"), limits=Limits())) as port:
        yield port


def sent(served: Served, port: int, check: Check) -> Reply:
    headers = served.asker(Role.CASEWORKER).headers() | {"Content-Type": "application/json"} | check.headers
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(check.method, check.path, check.body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    is_json = (answer.getheader("content-type") or "").partition(";")[0].endswith("json")
    return Reply(answer.status, text, json.loads(text) if is_json else None)


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_is_found(served: Served, shipped: int, name: str) -> None:
    check = CHECKS[name]
    reply = sent(served, shipped, check)
    assert reply.json is not None
    assert not check.finds(reply), reply


def test_the_checks_reach_a_service_that_answers(served: Served, shipped: int) -> None:
    reply = sent(served, shipped, posted(NAME, has_data))
    assert (reply.status, reply.data) == (200, {"__typename": "Query"})


def test_a_service_that_lists_its_schema_is_told_of(served: Served) -> None:
    """The check itself would find something, had the service not been told to keep it back."""
    with listening(served.beside("listed")) as port:
        assert CHECKS["introspection"].finds(sent(served, port, CHECKS["introspection"]))
