"""A key stands for one change: asked again it is told again, at once or later, in whichever process."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.audit import AuditLog
from gql.errors import AuditUnavailableError
from gql.roles import Operation, Role
from tests.gql.changes.acting import Acting, fresh
from tests.gql.changes.asked import DOCUMENTS
from tests.gql.listening import listening

pytestmark = pytest.mark.neo4j

OUTCOME = DOCUMENTS[Operation.RECORD_OUTCOME]
WRITTEN = "RETURN COUNT { (:Record {row: 'outcome'}) } AS rows, COUNT { (:Outcome) } AS outcomes"
FEED = "OPTIONAL MATCH (f:KithFeed) RETURN coalesce(f.position, 0) AS position"


def outcome(value: str) -> dict[str, Any]:
    return {"kind": "tenancy", "value": value, "at": "2026-03-01"}


def counted(changes: Acting) -> tuple[int, int]:
    (row,) = changes.read(WRITTEN)
    return row["rows"], row["outcomes"]


@settings(max_examples=12)
@given(asked=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["kept", "lost"]), st.booleans())))
def test_any_sequence_of_keys_writes_each_key_once(
    changes: Acting, asked: list[tuple[str, str, bool]]
) -> None:
    run, lead = fresh(), changes.actor(Role.SAFEGUARDING_LEAD)
    before, known = counted(changes), dict[str, tuple[str, str, Any]]()
    for name, value, is_there in asked:
        person = "p-john" if is_there else "p-nobody"
        told = lead.post(OUTCOME, key=run + name, person=person, outcome=outcome(value))
        first = known.setdefault(name, (value, person, told))
        if first[:2] == (value, person):
            assert told == first[2]
        else:
            assert told[1]["errors"][0]["extensions"]["code"] == "KEY_REUSED"
    made = sum(person == "p-john" for _, person, _ in known.values())
    assert counted(changes) == (before[0] + made, before[1] + made)


def test_a_key_is_the_callers_own(changes: Acting) -> None:
    key = fresh()
    one, other = (changes.actor(Role.SAFEGUARDING_LEAD, subject=each) for each in ("ann", "ben"))
    first = one.data(OUTCOME, key=key, person="p-john", outcome=outcome("kept"))
    second = other.data(OUTCOME, key=key, person="p-john", outcome=outcome("lost"))
    assert first["ids"] != second["ids"]


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_key_is_neither_empty_nor_long(changes: Acting, key: str) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    assert lead.code(OUTCOME, key=key, person="p-john", outcome=outcome("kept")) == "INVALID_VARIABLES"


def test_nothing_of_the_input_is_kept_but_a_keyed_hash(changes: Acting) -> None:
    key = fresh()
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    lead.data(OUTCOME, key=key, person="p-john", outcome=outcome("unmistakable"))
    kept = changes.read("MATCH (c:KithChange) RETURN c {.*} AS c")
    assert "unmistakable" not in repr(kept)
    assert repr(key) not in repr(kept)


def test_the_answer_is_asked_anew_under_the_rules_of_the_moment(changes: Acting) -> None:
    key, worker = fresh(), changes.actor(Role.CASEWORKER, "North")
    first = worker.data(OUTCOME, key=key, person="p-amina", outcome=outcome("kept"))
    changes.read("MATCH (p:Person {id: 'p-amina'}) SET p.restriction = 'sealed'")
    again = worker.data(OUTCOME, key=key, person="p-amina", outcome=outcome("kept"))
    changes.read("MATCH (p:Person {id: 'p-amina'}) SET p.restriction = 'none'")
    assert again == {**first, "person": None}


def test_an_answer_that_cannot_be_recorded_is_withheld_and_told_by_the_same_key(
    changes: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was intended is in the log; what came of it is told once it can be recorded."""
    record = AuditLog.record

    async def failing(self: AuditLog, entry: dict[str, Any]) -> None:
        if entry["decision"] == "answered":
            raise AuditUnavailableError
        await record(self, entry)

    key, lead, before = fresh(), changes.actor(Role.SAFEGUARDING_LEAD), counted(changes)
    with monkeypatch.context() as patched:
        patched.setattr(AuditLog, "record", failing)
        code = lead.code(OUTCOME, key=key, person="p-john", outcome=outcome("kept"))
    assert code == "AUDIT_UNAVAILABLE"
    last = changes.entries()[-2:]
    assert [each["decision"] for each in last] == ["intended", "refused"]
    told = lead.data(OUTCOME, key=key, person="p-john", outcome=outcome("kept"))
    assert told["ids"]
    assert counted(changes) == (before[0] + 1, before[1] + 1)


