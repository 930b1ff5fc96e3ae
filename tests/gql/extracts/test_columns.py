"""What a document selects is what its columns tell, whatever they are called."""

import json
from typing import Any

import pytest

from gql.access import unrestricted
from gql.extracts.columns import Table, table_of
from gql.extracts.errors import ExtractRefusedError
from gql.plans import Question
from gql.selection import select
from tests.gql.questions import PLANS

PAGE = "pageInfo { hasNextPage endCursor }"


def table(text: str) -> Table:
    prepared = PLANS.prepare(Question(text, None, {}), unrestricted())
    return table_of(select(prepared.document, prepared.variables))


def told(text: str) -> dict[str, bool]:
    return {column.name: column.is_telling for column in table(text).columns}


def test_an_alias_changes_the_name_and_not_what_it_tells() -> None:
    found = told(
        "{ people(search: {birthYear: 1984}) { a: id sex b: birthDate nhsNumber score { c: band } "
        "household { address { sex: postcode kind } } } }"
    )
    assert found == {
        "a": False,
        "sex": True,
        "b": True,
        "nhsNumber": True,
        "score.c": False,
        "household.address.sex": True,
        "household.address.kind": True,
    }


@pytest.mark.parametrize(
    "text",
    [
        '{ a: person(id: "a") { id } b: person(id: "b") { id } }',
        "{ __typename }",
        "{ peopleConnection { nodes { id } } }",
        "{ peopleConnection { nodes { id } pageInfo { hasNextPage } } }",
        f"{{ peopleConnection {{ nodes {{ id }} edges {{ node {{ sex }} }} {PAGE} }} }}",
        f"{{ peopleConnection {{ {PAGE} }} }}",
        '{ person(id: "a") { addresses { address { p: postcode } } } }',
        '{ person(id: "a") { household { members { id records { x: familyName } } } } }',
        '{ person(id: "a") { recordsConnection { nodes { sex } } } }',
        '{ person(id: "a") { neighbourhood { people { person { sex } } } } }',
        '{ person(id: "a") { records { original } } }',
    ],
)
def test_what_cannot_be_made_rows_is_refused(text: str) -> None:
    with pytest.raises(ExtractRefusedError):
        table(text)


@pytest.mark.parametrize("way", ["n: nodes", "e: edges"])
def test_the_rows_of_a_page_are_flat_whatever_they_are_called(way: str) -> None:
    inside = "i: id household { address { postcode } } episodes { kind } __typename"
    inside = f"{way} {{ {inside} }}" if way == "n: nodes" else f"{way} {{ r: node {{ {inside} }} }}"
    found = table(f"{{ p: peopleConnection {{ {inside} q: pageInfo {{ more: hasNextPage endCursor }} }} }}")
    row: dict[str, Any] = {
        "i": "a",
        "household": {"address": {"postcode": "E1"}},
        "episodes": [{"kind": "crisis"}],
    }
    other: dict[str, Any] = {"i": "b", "household": None, "episodes": []}
    rows = [each | {"__typename": "Person"} for each in (row, other)]
    listed = {"n": rows} if way == "n: nodes" else {"e": [{"r": each} for each in rows]}
    data = {"p": {**listed, "q": {"more": True, "endCursor": "c"}}}
    assert found.read(data) == [
        ["a", "E1", json.dumps([{"kind": "crisis"}], separators=(",", ":")), "Person"],
        ["b", None, "[]", "Person"],
    ]
    assert found.following(data) == "c"
    assert found.following({"p": {"q": {"more": False, "endCursor": "c"}}}) is None


def test_one_object_is_one_row_and_nobody_is_none() -> None:
    found = table('{ person(id: "a") { id reasons: score { reasons } } }')
    told_of = {"person": {"id": "a", "reasons": {"reasons": [{"name": "x"}]}}}
    assert found.read(told_of) == [["a", '[{"name":"x"}]']]
    assert found.read({"person": None}) == []
    assert found.following(told_of) is None
