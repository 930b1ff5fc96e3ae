"""GraphQL over HTTP as its specification's own audits see it: every MUST and every SHOULD holds.

The audits are those of the npm package graphql-http, of a locked version, run by a Node.js that comes as a
Python package. What stays open are audits named MAY that ask for questions by GET, which are refused.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gql.roles import Role
from tests.gql.conftest import Served
from tests.gql.listening import listening
from tests.gql.node import NODE, installed

pytestmark = pytest.mark.neo4j
HERE = Path(__file__).parent / "conformance"
BY_GET = {"5A70", "D6D5", "6A70"}


@pytest.fixture(scope="module")
def audits(served: Served, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = installed(HERE, tmp_path_factory.mktemp("conformance"))
    headers = served.asker(Role.CASEWORKER).headers()
    del headers["Accept"]
    with listening(served.beside("conformance")) as port:
        url = f"http://127.0.0.1:{port}/graphql"
        run = subprocess.run(
            [NODE, "audit.mjs", url, json.dumps(headers)],
            cwd=folder,
            check=True,
            capture_output=True,
        )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def test_every_must_and_every_should(audits: list[dict[str, Any]]) -> None:
    required = [each for each in audits if each["name"].split()[0] in {"MUST", "SHOULD"}]
    assert len(required) >= 35
    assert [each for each in required if each["status"] != "ok"] == []


def test_nothing_is_asked_by_get_and_every_other_may_holds(audits: list[dict[str, Any]]) -> None:
    assert {each["id"] for each in audits if each["status"] != "ok"} == BY_GET
