"""Few records: each case of the table by itself, with nothing beside it to learn from."""

from typing import Any

import pytest

from resolver.link import link
from resolver.linkage import Linkage
from tests.resolver.people import Row, table
from tests.resolver.test_people_cases import CASES, crowd

GRACE: Row = {
    "source": "care",
    "given_name": "Grace",
    "family_name": "Okafor",
    "birth_date": "1984-03-12",
    "sex": "female",
    "address_text": "12 High Street",
    "postcode": "ZQ1 1AA",
}


def _linked(rows: list[Row]) -> Linkage:
    return link(table(rows))


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{kind}: {case['case']}" for kind, case in CASES]
)
def test_a_case_alone_has_the_people_of_the_table(case: dict[str, Any]) -> None:
    rows = [
        {"source": "care"} | {name: str(value) for name, value in row.items() if value}
        for row in [*case["records"], *crowd(case)]
    ]
    people = _linked(list(rows)).clusters["entity_id"].to_pylist()[: len(case["records"])]
    order = list(dict.fromkeys(people))
    assert [order.index(person) for person in people] == case["people"]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"given_name": "G"},
        {"family_name": "Hughes"},
        {"birth_date": "1984-12-03"},
        {"birth_date": "1984-01-01"},
        {"given_name": "Okafor", "family_name": "Grace"},
        {"postcode": "ZQ9 9ZZ", "address_text": "7 Mill Lane"},
    ],
    ids=["equal", "initial", "another surname", "day and month", "half known", "names swapped", "moved"],
)
def test_two_records_alone_are_a_match(other: Row) -> None:
    linked = _linked([GRACE, {**GRACE, "source": "health", **other}])
    assert linked.pairs["judgement"].to_pylist() == ["match"]


def test_a_number_borrowed_within_a_home_makes_no_match() -> None:
    mine = {**GRACE, "nhs_number": "9434765919"}
    his = {**mine, "source": "health", "given_name": "Emeka", "sex": "male", "birth_date": "1981-07-02"}
    assert len(set(_linked([mine, his]).clusters["entity_id"].to_pylist())) == 2


def test_what_was_learned_from_few_judges_as_they_were_judged() -> None:
    rows = [GRACE, {**GRACE, "source": "health", "given_name": "G"}, {**GRACE, "given_name": "Mercy"}]
    first = _linked(rows)
    again = link(table(rows), learned=first.learned)
    assert again.pairs.equals(first.pairs)


def test_the_prior_of_two_records_is_no_certainty() -> None:
    (prior, *_) = _linked([GRACE, {**GRACE, "source": "health"}]).explain(0)
    assert -10 < prior.bits < 0
