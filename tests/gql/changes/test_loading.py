"""Rows and files that integrators deliver: every row is counted once, and none is lost."""

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gql.roles import Operation, Role
from graph.quarantine import read_entries
from tests.gql.changes.acting import Acting, Actor, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS

pytestmark = pytest.mark.neo4j

LOAD = DOCUMENTS[Operation.LOAD_RECORDS]
CONTRACT = """
source: {source}
domain: health
trust: 0.5
format: {{kind: {kind}}}
row: person
key: [ref]
required: [family_name]
columns:
  given_name: given
  family_name: family
  birth_date: {{column: born, on_error: drop_value}}
"""
GOOD = {"ref": "1", "given": "Ann", "family": "Hall", "born": "1980-02-03"}
ODD = {"ref": "2", "given": "Ben", "family": "Hall", "born": "the third"}
BAD = {"ref": "3", "given": "Cem", "family": None, "born": "1981-02-03"}
TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}
RECORDS = "MATCH (r:Record) WHERE r.source = $source RETURN r.id AS id, r.version AS version ORDER BY id"


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)
    contracts = changes.settings.writing.contracts
    assert contracts is not None
    for kind in TYPES:
        (contracts / f"{kind}.yaml").write_text(CONTRACT.format(source=f"from-{kind}", kind=kind), "utf-8")


def integrator(changes: Acting, subject: str = "ivan") -> Actor:
    return changes.actor(Role.INTEGRATOR, subject=subject)


def counts(told: dict[str, Any]) -> list[int]:
    return [told[name] for name in ("received", "loaded", "unchanged", "quarantined", "valuesDropped")]


def quarantined(changes: Acting, source: str) -> list[Any]:
    folder = changes.settings.writing.quarantine
    assert folder is not None
    return [each.original for each in read_entries(folder / f"{source}_person.jsonl")]


def body_of(kind: str, rows: list[dict[str, Any]], folder: Path) -> bytes:
    """The rows as a file of a kind."""
    if kind == "jsonl":
        return b"\n".join(json.dumps(row).encode() for row in rows)
    if kind == "csv":
        lines = [",".join(rows[0]), *(",".join(value or "" for value in row.values()) for row in rows)]
        return "\n".join(lines).encode()
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")
    return (folder / "rows.parquet").read_bytes()


def send(actor: Actor, kind: str, body: bytes, key: str, **headers: str) -> tuple[int, Any]:
    """The status and the answer of an upload."""
    given = {**actor.headers(), "Content-Type": TYPES[kind], "Idempotency-Key": key, **headers}
    told = actor.client.post(f"/records/{kind}", content=body, headers=given)
    return told.status_code, told.json()


def test_rows_are_loaded_unchanged_or_quarantined_and_counted(changes: Acting) -> None:
    actor = integrator(changes)
    told = actor.data(LOAD, key=fresh(), contract="csv", rows=[GOOD, ODD, BAD, GOOD])
    assert counts(told) == [4, 2, 1, 1, 1]
    assert told["ids"] == ["from-csv/1", "from-csv/2"]
    assert {(each["field"], each["firstRow"]) for each in told["problems"]} == {
        ("birth_date", 2),
        ("family_name", 3),
    }
    assert [each["ref"] for each in quarantined(changes, "from-csv")] == ["2", "3"]
    again = actor.data(LOAD, key=fresh(), contract="csv", rows=[GOOD, {**BAD, "family": "Hall"}])
    assert counts(again) == [2, 1, 1, 0, 0]


def test_the_same_key_loads_once_and_is_told_again(changes: Acting) -> None:
    actor, key = integrator(changes), fresh()
    first = actor.data(LOAD, key=key, contract="csv", rows=[GOOD])
    assert actor.data(LOAD, key=key, contract="csv", rows=[GOOD]) == first
    assert actor.code(LOAD, key=key, contract="csv", rows=[ODD]) == "KEY_REUSED"
    assert changes.read(RECORDS, source="from-csv") == [{"id": "from-csv/1", "version": 1}]


