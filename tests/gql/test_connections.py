"""Lists in pages: every row once, in the order asked for, with filters that say what an answer would."""

from typing import Any

import pytest

from gql.audit import entries
from gql.roles import Role
from tests.gql.conftest import Served

pytestmark = pytest.mark.neo4j

PAGE = """query ($orderBy: [PersonOrder!], $where: PersonWhere, $first: Int!, $after: String) {
  peopleConnection(orderBy: $orderBy, where: $where, first: $first, after: $after) {
    edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
KEPT = "query ($where: PersonWhere) { peopleConnection(where: $where) { nodes { id } } }"
TIES = """query ($after: String) { address(id: "a-home") {
  residentsConnection(first: 1, after: $after, orderBy: [{field: from, direction: DESC}]) {
    __typename edges { __typename cursor node { __typename from person { id } } }
    pageInfo { __typename hasNextPage endCursor }
  } } }"""


def pages(served: Served, **asked: Any) -> list[dict[str, Any]]:
    """All pages, one after another."""
    asker, found, after = served.asker(Role.CASEWORKER), list[dict[str, Any]](), None
    while True:
        page = asker.data(PAGE, {"first": 1, "after": after, **asked})["peopleConnection"]
        found.append(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [node["id"].removeprefix("p-") for page in found for node in page["nodes"]]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([], ["amina", "john", "mary", "tariq"]),
        ([{"field": "birthDate"}], ["john", "amina", "mary", "tariq"]),
        ([{"field": "birthDate", "direction": "DESC"}], ["tariq", "mary", "amina", "john"]),
        ([{"field": "language"}], ["amina", "mary", "john", "tariq"]),
        ([{"field": "deathDate", "direction": "DESC"}], ["john", "amina", "mary", "tariq"]),
        (
            [{"field": "familyName"}, {"field": "givenName", "direction": "DESC"}],
            ["mary", "tariq", "amina", "john"],
        ),
    ],
)
def test_every_row_once_in_order(served: Served, order: list[Any], expected: list[str]) -> None:
    if any(each["field"] == "language" for each in order):
        expected = ["amina", "john", "mary", "tariq"]  # a language that may not be read is none
    assert ids(pages(served, orderBy=order)) == expected
    assert ids(pages(served, orderBy=order, first=3)) == expected


def test_where_a_page_lies(served: Served) -> None:
    first, *_, last = pages(served, orderBy=[{"field": "birthDate"}])
    info = {name: first["pageInfo"][name] for name in ("hasNextPage", "hasPreviousPage")}
    assert info == {"hasNextPage": True, "hasPreviousPage": False}
    assert last["pageInfo"]["hasPreviousPage"]
    assert first["edges"][0]["cursor"] == first["pageInfo"]["startCursor"] == first["pageInfo"]["endCursor"]
    assert first["edges"][0]["node"] == first["nodes"][0]
    nobody = pages(served, where={"sex": {"eq": "nobody"}})[0]
    assert nobody["nodes"] == nobody["edges"] == []
    assert nobody["pageInfo"]["endCursor"] is None


WHERE: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"amina", "john", "mary", "tariq"}),
    ({"sex": {"eq": "male"}}, {"john", "tariq"}),
    ({"not": {"sex": {"eq": "male"}}}, {"amina", "mary"}),
    ({"sex": {"isNull": True}}, {"mary"}),
    ({"sex": {"in": []}}, set()),
    ({"or": []}, set()),
    ({"and": []}, {"amina", "john", "mary", "tariq"}),
    ({"birthDate": {"gte": "1984", "lt": "1984-11-30"}}, {"amina"}),
    ({"familyName": {"startsWith": "Kha"}, "recordCount": {"gt": 1}}, {"amina"}),
    ({"familyName": {"contains": "-"}}, {"john"}),
    ({"familyName": {"startsWith": "kha"}}, set()),
    ({"or": [{"familyName": {"eq": "Evans"}}, {"not": {"recordCount": {"lte": 1}}}]}, {"mary", "amina"}),
    ({"household": {"size": {"eq": 2}}}, {"amina", "tariq"}),
    ({"household": {"members": {"birthDate": {"gt": "2010"}}}}, {"amina", "tariq"}),
    ({"addresses": {"to": {"isNull": True}, "address": {"postcode": {"startsWith": "E1 "}}}}, {"mary"}),
    ({"not": {"addresses": {"address": {"postcode": {"startsWith": "E1 "}}}}}, {"john", "tariq"}),
    ({"related": {"kind": {"eq": "sibling"}, "other": {"id": {"eq": "p-mary"}}}}, {"john", "mary"}),
    ({"workers": {"worker": {"team": {"id": {"eq": "North"}}}}}, {"amina"}),
    ({"episodes": {"service": {"name": {"in": ["Adult care", "nothing"]}}}}, {"mary"}),
    ({"decisions": {"weight": {"gt": 10}}}, {"amina"}),
    ({"score": {"band": {"isNull": False}}}, set()),
]


@pytest.mark.parametrize(
    ("where", "expected"), WHERE, ids=lambda each: str(each if isinstance(each, dict) else sorted(each))[:60]
)
def test_whom_a_filter_keeps(served: Served, where: dict[str, Any], expected: set[str]) -> None:
    found = served.asker(Role.CASEWORKER).data(KEPT, {"where": where})["peopleConnection"]["nodes"]
    assert {each["id"].removeprefix("p-") for each in found} == expected


def test_the_latest_is_what_a_single_edge_takes(served: Served) -> None:
    lead = served.asker(Role.SAFEGUARDING_LEAD)
    for band, expected in (("raised", ["p-amina"]), ("high", [])):
        found = lead.data(KEPT, {"where": {"score": {"band": {"eq": band}}}})["peopleConnection"]["nodes"]
        assert [each["id"] for each in found] == expected
    earlier = {"where": {"scores": {"band": {"eq": "high"}}}}
    assert lead.data(KEPT, earlier)["peopleConnection"]["nodes"] == [{"id": "p-amina"}]


def test_lists_take_filters_and_orders(served: Served) -> None:
    asked = """{ people(search: {name: "kh"}, orderBy: [{field: birthDate, direction: DESC}]) { id }
      few: people(search: {name: "kh"}, where: {sex: {eq: "female"}}) { id }
      address(id: "a-home") {
        residents(where: {person: {sex: {eq: "male"}}}, orderBy: {field: from}) { from } } }"""
    assert served.asker(Role.CASEWORKER).data(asked) == {
        "people": [{"id": "p-tariq"}, {"id": "p-amina"}],
        "few": [{"id": "p-amina"}],
        "address": {"residents": [{"from": "2018-05-05"}, {"from": "2020-01-01"}]},
    }


def test_pages_of_relationships(served: Served) -> None:
    asker, found, after = served.asker(Role.CASEWORKER), [], None
    for _ in range(3):
        page = asker.data(TIES, {"after": after})["address"]["residentsConnection"]
        found += [each["node"] for each in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert not page["pageInfo"]["hasNextPage"]
    assert [(each["from"], each["person"]["id"]) for each in found] == [
        ("2020-01-01", "p-amina"),
        ("2020-01-01", "p-tariq"),
        ("2018-05-05", "p-john"),
    ]
    names = {page["__typename"], page["edges"][0]["__typename"], page["edges"][0]["node"]["__typename"]}
    assert names == {"LivedAtConnection", "LivedAtEdge", "LivedAt"}


def test_research_compares_what_it_reads(served: Served) -> None:
    scientist = served.asker(Role.DATA_SCIENTIST)
    for value, count in (("1984", 2), ("1984-02-03", 0)):
        found = scientist.data(KEPT, {"where": {"birthDate": {"eq": value}}})["peopleConnection"]["nodes"]
        assert len(found) == count
    (one, *_) = found = scientist.data(KEPT, {"where": {}})["peopleConnection"]["nodes"]
    assert scientist.data(KEPT, {"where": {"id": {"in": [one["id"], "p-amina"]}}}) == {
        "peopleConnection": {"nodes": [one]}
    }
    for plain in ("p-amina", "p-mary"):
        assert scientist.data(KEPT, {"where": {"id": {"eq": plain}}})["peopleConnection"]["nodes"] == []
    assert len(found) == 4


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({"sex": None}, "INVALID_VARIABLES"),
        ({"sex": {"eq": None}}, "INVALID_VARIABLES"),
        ({"sex": {"in": ["a"] * 101}}, "TOO_COSTLY"),
        ({"and": [{"sex": {"eq": "a"}}] * 50}, "TOO_COSTLY"),
        (
            {
                "household": {
                    "members": {
                        "household": {
                            "members": {
                                "household": {
                                    "members": {
                                        "household": {
                                            "members": {
                                                "household": {
                                                    "members": {
                                                        "household": {"members": {"sex": {"eq": "a"}}}
                                                    }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            },
            "TOO_COSTLY",
        ),
        ({"sex": {"like": "%"}}, "INVALID_VARIABLES"),
    ],
)
def test_what_is_refused(served: Served, where: Any, code: str) -> None:
    status, body = served.asker(Role.CASEWORKER).post(KEPT, {"where": where})
    assert (status, body["errors"][0]["extensions"]["code"]) == (400, code)


def test_the_audit_knows_whoever_is_on_a_page_that_tells_only_where_it_lies(served: Served) -> None:
    asked = '{ peopleConnection(where: {sex: {eq: "male"}}, first: 1) { pageInfo { hasNextPage } } }'
    assert served.asker(Role.CASEWORKER).data(asked)["peopleConnection"]["pageInfo"]["hasNextPage"]
    last = list(entries(served.settings.audit))[-1]
    assert last["people"] == ["p-john"]
    assert "Person.sex" in last["fields"]
