"""Attack 2: a filter by a value that is hidden tells it, bit by bit, by who is still found.

What may not be read may not be compared: on no type, along no edge, under no `and`, `or` or `not`, in no
variable. What may be read in some rows only is nothing in the others; what is coarse is compared as it is
read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gql.comparisons import comparison_of
from gql.edges import NODE_TYPES
from gql.fields import Edge, Leaf
from gql.model import model
from gql.naming import is_filtered
from gql.roles import Role
from graph.store import Target
from tests.gql.attacks.test_attack_01_order import code
from tests.gql.conftest import Served
from tests.gql.questions import plan_of
from tests.gql.redaction.asking import Put
from tests.gql.redaction.comparing import IS_PROOF, Comparison, some
from tests.gql.redaction.graphs import Graph, random_graph

pytestmark = pytest.mark.neo4j

PEOPLE = "query ($where: PersonWhere) { peopleConnection(where: $where, first: 100) { nodes { id } } }"
_LITERAL = "{{ peopleConnection(where: {0}) {{ nodes {{ id }} }} }}"
PATHS: dict[str, list[str]] = {
    "Person": [],
    "Score": ["scores"],
    "Household": ["household"],
    "Address": ["household", "address"],
    "Episode": ["episodes"],
    "Intervention": ["interventions"],
    "Outcome": ["outcomes"],
    "Record": ["records"],
    "Decision": ["records", "decisions"],
    "LivedAt": ["addresses"],
    "MemberOf": ["memberships"],
    "WorksWith": ["workers"],
    "Related": ["related"],
}
WRAPPED: dict[str, Any] = {
    "plainly": lambda where: where,
    "and": lambda where: {"and": [{"sex": {"isNull": False}}, where]},
    "or": lambda where: {"or": [where, {"sex": {"eq": "male"}}]},
    "not": lambda where: {"not": where},
    "not not": lambda where: {"not": {"not": {"and": [{"or": [where]}]}}},
    "through the household": lambda where: {"household": {"members": where}},
    "through relatives": lambda where: {"related": {"other": where}},
}


def hidden_of(role: Role) -> Iterator[tuple[str, Leaf]]:
    """The fields that a role may compare nowhere."""
    plan = plan_of(role)
    for kind in PATHS:
        for leaf in model()[kind].leaves.values():
            if comparison_of(leaf) is not None and not is_filtered(plan, kind, leaf.name):
                yield kind, leaf


def compared(leaf: Leaf) -> dict[str, Any]:
    """A comparison that is valid for a field."""
    comparison = comparison_of(leaf)
    assert comparison is not None
    value: Any = {"Int": 1, "Float": 0.5, "Boolean": True}.get(comparison.operand, "a")
    operator = "lt" if "lt" in comparison.operators else "eq"
    return {leaf.name: {operator: value}}


def along(path: list[str], where: dict[str, Any]) -> dict[str, Any]:
    """A filter on what a path leads to."""
    for name in reversed(path):
        where = {name: where}
    return where


def written(value: Any) -> str:
    """A value as it stands in a document."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


@pytest.mark.parametrize("role", Role)
def test_a_filter_by_what_is_hidden_is_refused_like_what_there_is_not(served: Served, role: Role) -> None:
    asker = served.asker(role, "North")
    absent = {"nonsense": {"eq": "a"}}
    for kind, leaf in hidden_of(role):
        where, unknown = along(PATHS[kind], compared(leaf)), along(PATHS[kind], absent)
        refused = asker.post(PEOPLE, {"where": where})
        assert refused == asker.post(PEOPLE, {"where": unknown}), (kind, leaf.name)
        assert code(refused) == "INVALID_VARIABLES"
        literal = asker.post(_LITERAL.format(written(where)))
        assert literal == asker.post(_LITERAL.format(written(unknown))), (kind, leaf.name)
        assert code(literal) == "INVALID_DOCUMENT"


