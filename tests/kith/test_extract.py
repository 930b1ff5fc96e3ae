"""Extracts are asked of the service alone, page by page, and hold nobody among few."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.token import Claims, issue
from graph.store import Target
from kith.cli import app
from kith.commands.extract import _telling
from kith.extract import ExtractError, Reply, made_safe, rows_of
from tests.gql.listening import listening
from tests.gql.world import make_world, settings_for

TELLING = frozenset({"sex", "birthDate", "postcode"})
SMALLEST = 3


def told(*bodies: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], Any]:
    """A service that answers with these bodies, one after another, and what it was asked."""
    asked: list[Mapping[str, Any]] = []
    waiting = list(bodies)

    def ask(variables: Mapping[str, Any]) -> Reply:
        asked.append(dict(variables))
        body = waiting.pop(0)
        return Reply(body, 2.0 if "errors" in body and body["errors"][0].get("wait") else None)

    return asked, ask


def page(rows: list[dict[str, Any]], cursor: str | None) -> dict[str, Any]:
    info = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return {"data": {"people": {"nodes": rows, "pageInfo": info}}}


def refusal(code: str, **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": "No.", "extensions": {"code": code}, **more}]}


def test_pages_are_asked_one_after_another_and_a_spent_budget_is_waited_for() -> None:
    asked, ask = told(
        page([{"id": "a"}], "c1"), refusal("BUDGET_SPENT", wait=True), page([{"id": "b"}], None)
    )
    waited: list[float] = []
    assert list(rows_of(ask, {"first": 1}, waited.append)) == [{"id": "a"}, {"id": "b"}]
    assert asked == [{"first": 1}, {"first": 1, "after": "c1"}, {"first": 1, "after": "c1"}]
    assert waited == [2.0]


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"people": [{"id": "a", "household": {"address": {"postcode": "E1"}}, "tags": [1]}]}},
        {
            "data": {
                "p": {
                    "edges": [
                        {"node": {"id": "a", "household": {"address": {"postcode": "E1"}}, "tags": [1]}}
                    ]
                }
            }
        },
        {"data": {"person": {"id": "a", "household": {"address": {"postcode": "E1"}}, "tags": [1]}}},
    ],
)
def test_rows_are_flat(body: dict[str, Any]) -> None:
    _, ask = told(body)
    assert list(rows_of(ask, {})) == [{"id": "a", "household.address.postcode": "E1", "tags": "[1]"}]


def test_a_refusal_and_several_lists_are_told() -> None:
    for body, reason in (
        (refusal("NOT_SEARCHABLE"), "NOT_SEARCHABLE"),
        ({"data": {"a": [], "b": []}}, "one list"),
    ):
        _, ask = told(body)
        with pytest.raises(ExtractError, match=reason):
            list(rows_of(ask, {}))


def test_pages_that_do_not_go_on_end() -> None:
    _, ask = told(page([{"id": "a"}], "c"), page([{"id": "a"}], "c"))
    with pytest.raises(ExtractError, match="do not go on"):
        list(rows_of(ask, {}))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "sex": st.sampled_from(["female", "male", None]),
            "birthDate": st.sampled_from(["1980", "1981", None]),
            "home.postcode": st.sampled_from(["E1", "E2"]),
            "score.band": st.sampled_from(["low", "high"]),
        }
    ),
    max_size=40,
)


@given(rows=ROWS)
def test_attack_16_no_combination_is_rarer_than_the_smallest_count(rows: list[dict[str, Any]]) -> None:
    safe = made_safe(rows, TELLING, SMALLEST)
    cells = Counter((row["sex"], row["birthDate"], row["home.postcode"]) for row in safe.rows)
    assert all(count >= SMALLEST for count in cells.values())
    assert len(safe.rows) + safe.left_out == len(rows)
    by_id = {row["id"]: row for row in rows}
    assert all(row["score.band"] == by_id[row["id"]]["score.band"] for row in safe.rows)
    changed = [row for row in safe.rows if row != by_id[row["id"]]]
    assert len(changed) <= safe.blanked


def test_a_list_that_tells_where_somebody_was_is_refused() -> None:
    rows = [{"id": "a", "addresses": json.dumps([{"address": {"postcode": "E1"}}])}]
    with pytest.raises(ExtractError, match="addresses"):
        made_safe(rows, TELLING, SMALLEST)
    assert made_safe([{"id": "a", "episodes": json.dumps([{"kind": "crisis"}])}], TELLING, 1).rows


def test_what_tells_of_somebody_comes_from_the_vocabulary() -> None:
    assert {"sex", "birthDate", "ethnicity", "postcode", "givenName"} <= _telling()
    assert not {"id", "band", "kind"} & _telling()


QUESTION = "{ people(search: {birthYear: 1984}, first: 100) { id sex birthDate givenName score { band } } }"


@pytest.mark.neo4j
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_command_writes_what_the_plan_shows(empty_database: Target, tmp_path: Path, suffix: str) -> None:
    make_world(empty_database)
    settings, key = settings_for(empty_database, tmp_path)
    document, out = tmp_path / "q.graphql", tmp_path / f"out.{suffix}"
    document.write_text(QUESTION, "utf-8")
    with listening(settings) as port:
        url = f"http://127.0.0.1:{port}/graphql"
        research = _run(document, out, url, key, Role.DATA_SCIENTIST, Purpose.RESEARCH)
        assert research == (0, {"rows": 0, "blanked": 0, "left_out": 2, "file": str(out)})
        care = tmp_path / f"care.{suffix}"
        code, seen = _run(document, care, url, key, Role.CASEWORKER, Purpose.DIRECT_CARE)
        assert (code, seen["rows"]) == (0, 2)
        assert _run(document, care, url, key, Role.CASEWORKER, Purpose.DIRECT_CARE)[0] == 2
        assert _run(document, tmp_path / "no.csv", url, key, Role.CASEWORKER, Purpose.RESEARCH)[0] == 1
    table = pyarrow.csv.read_csv(care) if suffix == "csv" else pyarrow.parquet.read_table(care)
    assert sorted(map(str, table.column("givenName").to_pylist())) == ["Amina", "Mary"]
    assert care.stat().st_mode & 0o077 == 0


def _run(
    document: Path, out: Path, url: str, key: DevelopmentKey, role: Role, purpose: Purpose
) -> tuple[int, Any]:
    token = issue(key, Claims("somebody", frozenset({role}), frozenset({purpose})))
    words = ["extract", str(document), "--out", str(out), "--purpose", purpose.value, "--url", url, "--json"]
    result = CliRunner().invoke(app, words, env={"KITH_TOKEN": token})
    return result.exit_code, json.loads(result.stdout) if result.exit_code == 0 else None
