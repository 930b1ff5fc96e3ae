"""All that is held of a person is told with its source, and nothing of anybody else."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.held import held_of, ids_of
from graph.involvement import involvement_id
from graph.store import Store, Target
from graph.vocabulary import RowKind
from tests.graph.derived_world import with_store

pytestmark = pytest.mark.neo4j

KEY = b"a key for ids of this test"
EPISODE = involvement_id(RowKind.EPISODE, "housing", "e1", KEY)
_WORLD = Path(__file__).with_name("held.cypher").read_text("utf-8")


@pytest.fixture(scope="module")
def held(neo4j_target: Target) -> dict[str, Any]:
    async def work(store: Store) -> dict[str, Any]:
        await store.write("MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n")
        await store.write(_WORLD, episode=EPISODE)
        found = await held_of(store, "p-was", KEY)
        assert found is not None
        assert await held_of(store, "p-me", KEY) == found
        return found

    return with_store(neo4j_target, work)


def test_every_id_is_told_and_a_retired_one_will_do(held: dict[str, Any], neo4j_target: Target) -> None:
    assert held["ids"] == ("p-me", "p-was")
    assert with_store(neo4j_target, lambda store: ids_of(store, "p-none")) == ("p-none",)
    assert with_store(neo4j_target, lambda store: held_of(store, "p-none", KEY)) is None


def test_nothing_of_anybody_else_is_told(held: dict[str, Any]) -> None:
    text = json.dumps(held)
    for told in ("Otto", "Olm", "p-other", "p-elsewhere", "housing/2", "e-other", "housing/e2", "2019-01-01"):
        assert told not in text


def test_every_value_has_its_sources(held: dict[str, Any]) -> None:
    assert held["sources"] == {
        "given_name": ["health/1", "housing/1"],
        "family_name": ["housing/1"],
        "phone": ["health/1"],
    }
    assert held["addresses"][0]["sources"] == ["housing/1"]
    assert held["episodes"][0]["source"] == "housing/e1"
    assert held["episodes"][0]["service"] == "Housing"
    assert held["interventions"][0]["source"] is None


def test_records_are_told_with_every_version(held: dict[str, Any]) -> None:
    records = {each["id"]: each for each in held["records"]}
    assert set(records) == {"housing/1", "health/1", "housing/e1", "housing/r1"}
    assert records["housing/1"]["original"] == {"n": "Ada Ashe"}
    assert [each["original"] for each in records["housing/1"]["earlier_versions"]] == [{"n": "Ida Ashe"}]
    assert records["housing/r1"]["relation"] == "partner"
    assert "original" not in records["housing/r1"]


def test_everything_else_is_told(held: dict[str, Any]) -> None:
    assert held["person"]["given_name"] == "Ada"
    assert [each["id"] for each in held["scores"]] == ["s-1", "s-2"]
    assert held["outcomes"][0]["value"] == "kept"
    assert held["households"] == [
        {
            "id": "h-1",
            "from": "2020-01-01",
            "to": None,
            "recorded_at": None,
            "address": {"id": "a-1", "address_text": "1 Elm Row", "postcode": "RM1 1AA"},
        }
    ]
    assert held["relations"] == [{"kind": "partner", "is_from": True, "recorded_at": None}]
    assert [each["what"] for each in held["history"]] == ["merged"]


def test_a_decision_about_anothers_record_is_told_without_it(held: dict[str, Any]) -> None:
    joined, apart = held["decisions"]
    assert (joined["records"], joined["evidence"]) == (["health/1", "housing/1"], [{"field": "given_name"}])
    assert (apart["records"], apart["judgement"]) == (["housing/1"], "no_match")
    assert not {"evidence", "weight", "probability"} & set(apart)