def test_a_new_version_replaces_the_former(changes: Acting) -> None:
    actor = integrator(changes)
    for given in ("Ann", "Anne"):
        actor.data(LOAD, key=fresh(), contract="csv", rows=[{**GOOD, "given": given}])
    assert changes.read(RECORDS, source="from-csv") == [{"id": "from-csv/1", "version": 2}]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contract": "nothing", "rows": [GOOD]}, "CONTRACT_UNKNOWN"),
        ({"contract": "../csv", "rows": [GOOD]}, "CONTRACT_UNKNOWN"),
        ({"contract": "csv", "rows": []}, "INVALID_VARIABLES"),
        ({"contract": "csv", "rows": ["text"]}, "INVALID_VARIABLES"),
        ({"contract": "csv", "rows": [{"ref": 1}] * 501}, "INVALID_VARIABLES"),
        ({"contract": "csv", "rows": [{"ref": "1", "given": "Ann"}]}, "FILE_REFUSED"),
    ],
)
def test_what_cannot_be_loaded_is_refused_whole(changes: Acting, given: dict[str, Any], code: str) -> None:
    assert integrator(changes).code(LOAD, key=fresh(), **given) == code
    assert changes.read(RECORDS, source="from-csv") == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_file_is_loaded_once_a_key(changes: Acting, kind: str, tmp_path: Path) -> None:
    actor, key = integrator(changes), fresh()
    body = body_of(kind, [GOOD, ODD, BAD], tmp_path)
    status, told = send(actor, kind, body, key)
    assert (status, counts(told)) == (200, [3, 2, 0, 1, 1])
    assert send(actor, kind, body, key) == (200, told)
    assert send(actor, kind, body_of(kind, [GOOD], tmp_path), key)[0] == 409
    assert counts(send(actor, kind, body, fresh())[1]) == [3, 0, 2, 1, 1]
    assert changes.read(RECORDS, source=f"from-{kind}") == [
        {"id": f"from-{kind}/{number}", "version": 1} for number in (1, 2)
    ]


def test_a_file_has_two_entries_and_nothing_of_it_is_in_them(changes: Acting) -> None:
    send(integrator(changes), "csv", body_of("csv", [GOOD], Path()), fresh())
    intended, told = changes.entries()[-2:]
    assert (intended["decision"], told["decision"]) == ("intended", "answered")
    assert told["fields"] == ["Mutation.loadRecords"]
    assert intended["document"] == told["document"] is not None
    assert "Hall" not in repr((intended, told))


def test_a_file_is_gone_once_it_is_loaded(changes: Acting) -> None:
    """So is what a service that was killed left behind a day ago."""
    folder = changes.settings.writing.uploads
    assert folder is not None
    old, new = folder / "kith-old", folder / "kith-new"
    for left in (old, new):
        left.mkdir(parents=True)
    os.utime(old, (0, 0))
    send(integrator(changes), "csv", body_of("csv", [GOOD], Path()), fresh())
    assert set(folder.glob("kith-*")) == {new}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Idempotency-Key": ""}, 400),
        ({"Authorization": "Bearer a.b.c"}, 401),
        ({"Kith-Purpose": "audit"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
    ],
)
def test_a_file_that_is_not_sent_as_it_must_be(changes: Acting, change: dict[str, str], status: int) -> None:
    body = body_of("csv", [GOOD], Path())
    assert send(integrator(changes), "csv", body, fresh(), **change)[0] == status
    assert changes.read(RECORDS, source="from-csv") == []


def test_a_file_that_is_too_large_is_not_read_on(changes: Acting) -> None:
    most = changes.settings.writing.upload_bytes
    assert most == 1 << 20
    status, told = send(integrator(changes), "csv", b"x" * (most + 1), fresh())
    assert (status, told["errors"][0]["extensions"]["code"]) == (413, "FILE_TOO_LARGE")


def test_a_file_that_is_not_what_the_contract_says(changes: Acting) -> None:
    status, told = send(integrator(changes), "parquet", b"not parquet", fresh())
    assert (status, told["errors"][0]["extensions"]["code"]) == (422, "FILE_REFUSED")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.ADOPTION_OFFICER])
def test_for_others_there_is_no_such_address(changes: Acting, role: Role) -> None:
    status, told = send(changes.actor(role), "csv", b"", fresh())
    assert (status, told["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_by_get_there_is_nothing(changes: Acting) -> None:
    told = changes.client.get("/records/csv", headers=integrator(changes).headers())
    assert told.status_code == 405
