"""The quarantine over HTTP: each row that was put aside, where and why, and nothing that stood in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from gql.integrators.pages import Listing
from gql.roles import Operation, Role
from tests.gql.changes.acting import Acting, Actor, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS
from tests.gql.integrators.reading import code, page

pytestmark = pytest.mark.neo4j
LOAD = DOCUMENTS[Operation.LOAD_RECORDS]
CONTRACT = """
source: {source}
domain: health
trust: 0.5
format: {{kind: csv}}
row: person
key: [ref]
required: [family_name]
columns: {{given_name: given, family_name: family, birth_date: {{column: born, on_error: drop_value}}}}
"""
GOOD = {"ref": "9", "given": "Ann", "family": "Hallworth", "born": "1980-02-03"}
ODD = {"ref": "C-2", "given": "Ben", "family": "Hallworth", "born": "the third"}
BAD = {"ref": "C-3", "given": "Cem", "family": None, "born": "never"}


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)
    for place in (contracts(changes), quarantine(changes)):
        place.mkdir(exist_ok=True)
        for path in place.iterdir():
            path.unlink()
    register(changes, "from-a", "from-b", "health")


def contracts(changes: Acting) -> Path:
    folder = changes.settings.writing.contracts
    assert folder is not None
    return folder


def quarantine(changes: Acting) -> Path:
    folder = changes.settings.writing.quarantine
    assert folder is not None
    return folder


def register(changes: Acting, *sources: str) -> None:
    for source in sources:
        (contracts(changes) / f"{source}.yaml").write_text(CONTRACT.format(source=source), "utf-8")


def integrator(changes: Acting, subject: str = "ivan") -> Actor:
    return changes.actor(Role.INTEGRATOR, subject=subject)


def deliver(changes: Acting, contract: str, *rows: dict[str, Any]) -> None:
    integrator(changes).data(LOAD, key=fresh(), contract=contract, rows=list(rows))


def places(body: Any) -> list[tuple[str, int]]:
    return [(each["source"], each["row"]) for each in body["rows"]]


def test_a_row_is_told_with_its_place_its_rules_and_what_to_do(changes: Acting) -> None:
    deliver(changes, "from-a", GOOD, ODD, BAD)
    odd, bad = page(integrator(changes), Listing.QUARANTINE)["rows"]
    assert (odd["source"], odd["kind"], odd["row"], odd["cost"]) == ("from-a", "person", 2, "value")
    assert (bad["source"], bad["kind"], bad["row"], bad["cost"]) == ("from-a", "person", 3, "row")
    assert {(each["field"], each["rule"]) for each in bad["problems"]} == {
        ("family_name", "value_required"),
        ("birth_date", "date_format"),
    }
    for each in (*odd["problems"], *bad["problems"]):
        assert set(each) == {"field", "rule", "reason", "suggestion"}
        assert each["reason"]


def test_nothing_that_stood_in_a_row_is_told(changes: Acting) -> None:
    deliver(changes, "from-a", ODD, BAD)
    actor = integrator(changes)
    text = actor.client.get("/quarantine", headers=actor.headers()).text
    assert not [value for row in (ODD, BAD) for value in row.values() if value and value in text]
    (row, _) = json.loads(text)["rows"]
    assert set(row) == {"source", "kind", "receivedAt", "row", "cost", "problems"}


def test_pages_are_full_and_in_order(changes: Acting) -> None:
    deliver(changes, "from-b", *({**BAD, "ref": f"b{number}"} for number in range(3)))
    deliver(changes, "from-a", GOOD, *({**BAD, "ref": f"a{number}"} for number in range(2)))
    actor, found = integrator(changes), list[tuple[str, int]]()
    after: dict[str, str] = {}
    for length in (2, 2, 1):
        body = page(actor, Listing.QUARANTINE, first=2, **after)
        assert len(body["rows"]) == length
        found += places(body)
        after = {"after": body["cursor"]}
    assert (body["hasMore"], body["cursor"]) == (False, None)
    assert found == [("from-a", 2), ("from-a", 3), ("from-b", 1), ("from-b", 2), ("from-b", 3)]


def test_a_row_that_is_mended_leaves_and_moves_no_other(changes: Acting) -> None:
    rows = [{**BAD, "ref": f"a{number}"} for number in range(4)]
    deliver(changes, "from-a", *rows)
    actor = integrator(changes)
    first = page(actor, Listing.QUARANTINE, first=2)
    path = quarantine(changes) / "from-a_person.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    rest = page(actor, Listing.QUARANTINE, first=2, after=first["cursor"])
    assert [row for _, row in places(first) + places(rest)] == [1, 2, 3, 4]


@pytest.mark.parametrize("key", ["30", "31", "8", "never there"])
def test_a_row_of_somebody_hidden_is_told_as_any_other(changes: Acting, key: str) -> None:
    """Of a record of somebody restricted, sealed, open, and of nobody: else a bad row would be an oracle."""
    deliver(changes, "health", {**BAD, "ref": key})
    (row,) = page(integrator(changes), Listing.QUARANTINE)["rows"]
    assert (row["source"], row["row"], row["cost"]) == ("health", 1, "row")
    assert {each["rule"] for each in row["problems"]} == {"value_required", "date_format"}


def test_what_no_registered_contract_put_aside_is_not_told(changes: Acting) -> None:
    deliver(changes, "from-a", BAD)
    deliver(changes, "from-b", BAD)
    (contracts(changes) / "from-b.yaml").unlink()
    (contracts(changes) / "from-c.yaml").write_text("source: [", "utf-8")
    assert places(page(integrator(changes), Listing.QUARANTINE)) == [("from-a", 1)]


def test_nor_are_rows_of_another_source_in_the_same_file(changes: Acting) -> None:
    deliver(changes, "from-a", BAD)
    deliver(changes, "from-b", BAD)
    (contracts(changes) / "from-b.yaml").unlink()
    one, other = (quarantine(changes) / f"from-{each}_person.jsonl" for each in "ab")
    one.write_bytes(one.read_bytes() + other.read_bytes())
    assert places(page(integrator(changes), Listing.QUARANTINE)) == [("from-a", 1)]


def test_where_nothing_is_put_aside_there_is_an_empty_page(changes: Acting) -> None:
    assert page(integrator(changes), Listing.QUARANTINE) == {"rows": [], "hasMore": False, "cursor": None}


def test_a_damaged_file_is_told_without_its_content(changes: Acting) -> None:
    (quarantine(changes) / "from-a_person.jsonl").write_text("Hallworth\n", "utf-8")
    assert code(integrator(changes), Listing.QUARANTINE) == (503, "QUARANTINE_UNREADABLE")


def test_what_the_audit_is_told(changes: Acting) -> None:
    deliver(changes, "from-a", BAD)
    page(integrator(changes), Listing.QUARANTINE)
    entry = changes.entries()[-1]
    assert (entry["decision"], entry["who"], entry["people"]) == ("answered", "ivan", [])
    assert entry["fields"] == ["Query.quarantine"]
