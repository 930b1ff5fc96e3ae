"""The first migration gives every kind of the vocabulary a key, and the look-ups their indexes."""

import asyncio
from typing import Any

import pytest

from graph.store import Store, Target
from graph.vocabulary import vocabulary

INDEXES = {
    ("Record", ("source",)),
    ("Record", ("row",)),
    ("Record", ("source", "person_key")),
    ("Person", ("family_name",)),
    ("Person", ("birth_date",)),
    ("Address", ("postcode",)),
    ("Address", ("uprn",)),
    ("Episode", ("start",)),
}


def _ask(target: Target, query: str) -> list[dict[str, Any]]:
    async def ask() -> list[dict[str, Any]]:
        async with await Store.connect(target) as store:
            return await store.read(query)

    return asyncio.run(ask())


@pytest.mark.neo4j
def test_every_kind_has_a_unique_key(neo4j_target: Target) -> None:
    rows = _ask(
        neo4j_target,
        "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type "
        "WHERE type ENDS WITH 'UNIQUENESS' RETURN labelsOrTypes[0] AS kind, properties AS properties",
    )
    found = {(row["kind"], tuple(row["properties"])) for row in rows}
    assert {(name, (kind.key,)) for name, kind in vocabulary().kinds.items()} <= found


@pytest.mark.neo4j
def test_look_ups_have_indexes_that_are_online(neo4j_target: Target) -> None:
    rows = _ask(
        neo4j_target,
        "SHOW INDEXES YIELD labelsOrTypes, properties, state, owningConstraint "
        "WHERE owningConstraint IS NULL AND state = 'ONLINE' AND size(coalesce(labelsOrTypes, [])) > 0 "
        "RETURN labelsOrTypes[0] AS kind, properties AS properties",
    )
    assert {(row["kind"], tuple(row["properties"])) for row in rows} >= INDEXES