def test_nothing_is_written_where_the_intent_cannot_be_recorded(
    changes: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(self: AuditLog, entry: dict[str, Any]) -> None:
        raise AuditUnavailableError

    lead, before = changes.actor(Role.SAFEGUARDING_LEAD), counted(changes)
    with monkeypatch.context() as patched:
        patched.setattr(AuditLog, "record", failing)
        code = lead.code(OUTCOME, key=fresh(), person="p-john", outcome=outcome("kept"))
    assert code == "AUDIT_UNAVAILABLE"
    assert counted(changes) == before


def test_many_at_once_in_two_processes_write_once(changes: Acting) -> None:
    key, before = fresh(), counted(changes)
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    body = {"query": OUTCOME, "variables": {"key": key, "person": "p-john", "outcome": outcome("kept")}}
    beside = replace(changes.settings, audit=changes.settings.audit.with_name("beside"))
    third = replace(changes.settings, audit=changes.settings.audit.with_name("third"))
    with listening(beside) as one, listening(third) as other, ThreadPoolExecutor(8) as pool:

        def ask(port: int) -> tuple[int, bytes]:
            headers = {**lead.headers(), "Content-Type": "application/json"}
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                connection.request("POST", "/graphql", json.dumps(body), headers)
                told = connection.getresponse()
                return told.status, told.read()

        told = set(pool.map(ask, [one, other] * 4))
    assert {status for status, _ in told} == {200}
    assert len(told) == 1
    assert counted(changes) == (before[0] + 1, before[1] + 1)


_DIES = """
import json, os, sys
from dataclasses import replace
from pathlib import Path
from starlette.testclient import TestClient
from gql.changes.writing import Writing
from gql.server import application
from gql.trail import Trail
from graph.store import Target
from tests.gql.changes.acting import KEY
from tests.gql.world import settings_for

Trail.tell = lambda *_: os._exit(9)
given = json.load(sys.stdin)
settings, _ = settings_for(Target(*given["target"]), Path(given["home"]))
settings = replace(settings, audit=Path(given["audit"]), writing=Writing(identity_key=KEY))
with TestClient(application(settings)) as client:
    client.post("/graphql", json=given["body"], headers=given["headers"])
"""


def test_a_service_that_dies_between_the_write_and_the_answer(changes: Acting, tmp_path: Path) -> None:
    key, before = fresh(), counted(changes)
    lead, target = changes.actor(Role.SAFEGUARDING_LEAD), changes.settings.target
    given = {
        "target": (target.uri, target.user, target.password),
        "home": str(changes.settings.audit.parent),
        "audit": str(tmp_path / "audit"),
        "headers": lead.headers(),
        "body": {"query": OUTCOME, "variables": {"key": key, "person": "p-john", "outcome": outcome("kept")}},
    }
    root = Path(__file__).parents[3]
    died = subprocess.run(
        [sys.executable, "-c", _DIES], input=json.dumps(given).encode(), cwd=root, check=False
    )
    assert died.returncode == 9
    assert counted(changes) == (before[0] + 1, before[1] + 1)
    (position,) = changes.read(FEED)
    told = lead.data(OUTCOME, key=key, person="p-john", outcome=outcome("kept"))
    assert told["position"] == position["position"]
    assert counted(changes) == (before[0] + 1, before[1] + 1)
    assert changes.read("MATCH (r:Record {id: $id}) RETURN r.version AS version", id=told["ids"][1]) == [
        {"version": 1}
    ]


def test_old_keys_are_forgotten_and_their_changes_kept(changes: Acting) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    old = lead.data(OUTCOME, key=fresh(), person="p-john", outcome=outcome("kept"))
    changes.read("MATCH (c:KithChange) SET c.at = c.at - 31 * 24 * 3600000")
    lead.data(OUTCOME, key=fresh(), person="p-john", outcome=outcome("kept"))
    (left,) = changes.read(
        "MATCH (c:KithChange) WHERE c.at < timestamp() - 30 * 24 * 3600000 RETURN count(c) AS left"
    )
    lead.data(OUTCOME, key=fresh(), person="p-john", outcome=outcome("kept"))
    (later,) = changes.read(
        "MATCH (c:KithChange) WHERE c.at < timestamp() - 30 * 24 * 3600000 RETURN count(c) AS left"
    )
    assert later["left"] == max(0, left["left"] - 20)
    assert changes.read("MATCH (o:Outcome {id: $id}) RETURN o.value AS value", id=old["ids"][0])
