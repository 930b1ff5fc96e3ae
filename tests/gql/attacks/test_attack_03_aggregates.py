"""Attack 3: aggregates over hidden values: a least, greatest, mean or distinct value, a group or its label.

There is one aggregate, the number of people, and it is told under disclosure control. No other has a field,
and what groups people is a fixed list of coarse values, each under the rule of the field that it reads.
"""

import asyncio
from typing import Any

import pytest

from gql.dimensions import DIMENSIONS
from gql.role_schema import role_schema
from gql.roles import Role
from graph.store import Store
from tests.gql.conftest import Served
from tests.gql.questions import parcel, plan_of, prepare
from tests.gql.sealed import SEALED, take_out_sealed, write_sealed

COUNTING = [role for role in Role if plan_of(role).counting is not None]
OTHERS = [role for role in Role if role not in COUNTING]
NOT_COUNTED = (
    "min",
    "max",
    "avg",
    "mean",
    "sum",
    "median",
    "stdDev",
    "argMax",
    "distinct",
    "count",
    "percentile",
)
HIDDEN = (
    "birthDate",
    "birthYear",
    "postcode",
    "uprn",
    "familyName",
    "nhsNumber",
    "restriction",
    "probability",
)


@pytest.mark.neo4j
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", NOT_COUNTED)
def test_there_is_no_aggregate_but_the_number_of_people(served: Served, role: Role, name: str) -> None:
    asker = served.asker(role)
    nonsense = asker.post("{ statistics { nonsense } }")
    assert nonsense[0] == 400
    for inside in (name, f"{name}(field: birthDate)", f"{name} {{ birthDate }}", f"birthDate {{ {name} }}"):
        assert asker.post(f"{{ statistics {{ {inside} }} }}") == nonsense
        assert asker.post(f"{{ statistics {{ groups {{ {inside} }} }} }}") == nonsense


@pytest.mark.neo4j
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_hidden_makes_groups_or_keeps_people(served: Served, role: Role, name: str) -> None:
    asker = served.asker(role)
    nonsense = asker.post("{ statistics { groups { people nonsense } } }")
    assert asker.post(f"{{ statistics {{ groups {{ people {name} }} }} }}") == nonsense
    assert asker.post(f'{{ statistics(where: {{ {name}: "a" }}) {{ people }} }}') == nonsense


@pytest.mark.neo4j
@pytest.mark.parametrize("role", OTHERS)
def test_who_may_not_count_is_told_nothing_whatever_they_count(served: Served, role: Role) -> None:
    asker = served.asker(role)
    for name in DIMENSIONS:
        told = asker.data(f'{{ statistics(where: {{ {name}: "female" }}) {{ people groups {{ people }} }} }}')
        assert told == {"statistics": {"people": None, "groups": []}}
        assert asker.data(f"{{ statistics {{ groups {{ people {name} }} }} }}") == {
            "statistics": {"groups": []}
        }
    assert "Statistics" not in role_schema(plan_of(role)).type_map


@pytest.mark.neo4j
@pytest.mark.parametrize("role", COUNTING)
def test_nobody_hidden_is_in_a_group_or_gives_it_a_label(served: Served, role: Role) -> None:
    """What leaves the database, before any disclosure control, holds nothing of the hidden."""
    plan, target = plan_of(role), served.settings.target
    names = [name for name, each in DIMENSIONS.items() if plan.counting and each.is_shown(plan.counting)]
    assert names
    documents = [f"{{ statistics {{ groups {{ people {name} }} }} }}" for name in names]
    documents.append("{ statistics { people } }")
    write_sealed(target)
    _run(served, _MARK, ids=list(SEALED))
    try:
        before = [_rows(served, role, each) for each in documents]
    finally:
        take_out_sealed(target)
    assert [_rows(served, role, each) for each in documents] == before
    assert "p-sealed" not in str(before)
    assert _LABEL not in str(before)
    assert any("p-mary" in str(each) for each in before)


_LABEL = "a label that only somebody hidden has"
_MARK = f"""
MATCH (p:Person) WHERE p.id IN $ids SET p.ethnicity = '{_LABEL}'
WITH p MATCH (p)-[:HAD]->(e) SET e.kind = '{_LABEL}' RETURN count(*) AS done
"""


def _rows(served: Served, role: Role, document: str) -> list[Any]:
    """What the database answers, in an order of its own."""
    sent = parcel(prepare(document, plan_of(role)))
    (row,) = _run(served, sent.text, asked={"rows": [[0, *sent.row]]}, **dict(sent.shared))
    ((_, answer, _),) = row["answers"]
    return sorted(_sorted(answer), key=str)


def _sorted(value: Any) -> Any:
    return sorted(map(_sorted, value), key=str) if isinstance(value, list) else value


def _run(served: Served, statement: str, **given: Any) -> list[Any]:
    async def run() -> list[Any]:
        async with await Store.connect(served.settings.target) as store:
            return list(await store.write(statement, **given))

    return asyncio.run(run())