@pytest.mark.parametrize("way", WRAPPED)
def test_no_wrapping_lets_it_through(served: Served, way: str) -> None:
    for role, name in (
        (Role.DATA_SCIENTIST, {"familyName": {"startsWith": "K"}}),
        (Role.INTEGRATOR, {"scores": {"probability": {"gt": 0.5}}}),
        (Role.CASEWORKER, {"records": {"ethnicity": {"eq": "Asian"}}}),
    ):
        asker, where = served.asker(role), WRAPPED[way](name)
        assert code(asker.post(PEOPLE, {"where": where})) == "INVALID_VARIABLES"
        assert code(asker.post(_LITERAL.format(written(where)))) == "INVALID_DOCUMENT"
        half = f"query ($where: PersonWhere!) {_LITERAL.format('{not: $where}')}"
        assert code(asker.post(half, {"where": where})) == "INVALID_VARIABLES"
        default = f"query ($where: PersonWhere = {written(where)}) {_LITERAL.format('$where')}"
        assert code(asker.post(default)) == "INVALID_DOCUMENT"


BISECTED = """query ($id: ID!, $where: ScoreWhere, $people: PersonWhere) {
  person(id: $id) { scores(where: $where) { id } scoresConnection(where: $where) { nodes { id } } }
  peopleConnection(where: $people) { nodes { id } }
  household(id: "h-khan") { members(where: $people) { id } }
}"""


def test_forty_steps_of_bisection_recover_no_bit(served: Served) -> None:
    """A caseworker without a tie asks for somebody's score, above and below; all answers are the same."""
    asker = served.asker(Role.CASEWORKER, "South")
    low, high, told = 0.0, 1.0, set()
    for _ in range(40):
        middle = (low + high) / 2
        where = {"probability": {"gte": middle}}
        people = {"and": [{"id": {"eq": "p-amina"}}, {"household": {"members": {"scores": where}}}]}
        answer = asker.data(BISECTED, {"id": "p-amina", "where": where, "people": people})
        told.add(str(answer))
        low, high = (middle, high) if answer["peopleConnection"]["nodes"] else (low, middle)
    assert len(told) == 1
    assert high < 1e-9  # the search ran to its end, and found the least value that there could be
    mine = served.asker(Role.CASEWORKER, "North")
    both = {
        str(mine.data(BISECTED, {"id": "p-amina", "where": where, "people": {"scores": where}}))
        for where in ({"probability": {"gte": 0.01}}, {"probability": {"gte": 0.99}})
    }
    assert len(both) == 2  # to whom it may be told, it tells


def filters_of(role: Role, graph: Graph) -> Iterator[dict[str, Any]]:
    """On types that a role is led to, by some of their fields: with values of the graph, both ways."""
    plan, random = plan_of(role), Random(2)
    for kind, path in some(list(PATHS.items()), 5):
        if any(not is_filtered(plan, *step) for step in _steps(path)):
            continue
        leaves = [each for each in model()[kind].leaves.values() if is_filtered(plan, kind, each.name)]
        for number, leaf in enumerate(random.sample(leaves, min(len(leaves), 3 if IS_PROOF else 2))):
            for where in _of_leaf(leaf, graph, random):
                yield {"not": along(path, where)} if number == 1 else along(path, where)


def _steps(path: list[str]) -> Iterator[tuple[str, str]]:
    kind = "Person"
    for name in path:
        yield kind, name
        edge = model()[kind].fields[name]
        assert isinstance(edge, Edge)
        kind = edge.target


def _of_leaf(leaf: Leaf, graph: Graph, random: Random) -> Iterator[dict[str, Any]]:
    """One operator, with each of some values; or whether there is a value at all."""
    comparison = comparison_of(leaf)
    assert comparison is not None
    values = graph.values(leaf.stored)
    operator = random.choice([each for each in comparison.operators if each != "in"])
    if operator == "isNull" or not values:
        yield from ({leaf.name: {"isNull": each}} for each in (True, False))
        return
    for value in values[:: max(1, len(values) // 8)]:
        yield {leaf.name: {operator: str(value)[:4] if operator in {"startsWith", "contains"} else value}}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DATA_SCIENTIST, Role.INTEGRATOR])
def test_whom_a_filter_keeps_is_as_if_the_hidden_were_not_there(
    empty_database: Target, tmp_path: Path, role: Role
) -> None:
    comparison = Comparison(empty_database, tmp_path, role)
    graph = random_graph(2)
    comparison.over(graph, [Put(PEOPLE, {"where": each}) for each in filters_of(role, graph)])
    assert comparison.counts["refused"] == 0
    assert comparison.counts["told"] > 0


def test_every_type_that_people_lead_to_is_tried() -> None:
    assert set(PATHS) >= set(NODE_TYPES) - {"Service", "Worker", "Team", "Source"}
